process.env["TEST_DATABASE"] = "postgres";
await import("../flows/scrub.test.ts");
