process.env["TEST_DATABASE"] = "postgres";
await import("../upstream/told-apart.test.ts");
