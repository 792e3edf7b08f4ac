process.env["TEST_DATABASE"] = "postgres";
await import("../upstream/others.test.ts");
