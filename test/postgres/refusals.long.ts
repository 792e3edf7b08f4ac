process.env["TEST_DATABASE"] = "postgres";
await import("../flows/refusals.test.ts");
