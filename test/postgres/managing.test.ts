process.env["TEST_DATABASE"] = "postgres";
await import("../flows/managing.test.ts");
