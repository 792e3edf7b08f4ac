process.env["TEST_DATABASE"] = "postgres";
await import("../store/tag-counts.test.ts");
