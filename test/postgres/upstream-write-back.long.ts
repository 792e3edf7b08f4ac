process.env["TEST_DATABASE"] = "postgres";
await import("../upstream/write-back.test.ts");
