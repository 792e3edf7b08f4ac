import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { ArchiveReader, type FileLocation, filesOf } from "../../src/store/index.ts";
import { openArchive } from "../support/archive.ts";
import { temporaryFolder } from "../support/collector.ts";
import { numbered } from "../support/numbered.ts";

const program = fileURLToPath(new URL("../support/packing-process.ts", import.meta.url));

/** What the killed processes said, by the id of the delivery. */
interface Told {
  readonly appended: Map<number, number>;
  readonly deleting: Set<number>;
  readonly deleted: Set<number>;
}

/** Runs it, kills it some time after it began, and notes what it said. */
async function runAndKill(folder: string, first: number, told: Told): Promise<void> {
  const child = spawn(process.execPath, [program, folder, String(first)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  const begun = Promise.withResolvers<void>();
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    if (text.includes("begun")) begun.resolve();
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  await begun.promise;
  await pause(100 + Math.random() * 400);
  child.kill("SIGKILL");
  await ended;
  // The last line may be cut.
  for (const line of text.slice(0, text.lastIndexOf("\n")).split("\n")) {
    const [word, ...ids] = line.split(" ");
    if (word === "appended") told.appended.set(Number(ids[0]), Number(ids[1]));
    if (word === "deleting") for (const id of ids) told.deleting.add(Number(id));
    if (word === "deleted") for (const id of ids) told.deleted.add(Number(id));
  }
}

function check(location: FileLocation, { appended, deleting, deleted }: Told): void {
  const reader = new ArchiveReader(location);
  for (const [id, number] of appended) {
    const read = reader.get(id);
    if (deleted.has(id)) assert.equal(read, null, `${id} was deleted`);
    if (read === null) {
      assert.ok(deleting.has(id), `${id} was lost`);
      continue;
    }
    const given = numbered(number);
    assert.equal(read.damage, null);
    assert.deepEqual(Buffer.from(read.body), given.body);
    assert.deepEqual(read.headers, given.headers);
    assert.equal(read.contentKey, given.contentKey);
  }
  reader.close();
}

test("killed again and again while it packs and deletes, it loses nothing and keeps nothing", async (t) => {
  const folder = temporaryFolder(t);
  const told: Told = { appended: new Map(), deleting: new Set(), deleted: new Set() };
  for (let kill = 0; kill < 8; kill++) {
    await runAndKill(folder, 1 + kill * 1_000_000, told);
    check(filesOf(`${folder}/errors.db`, folder), told);
  }
  assert.ok(told.appended.size > 1000, `${told.appended.size} were appended`);
  assert.ok(told.deleted.size > 100, `${told.deleted.size} were deleted`);
  const opened = await openArchive(folder);
  t.after(() => opened.close());
  await opened.packer.packNow();
  check(opened.location, told);
  const db = new DatabaseSync(opened.location.archivePath, { readOnly: true });
  const one = (sql: string): unknown => Object.values(db.prepare(sql).get() ?? {})[0];
  assert.equal(one("select count(*) from unsettled"), 0);
  assert.equal(one("select count(*) from deliveries where block_id is null"), 0);
  const orphans = "select count(*) from blocks where id not in (select block_id from deliveries)";
  assert.equal(one(orphans), 0);
  assert.equal(one("pragma integrity_check"), "ok");
  db.close();
});
