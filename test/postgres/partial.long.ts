process.env["TEST_DATABASE"] = "postgres";
await import("../flows/partial.test.ts");
