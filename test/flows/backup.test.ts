import assert from "node:assert/strict";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { temporaryFolder } from "../support/collector.ts";
import { digested, rowsIn, valueIn } from "../support/database.ts";
import { aSimpleError } from "../support/other-senders.ts";
import { anEventAlert, eventId } from "../support/payloads.ts";
import { type CollectorProcess, runCommand, startProcess } from "../support/process.ts";
import { until } from "../support/until.ts";

/** Sends one delivery after the other until told to stop; tells how many were answered. */
function sendingTo(collector: CollectorProcess, senders = 6) {
  const told = { answered: 0, stopped: false };
  let number = 0;
  async function sendOn(): Promise<void> {
    while (!told.stopped) {
      number += 1;
      const event = anEventAlert({ eventId: eventId(number), issueId: String(100 + (number % 5)) });
      const { status } = await collector.deliver(event.payload, { ...event.headers });
      if (status === 201) told.answered += 1;
    }
  }
  const all = Promise.all(Array.from({ length: senders }, sendOn));
  return {
    told,
    async stop() {
      told.stopped = true;
      await all;
    },
  };
}

/** Every error has its delivery, every delivery its outcome, and the counts are right. */
function assertConsistent(folder: string): number {
  const archived = new Set(
    rowsIn(folder, "select id from deliveries", { file: "archive.db" }).map(({ id }) => id),
  );
  const errors = rowsIn(folder, "select delivery_id from errors");
  const orphans = errors.filter((row) => !archived.has(row["delivery_id"]));
  assert.deepEqual(orphans, [], "errors without their delivery");
  assert.equal(valueIn(folder, "select sum(count) from issues"), errors.length);
  assert.equal(valueIn(folder, "select sum(count) from grouping_keys"), errors.length);
  assert.equal(valueIn(folder, "select count(*) from outcomes"), archived.size);
  return errors.length;
}

async function aFewErrors(t: TestContext, folder: string, count = 5): Promise<CollectorProcess> {
  const collector = await startProcess(t, folder);
  for (let number = 1; number <= count; number++) {
    await collector.deliver(aSimpleError({ eventId: eventId(number) }).payload);
  }
  await digested(collector);
  return collector;
}

test("a backup under load is of one moment, and a restored one goes on from there", async (t) => {
  const folder = temporaryFolder(t);
  const collector = await startProcess(t, folder);
  const sending = sendingTo(collector);
  await until("some hundred were answered", () => sending.told.answered > 300, {
    timeoutMs: 30_000,
  });
  const before = sending.told.answered;
  const file = join(folder, "saved.tar");
  const saved = await runCommand(folder, ["backup", file]);
  assert.equal(saved.code, 0, saved.err);
  const after = sending.told.answered;
  await until("it goes on serving", () => sending.told.answered > after + 20);
  await sending.stop();

  const elsewhere = temporaryFolder(t);
  const restored = await runCommand(elsewhere, ["restore", file]);
  assert.equal(restored.code, 0, restored.err);
  const copy = await startProcess(t, elsewhere);
  await digested(copy);
  const count = assertConsistent(elsewhere);
  assert.ok(count >= before, `${count} errors of ${before} that were answered before the backup`);
  await copy.deliver(aSimpleError({ eventId: eventId(1_000_000) }).payload);
  assert.equal((await copy.read(`/errors/${eventId(1_000_000)}`)).status, 200);
  await digested(copy);
  assert.equal(assertConsistent(elsewhere), count + 1);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.includes(".part")),
    [],
  );
});

test("a restore beside a collector under load puts the old files aside and goes on", async (t) => {
  const folder = temporaryFolder(t);
  const collector = await aFewErrors(t, folder);
  assert.equal((await runCommand(folder, ["backup", "saved.tar"])).code, 0);
  const sending = sendingTo(collector, 3);
  await until("some were answered", () => sending.told.answered > 50, { timeoutMs: 30_000 });
  const restored = await runCommand(folder, ["restore", "saved.tar"]);
  assert.equal(restored.code, 0, restored.err);
  const after = sending.told.answered;
  await until("it goes on serving", () => sending.told.answered > after + 20, {
    timeoutMs: 30_000,
  });
  await sending.stop();
  await digested(collector);
  assertConsistent(folder);
  const aside = readdirSync(join(folder, "data")).filter((name) => name.includes("before-restore"));
  assert.ok(aside.some((name) => name.startsWith("errors.db")));
  assert.ok(aside.some((name) => name.startsWith("archive.db")));
  assert.equal((await collector.read("/health")).body.status, "ok");
  assert.equal((await collector.stop()).code, 0);
});

test("a backup that is damaged is refused, and nothing is changed", async (t) => {
  const folder = temporaryFolder(t);
  const collector = await aFewErrors(t, folder);
  const good = join(folder, "good.tar");
  assert.equal((await runCommand(folder, ["backup", good])).code, 0);
  const bytes = readFileSync(good);
  const damaged = (change: (copy: Buffer) => Buffer): string => {
    const path = join(folder, "damaged.tar");
    writeFileSync(path, change(Buffer.from(bytes)));
    return path;
  };
  const cases: Readonly<Record<string, () => string>> = {
    "cut in half": () => damaged((copy) => copy.subarray(0, copy.length / 2)),
    "with a page of nonsense": () =>
      damaged((copy) =>
        copy.fill(
          0xa5,
          copy.indexOf("SQLite format 3") + 4096,
          copy.indexOf("SQLite format 3") + 12_288,
        ),
      ),
    "that is no tar": () => damaged(() => Buffer.from("not a backup".repeat(1000))),
    "that is empty": () => damaged(() => Buffer.alloc(0)),
    "that is a folder": () => {
      mkdirSync(join(folder, "a-folder"), { recursive: true });
      return join(folder, "a-folder");
    },
    "that is the database itself": () => {
      copyFileSync(join(folder, "data", "errors.db"), join(folder, "raw.db"));
      return join(folder, "raw.db");
    },
  };
  for (const [name, make] of Object.entries(cases)) {
    await t.test(name, async () => {
      const ended = await runCommand(folder, ["restore", make()]);
      assert.notEqual(ended.code, 0, ended.out);
      assert.equal(ended.err.trimEnd().split("\n").length, 1, ended.err);
      assert.equal((await collector.read("/errors")).body.length, 5);
      const leftovers = readdirSync(join(folder, "data")).filter((file) =>
        /before-restore|\.part/.test(file),
      );
      assert.deepEqual(leftovers, []);
    });
  }
  await t.test("and the collector goes on", async () => {
    assert.equal((await collector.deliver(aSimpleError().payload)).status, 201);
    assert.equal((await collector.read("/errors")).body.length, 6);
  });
});

test("a backup never overwrites a file", async (t) => {
  const folder = temporaryFolder(t);
  await aFewErrors(t, folder, 1);
  writeFileSync(join(folder, "mine.txt"), "mine");
  const ended = await runCommand(folder, ["backup", "mine.txt"]);
  assert.notEqual(ended.code, 0);
  assert.match(ended.err, /mine\.txt exists already/);
  assert.equal(readFileSync(join(folder, "mine.txt"), "utf8"), "mine");
  const nowhere = await runCommand(folder, ["backup", "no/such/folder/b.tar"]);
  assert.notEqual(nowhere.code, 0);
  assert.equal(nowhere.err.trimEnd().split("\n").length, 1, nowhere.err);
  assert.ok(!existsSync(join(folder, "no")));
});
