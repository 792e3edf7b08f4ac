process.env["TEST_DATABASE"] = "postgres";
await import("../flows/views.test.ts");
