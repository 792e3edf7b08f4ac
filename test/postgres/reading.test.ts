process.env["TEST_DATABASE"] = "postgres";
await import("../flows/reading.test.ts");
