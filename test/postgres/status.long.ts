process.env["TEST_DATABASE"] = "postgres";
await import("../flows/status.test.ts");
