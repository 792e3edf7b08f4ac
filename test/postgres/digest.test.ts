process.env["TEST_DATABASE"] = "postgres";
await import("../store/digest.test.ts");
