process.env["TEST_DATABASE"] = "postgres";
await import("../flows/filter.test.ts");
