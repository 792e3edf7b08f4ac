process.env["TEST_DATABASE"] = "postgres";
await import("../flows/repetition.test.ts");
