process.env["TEST_DATABASE"] = "postgres";
await import("../flows/error-detail.test.ts");
