process.env["TEST_DATABASE"] = "postgres";
await import("../flows/answers.test.ts");
