process.env["TEST_DATABASE"] = "postgres";
await import("../flows/page.test.ts");
