process.env["TEST_DATABASE"] = "postgres";
await import("../access/projects.test.ts");
