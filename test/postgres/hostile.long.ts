process.env["TEST_DATABASE"] = "postgres";
await import("../flows/hostile.test.ts");
