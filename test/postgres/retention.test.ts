process.env["TEST_DATABASE"] = "postgres";
await import("../store/retention.test.ts");
