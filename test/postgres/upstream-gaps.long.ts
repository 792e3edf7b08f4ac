process.env["TEST_DATABASE"] = "postgres";
await import("../upstream/gaps.test.ts");
