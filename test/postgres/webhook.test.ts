process.env["TEST_DATABASE"] = "postgres";
await import("../flows/webhook.test.ts");
