import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { allPaged, type PagedTable, type SourceFile } from "../../src/store/copying/tables.ts";
import { type FileLocation, type Location, locate } from "../../src/store/index.ts";
import { anAlertOf4Kib, openArchive } from "../support/archive.ts";
import { startTestCollector, temporaryFolder } from "../support/collector.ts";
import { digested } from "../support/database.ts";
import { rowsAt } from "../support/keeping.ts";
import { packAll } from "../support/pack.ts";
import { databaseOf } from "../support/postgres.ts";
import { assertRefused, CollectorProcess, runCommand, startProcess } from "../support/process.ts";
import { until } from "../support/until.ts";

const deliveries = 20_000;

test("a copy that is killed again and again goes on where it was, and moves nothing twice", async (t) => {
  const folder = temporaryFolder(t);
  const from = await fill(t, folder);
  const url = await databaseOf(folder);
  // Under a name that is no collector's, which would be told to stop.
  const to = locate(`${url}?application_name=test`, "/");
  const args = copyArgs(url);
  let rows = 0;
  let kills = 0;
  for (const part of [0.02, 0.2, 0.45, 0.6, 0.8]) {
    const copying = new CollectorProcess(folder, {}, args);
    await until(
      `${part} of the rows are there`,
      () => {
        rows = rowsMoved(to);
        return rows > part * deliveries * 8 || copying.child.exitCode !== null;
      },
      { timeoutMs: 60_000 },
    );
    if (copying.child.exitCode === null) kills += 1;
    await copying.stop("SIGKILL");
    assert.ok(rowsMoved(to) >= rows, "what was there stays");
  }
  assert.ok(kills >= 3, `${kills} kills`);
  assertRefused(
    await runCommand(folder, ["serve"], { DATABASE_URL: url, PORT: "0" }),
    /The copy into .* is not finished/,
  );
  const { code, out, err } = await runCommand(folder, args);
  assert.equal(code, 0, err);
  assert.match(out, /The copy went on and is whole/);
  for (const table of allPaged) {
    // Of the index of words a file shows no text, and of packed deliveries no bytes.
    if (table.name === "search_text" || table.name === "deliveries") continue;
    assert.deepEqual(ofServer(to, table), ofFile(from, table), table.name);
  }
  await t.test("a collector goes on there", async (t) => {
    const collector = await startTestCollector(t, { RETENTION_DAYS: "0", DATABASE_URL: url });
    const { body } = await collector.deliver({ project: "web", message: "after the copy" });
    assert.equal(body.delivery_id, deliveries + 1);
    await digested(collector);
    const found = await collector.read("/api/v1/errors?query=%22after the copy%22");
    assert.equal(found.body.total, 1);
  });
});

test("two copies at once do not get in each other's way", async (t) => {
  const folder = temporaryFolder(t);
  await fill(t, folder, 2000);
  const url = await databaseOf(folder);
  const args = copyArgs(url);
  const ended = await Promise.all([runCommand(folder, args), runCommand(folder, args)]);
  const [done, refused] = ended.toSorted((one, other) => Number(one.code) - Number(other.code));
  assert.equal(done?.code, 0, done?.err);
  assert.ok(refused !== undefined);
  assertRefused(refused, /A collector or another copy works on|holds a finished copy/);
});

test("files of a collector that was killed are copied; words written with marks are found once digested again", async (t) => {
  const folder = temporaryFolder(t);
  const killed = await startProcess(t, folder);
  const message = "हिन्दी में त्रुटि";
  assert.equal((await killed.deliver({ project: "web", message })).status, 201);
  await digested(killed);
  await killed.stop("SIGKILL");
  const url = await databaseOf(folder);
  const { code, err } = await runCommand(folder, copyArgs(url));
  assert.equal(code, 0, err);
  const again = await runCommand(folder, ["redigest", "--all"], { DATABASE_URL: url });
  assert.match(again.out, /^1 deliveries: 1 digested/, again.err);
  const collector = await startTestCollector(t, { DATABASE_URL: url });
  const found = await collector.read(`/api/v1/errors?query=${encodeURIComponent("हिन्दी")}`);
  assert.equal(found.body.total, 1, found.text);
});

const copyArgs = (url: string) => ["copy", "--from", "sqlite:data/errors.db", "--to", url];

test("bodies of 20 MB do not take more memory than a few of them", async (t) => {
  const folder = temporaryFolder(t);
  const { archive, close } = await openArchive(dataIn(folder));
  const body = Buffer.alloc(20_000_000, "x");
  for (let n = 0; n < 20; n += 1) {
    body.writeUInt32BE(n);
    await archive.append({ ...anAlertOf4Kib(n), body: Buffer.from(body) });
  }
  await close();
  await (await startTestCollector(t, { folder, BACKLOG_DELIVERIES_MAX: "1000" })).stop();
  const url = await databaseOf(folder);
  const args = copyArgs(url);
  const { code, err } = await runCommand(folder, args, {
    NODE_OPTIONS: "--max-old-space-size=200",
  });
  assert.equal(code, 0, err);
  const [sum] = rowsAt(
    locate(url, "/"),
    "select sum(octet_length(body)) as n from archive.deliveries",
  );
  assert.equal(sum?.["n"], 400_000_000);
});

function dataIn(folder: string): string {
  const data = join(folder, "data");
  mkdirSync(data);
  return data;
}

/** A collector that has digested alerts, most of them packed, and was stopped. */
async function fill(t: TestContext, folder: string, count = deliveries): Promise<FileLocation> {
  const { archive, close, location } = await openArchive(dataIn(folder));
  for (let n = 0; n < count; n += 500) {
    const some = Array.from({ length: 500 }, (_, at) => archive.append(anAlertOf4Kib(n + at)));
    await Promise.all(some);
  }
  await close();
  const collector = await startTestCollector(t, { folder, RETENTION_DAYS: "0" });
  await digested(collector);
  await packAll(folder);
  await collector.stop();
  return location;
}

function rowsMoved(to: Location): number {
  const rows = rowsAt(to, "select value from meta where key like 'copy.%'");
  return rows.reduce((sum, { value }) => sum + Number(JSON.parse(String(value)).rows), 0);
}

const pathOf = (from: FileLocation, file: SourceFile): string =>
  ({ errors: from.errorsPath, archive: from.archivePath, access: from.accessPath })[file];

function ofFile(from: FileLocation, { file, name }: PagedTable): string[] {
  const db = new DatabaseSync(pathOf(from, file), { readOnly: true });
  try {
    return db.prepare(`select * from ${name}`).all().map(inOneForm).toSorted();
  } finally {
    db.close();
  }
}

function ofServer(to: Location, { target }: PagedTable): string[] {
  return rowsAt(to, `select * from ${target}`).map(inOneForm).toSorted();
}

/** Lists are JSON on both sides, with other blanks. */
function inOneForm(row: Readonly<Record<string, unknown>>): string {
  const list = row["tag_ids"];
  const lists = typeof list === "string" ? { tag_ids: JSON.parse(list) } : {};
  const parts = Object.entries({ ...row, ...lists }).map(([name, value]) => [name, value] as const);
  return JSON.stringify(parts.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
