process.env["TEST_DATABASE"] = "postgres";
await import("../flows/forget.test.ts");
