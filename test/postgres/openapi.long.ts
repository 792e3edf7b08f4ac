process.env["TEST_DATABASE"] = "postgres";
await import("../flows/openapi.test.ts");
