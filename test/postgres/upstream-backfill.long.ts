process.env["TEST_DATABASE"] = "postgres";
await import("../upstream/backfill.test.ts");
