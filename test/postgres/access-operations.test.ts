process.env["TEST_DATABASE"] = "postgres";
await import("../access/operations.test.ts");
