import { startServer, type TestServer } from "./postgres-server.ts";

// What `npm test` does once, before and after the tests of all files.

let server: TestServer | null = null;

/** Starts the server of all tests that want PostgreSQL, unless TEST_POSTGRES_URL names one. */
export async function globalSetup(): Promise<void> {
  if (process.env["TEST_POSTGRES_URL"] !== undefined) return;
  server = await startServer();
  process.env["TEST_POSTGRES_URL"] = server.url;
}

/** Stops what was started. */
export async function globalTeardown(): Promise<void> {
  await server?.stop();
}
