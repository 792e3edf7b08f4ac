process.env["TEST_DATABASE"] = "postgres";
await import("../upstream/enrich.test.ts");
