process.env["TEST_DATABASE"] = "postgres";
await import("../access/single-sign-on.test.ts");
