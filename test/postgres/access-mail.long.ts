process.env["TEST_DATABASE"] = "postgres";
await import("../access/mail.test.ts");
