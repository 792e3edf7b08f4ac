process.env["TEST_DATABASE"] = "postgres";
await import("../flows/test-delivery.test.ts");
