process.env["TEST_DATABASE"] = "postgres";
await import("../flows/completion.test.ts");
