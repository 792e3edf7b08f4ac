// An empty database becomes a collector's, once, whoever comes first.
import assert from "node:assert/strict";
import { test } from "node:test";
import { temporaryFolder } from "../support/collector.ts";
import { emptyDatabase } from "../support/postgres.ts";
import { askServer } from "../support/postgres-server.ts";
import { assertRefused, runCommand } from "../support/process.ts";

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  return (await askServer(url, sql))[0] ?? [];
}

test("ten that migrate an empty database at once all succeed, and each step is taken once", async (t) => {
  const folder = temporaryFolder(t);
  const url = await emptyDatabase();
  const settings = { DATABASE_URL: url };
  const before = await runCommand(folder, ["migrate", "--check"], settings);
  assert.equal(before.code, 1, before.err);
  assert.match(before.out, /^errors {4}step 0 of \d+/);
  assert.deepEqual(await ask(url, "select 1 from pg_tables where schemaname = 'public'"), []);
  const ended = await Promise.all(
    Array.from({ length: 10 }, () => runCommand(folder, ["migrate"], settings)),
  );
  for (const { code, err } of ended) assert.equal(code, 0, err);
  for (const table of [
    "public.schema_migrations",
    "archive.schema_migrations",
    "access_migrations",
  ]) {
    const [row] = await ask(url, `select count(*)::int as n, max(version) as newest from ${table}`);
    assert.equal(row?.["n"], row?.["newest"], table);
  }
  const after = await runCommand(folder, ["migrate", "--check"], settings);
  assert.equal(after.code, 0, after.err);
  await ask(url, "insert into archive.schema_migrations values (9000, 'from the future', 0)");
  assertRefused(await runCommand(folder, ["migrate", "--check"], settings), /newer version.*9000/);
});

test("a database of another encoding is refused before anything is made in it", async (t) => {
  const server = new URL(await emptyDatabase());
  await ask(
    server.toString(),
    `create database ${server.pathname.slice(1)}_ascii encoding 'SQL_ASCII' template template0
       lc_collate 'C' lc_ctype 'C'`,
  );
  server.pathname += "_ascii";
  const settings = { DATABASE_URL: server.toString() };
  const ended = await runCommand(temporaryFolder(t), ["migrate"], settings);
  assertRefused(ended, /encoded in SQL_ASCII: make it with encoding 'UTF8'/);
  const tables = "select 1 from pg_tables where schemaname in ('public', 'archive')";
  assert.deepEqual(await ask(server.toString(), tables), []);
});

test("a server that cannot be reached is said in a sentence", async (t) => {
  const settings = { DATABASE_URL: "postgres://nobody:secret@127.0.0.1:1/none" };
  const ended = await runCommand(temporaryFolder(t), ["migrate", "--check"], settings);
  assertRefused(ended, /postgres:\/\/127\.0\.0\.1:1\/none cannot be used/);
  assert.doesNotMatch(ended.err, /secret/);
});
