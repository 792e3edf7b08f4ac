process.env["TEST_DATABASE"] = "postgres";
await import("../upstream/pull.test.ts");
