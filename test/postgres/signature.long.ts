process.env["TEST_DATABASE"] = "postgres";
await import("../flows/signature.test.ts");
