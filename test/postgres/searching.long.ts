process.env["TEST_DATABASE"] = "postgres";
await import("../flows/searching.test.ts");
