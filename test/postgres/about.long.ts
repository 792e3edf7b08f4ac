process.env["TEST_DATABASE"] = "postgres";
await import("../flows/about.test.ts");
