import { tmpdir } from "node:os";
import { join } from "node:path";
import { locate, prepareStore } from "../../src/store/index.ts";
import { makeDatabase, startServer, type TestServer } from "./postgres-server.ts";

// What `npm test` does once, before and after the tests of all files.

let server: TestServer | null = null;

/**
 * Starts the server of all tests that want PostgreSQL, unless TEST_POSTGRES_URL names one, and makes the database
 * there of which each test gets a copy: tables are made once.
 */
export async function globalSetup(): Promise<void> {
  // Each file is a process that loads nearly everything: compiled once, it starts in two thirds of the time.
  process.env["NODE_COMPILE_CACHE"] ??= join(tmpdir(), "node-compile-cache");
  if (process.env["TEST_POSTGRES_URL"] === undefined) {
    server = await startServer();
    process.env["TEST_POSTGRES_URL"] = server.url;
  }
  process.env["TEST_POSTGRES_TEMPLATE"] = await makeTemplate(process.env["TEST_POSTGRES_URL"]);
}

/** Stops what was started. */
export async function globalTeardown(): Promise<void> {
  await server?.stop();
}

async function makeTemplate(server: string): Promise<string> {
  const name = `template_${process.pid}`;
  const url = await makeDatabase(server, { name });
  await prepareStore(locate(url, "/"), Date.now);
  return name;
}
