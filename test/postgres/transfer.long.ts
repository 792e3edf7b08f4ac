process.env["TEST_DATABASE"] = "postgres";
await import("../flows/transfer.test.ts");
