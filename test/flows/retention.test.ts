import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { test } from "node:test";
import { startTestCollector, temporaryFolder } from "../support/collector.ts";
import { digested, rowsIn, valueIn } from "../support/database.ts";
import { anEventAlert, eventId, send } from "../support/payloads.ts";
import { startProcess } from "../support/process.ts";
import { Rig } from "../support/retention.ts";
import { until } from "../support/until.ts";

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

const eventsIn = (folder: string) =>
  rowsIn(folder, "select event_id from error_rows order by event_id").map(({ event_id }) =>
    Number.parseInt(String(event_id), 16),
  );

/** A folder with errors, one a minute until now. */
async function aFolderWith(folder: string, events: readonly number[]): Promise<Rig> {
  mkdirSync(folder, { recursive: true });
  const rig = new Rig(folder, {});
  await rig.open();
  const begin = Date.now() - events.length * 60_000;
  for (let first = 0; first < events.length; first += 500) {
    const errors = events.slice(first, first + 500).map((event, index) => ({
      event_id: eventId(event),
      exception: { type: `Error${event % 4}`, value: `value ${event % 10}` },
      timestamp: (begin + (first + index) * 60_000) / 1000,
    }));
    rig.now = begin + (first + 500) * 60_000;
    await rig.deliver(...errors);
  }
  await rig.close();
  return rig;
}

test("a collector removes by its settings, while it takes what comes", async (t) => {
  const folder = temporaryFolder(t);
  const rig = await aFolderWith(folder, numbers(1, 60));
  const collector = await startTestCollector(t, { folder, RETENTION_ERRORS_PER_PROJECT: "10" });
  assert.equal((await send(collector, anEventAlert({ eventId: eventId(61) }))).status, 201);
  await digested(collector);
  // The newest ten are left, and what came after the run that removed the others.
  const outcomes = () => Number(valueIn(folder, "select count(*) from outcomes"));
  await until("the oldest are gone", () => outcomes() <= 11);
  const kept = numbers(62 - outcomes(), 61);
  assert.ok(kept.length >= 10);
  const archive = { file: "archive.db" };
  assert.deepEqual(
    rowsIn(folder, "select id from deliveries", archive).map(({ id }) => id),
    kept,
  );
  assert.deepEqual(eventsIn(folder), kept);
  const gone = 61 - kept.length;
  assert.deepEqual(rowsIn(folder, "select errors, deliveries from removed_altogether"), [
    { errors: gone, deliveries: gone },
  ]);
  const { body } = await collector.read("/errors?project=web");
  assert.equal(body.length, kept.length);
  await collector.stop();
  rig.check();
});

test("what is older than RETENTION_DAYS is not there after a start", async (t) => {
  const folder = temporaryFolder(t);
  const rig = await aFolderWith(folder, numbers(1, 3000));
  const collector = await startTestCollector(t, { folder, RETENTION_DAYS: "1" });
  await until(
    "the old are gone",
    () =>
      valueIn(folder, "select count(*) from doomed_deliveries") === 0 &&
      Number(valueIn(folder, "select deliveries from removed_altogether")) > 0,
  );
  await until(
    "all of them",
    () => eventsIn(folder)[0] !== undefined && (eventsIn(folder)[0] ?? 0) > 1000,
  );
  assert.deepEqual(eventsIn(folder).at(-1), 3000);
  await collector.stop();
  rig.check();
});

test("killed at any moment while it removes, a collector loses nothing else and repeats it", async (t) => {
  const folder = temporaryFolder(t);
  const rig = await aFolderWith(folder, numbers(1, 6000));
  const rules = { RETENTION_ERRORS_PER_PROJECT: "100", RETENTION_DAYS: "0" };
  for (const waitMs of [0, 20, 60, 120, 250]) {
    const collector = await startProcess(t, folder, rules);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    await collector.stop("SIGKILL");
    rig.check();
  }
  const collector = await startProcess(t, folder, rules);
  await until(
    "all that is too much is gone",
    () =>
      valueIn(folder, "select count(*) from error_rows") === 100 &&
      valueIn(folder, "select count(*) from outcomes") === 100,
    { timeoutMs: 60_000 },
  );
  assert.deepEqual(eventsIn(folder), numbers(5901, 6000));
  assert.equal((await collector.stop()).code, 0);
  rig.check();
  assert.equal(valueIn(folder, "select count(*) from deliveries", { file: "archive.db" }), 100);
  assert.equal(valueIn(folder, "select sum(count) from issues"), 6000);
});
