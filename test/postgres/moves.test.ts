process.env["TEST_DATABASE"] = "postgres";
await import("../store/moves.test.ts");
