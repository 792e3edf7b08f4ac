import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { Spread } from "../../src/manage/retain/spread.ts";
import { openQueries, usualReach } from "../../src/store/index.ts";
import { temporaryFolder } from "../support/collector.ts";
import { eventId } from "../support/payloads.ts";
import { isOnPostgres } from "../support/postgres.ts";
import { aRig, day, Rig } from "../support/retention.ts";

/** An error by the number of its event; type and value decide issue and texts. */
const anError = (number: number, more: Record<string, unknown> = {}) => ({
  event_id: eventId(number),
  exception: {
    type: "ValueError",
    value: `bad value ${number % 3}`,
    stacktrace: "main()\n  pay()",
  },
  ...more,
});

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** One error a minute. */
async function deliverOverTime(rig: Rig, events: readonly number[], minutes = 1): Promise<void> {
  const errors = events.map((number, index) =>
    anError(number, { timestamp: (rig.now + index * minutes * 60_000) / 1000 }),
  );
  rig.now += events.length * minutes * 60_000;
  await rig.deliver(...errors);
}

test("errors go by age with their deliveries, and still count", async (t) => {
  const rig = await aRig(t, { days: 30 });
  await rig.deliver(anError(1), anError(2));
  rig.now += 20 * day;
  await rig.deliver(anError(3));
  assert.equal(await rig.retain(), undefined);
  rig.now += 11 * day;
  const run = await rig.retain();
  assert.equal(run?.removed.days, 2);
  assert.equal(run?.deliveries, 2);
  assert.ok((run?.bytes ?? 0) > 200);
  assert.deepEqual(rig.events(), [3]);
  assert.deepEqual(rig.rows("select id from archive.deliveries"), [{ id: 3 }]);
  assert.deepEqual(rig.rows("select count, removed from issues"), [{ count: 3, removed: 2 }]);
  assert.deepEqual(rig.rows("select delivery_id from outcomes"), [{ delivery_id: 3 }]);
  assert.deepEqual(rig.rows("select errors, deliveries from removed_altogether"), [
    { errors: 2, deliveries: 2 },
  ]);
  rig.check();
});

test("what was removed does not come back, for 90 days at least", async (t) => {
  const rig = await aRig(t, { days: 1 });
  await rig.deliver(anError(1));
  await rig.deliver({ message: "without an event id" });
  rig.now += 2 * day;
  await rig.retain();
  rig.now += 88 * day;
  await rig.retain();
  const [again = 0] = await rig.deliver(anError(1));
  assert.deepEqual(rig.events(), []);
  assert.deepEqual(
    rig.rows("select state, reason, error_id from outcomes where delivery_id = ?", again),
    [{ state: "ignored", reason: "The error was known before, and is removed.", error_id: null }],
  );
  rig.now += 3 * day;
  await rig.retain();
  assert.equal(rig.value("select count(*) from error_identities"), 0);
  assert.equal(rig.value("select count(*) from removed_identities"), 0);
  await rig.deliver(anError(1));
  assert.deepEqual(rig.events(), [1]);
  rig.check();
});

test("a number of errors for each project: the oldest by when they happened go", async (t) => {
  const rig = await aRig(t, { errorsPerProject: 3 });
  await deliverOverTime(rig, [5, 1, 4, 2, 3]);
  await rig.deliver(anError(9, { project: "other" }));
  const run = await rig.retain();
  assert.equal(run?.removed.project, 2);
  assert.deepEqual(rig.events(), [2, 3, 4, 9]);
  assert.equal(await rig.retain(), undefined);
  rig.check();
});

test("a noisy issue keeps its first error, its newest half and a spread sample", async (t) => {
  const rig = await aRig(t, { errorsPerIssue: 20 });
  await deliverOverTime(rig, numbers(1, 1200));
  const run = await rig.retain();
  assert.equal(run?.removed.issue, 1180);
  const kept = rig.events();
  assert.equal(kept[0], 1);
  assert.deepEqual(kept.slice(-10), numbers(1191, 1200));
  const sample = kept.slice(1, -10);
  assert.equal(sample.length, 9);
  const gaps = [1, ...sample].map((at, index, all) => (all[index + 1] ?? 1190) - at);
  assert.ok(
    gaps.every((gap) => Math.abs(gap - 119) < 5),
    gaps.join(),
  );
  assert.deepEqual(rig.rows("select count, removed from issues"), [{ count: 1200, removed: 1180 }]);
  rig.check();
});

test("a sample has as many as may stay, wherever they lie, and all that are pinned", () => {
  const kept = (times: readonly number[], allowed: number, pinned: readonly number[] = []) => {
    const to = times.at(-1) ?? 0;
    const spread = new Spread({ rows: times.length, allowed, from: times[0] ?? 0, to });
    return times.filter((timestamp, index) =>
      spread.keeps({ timestamp, pinned: pinned.includes(index) }),
    );
  };
  const early = [...numbers(1, 95), 1000, 2000, 3000, 4000, 5000];
  assert.deepEqual(kept(early, 5), [1000, 2000, 3000, 4000, 5000]);
  assert.deepEqual(kept(early, 0), []);
  assert.equal(kept(early, 7).length, 7);
  assert.equal(kept(new Array<number>(50).fill(7), 9).length, 9);
  assert.deepEqual(kept(early, 1, [3, 4, 5]), [4, 5, 6]);
});

test("pinned errors and those of pinned issues stay, with their deliveries", async (t) => {
  const rules = { days: 1, bytes: 1, errorsPerProject: 1, errorsPerIssue: 1 };
  const rig = await aRig(t, rules);
  await rig.deliver(anError(1), anError(2), anError(3));
  await rig.deliver(anError(4, { exception: { type: "OtherError", value: "x" } }));
  rig.command({ do: "pinError", error: 2, on: true });
  rig.command({ do: "act", issues: [2], action: { do: "pin", on: true } });
  rig.now += 400 * day;
  await rig.retain();
  await rig.retain();
  assert.deepEqual(rig.events(), [2, 4]);
  assert.deepEqual(rig.rows("select id from archive.deliveries"), [{ id: 2 }, { id: 4 }]);
  assert.equal(rig.value("select count(*) from issues"), 2);
  rig.check();
  rig.command({ do: "pinError", error: 2, on: false });
  rig.now += day;
  await rig.retain();
  assert.deepEqual(rig.events(), [4]);
  assert.equal(rig.value("select count(*) from issues"), 1);
  rig.check();
});

test("a delivery stays while any error that it told of does", async (t) => {
  const rig = await aRig(t, { days: 30 });
  await rig.deliver(anError(1));
  rig.now += 20 * day;
  const [second = 0] = await rig.deliver(anError(1));
  rig.command({ do: "pinError", error: 1, on: true });
  rig.now += 60 * day;
  await rig.retain();
  assert.deepEqual(rig.rows("select id from archive.deliveries"), [{ id: 1 }, { id: second }]);
  rig.command({ do: "pinError", error: 1, on: false });
  rig.now += day;
  await rig.retain();
  assert.deepEqual(rig.rows("select id from archive.deliveries"), []);
  rig.check();
});

test("what told of no error goes by age too", async (t) => {
  const rig = await aRig(t, { days: 30 });
  await rig.deliver({ event_id: 3, exception: null, message: "" });
  assert.equal(rig.value("select count(*) from error_rows"), 0);
  rig.now += 29 * day;
  await rig.retain();
  assert.equal(rig.value("select count(*) from archive.deliveries"), 1);
  rig.now += 2 * day;
  await rig.retain();
  assert.equal(rig.value("select count(*) from archive.deliveries"), 0);
  assert.equal(rig.value("select count(*) from outcomes"), 0);
});

test("the oldest go until both files are within their budget", async (t) => {
  if (isOnPostgres()) {
    t.skip("a server does not tell how much room is in use");
    return;
  }
  const rig = await aRig(t, { bytes: 3_000_000 });
  const filling = (number: number) =>
    anError(number, { extra: { filling: String(number).repeat(1000) } });
  for (const first of [1001, 1501, 2001]) {
    await rig.deliver(...numbers(first, first + 499).map(filling));
    rig.now += 1000;
  }
  const bytes = () => rig.parts.arrivals.bytesInUse() + rig.parts.records.retained.bytesInUse();
  const before = bytes();
  assert.ok(before > 5_000_000, String(before));
  await rig.retain();
  for (let round = 0; round < 8; round++) {
    rig.now += 3 * 60_000;
    await rig.retain();
  }
  assert.ok(bytes() <= 3_000_000, String(bytes()));
  assert.ok(bytes() > 2_000_000, String(bytes()));
  const kept = rig.events();
  assert.deepEqual(kept, numbers(kept[0] ?? 0, 2500), "the newest stay");
  assert.equal(rig.value("select sum(by_bytes) from retention_runs"), 1500 - kept.length);
  rig.check();
});

test("a deleted issue goes whole, with what was merged into it", async (t) => {
  const rig = await aRig(t);
  const typed = (number: number, type: string) =>
    anError(number, { exception: { type, value: "x" } });
  await rig.deliver(typed(1, "A"), typed(2, "B"), typed(3, "C"), typed(4, "A"));
  rig.command({ do: "merge", issues: [1, 2, 3] });
  const [key] = rig.rows("select key from grouping_keys where origin_issue_id = 1");
  rig.command({ do: "unmerge", issue: 1, keys: [String(key?.["key"])] });
  rig.command({ do: "act", issues: [1], action: { do: "delete" } });
  const run = await rig.retain();
  assert.equal(run?.removed.deleted, 2);
  assert.deepEqual(rig.events(), [1, 4]);
  assert.deepEqual(rig.rows("select id from issues"), [{ id: 4 }]);
  assert.deepEqual(rig.rows("select issue_id, origin_issue_id from grouping_keys"), [
    { issue_id: 4, origin_issue_id: 4 },
  ]);
  assert.equal(rig.value("select count(*) from activity where issue_id <> 4"), 0);
  rig.check();
  // The same errors make a new issue, never one with an id of old.
  await rig.deliver(typed(2, "B"), typed(5, "B"));
  assert.deepEqual(rig.events(), [1, 4, 5]);
  assert.deepEqual(rig.rows("select max(id) as id from issues"), [{ id: 5 }]);
  rig.check();
});

test("an issue of which nothing is left goes once it is old, unless somebody marked it", async (t) => {
  const rig = await aRig(t, { days: 30 });
  const typed = (number: number, type: string) =>
    anError(number, { exception: { type, value: "x" } });
  await rig.deliver(typed(1, "A"), typed(2, "B"));
  rig.command({ do: "act", issues: [2], action: { do: "bookmark", on: true } });
  rig.now += 31 * day;
  const run = await rig.retain();
  assert.equal(run?.removed.issues, 1);
  assert.deepEqual(rig.rows("select id, count, removed from issues"), [
    { id: 2, count: 1, removed: 1 },
  ]);
  assert.equal(
    rig.value("select count(*) from changes where kind = 'removed' and issue_id = 1"),
    1,
  );
  assert.deepEqual(rig.rows("select * from key_hours where grouping_key_id = 1"), []);
  rig.check();
  await rig.close();
  await rig.open();
  await rig.deliver(typed(3, "A"));
  assert.equal(rig.value("select max(id) from issues"), 3, "ids are not used again");
});

test("an error that somebody deletes takes its delivery with it", async (t) => {
  const rig = await aRig(t);
  await rig.deliver(anError(1), anError(2));
  await rig.deliver(anError(1));
  rig.command({ do: "deleteError", error: 1 });
  await rig.retain();
  assert.deepEqual(rig.rows("select id from archive.deliveries"), [{ id: 2 }]);
  assert.deepEqual(rig.rows("select count, removed from issues"), [{ count: 1, removed: 0 }]);
  await rig.deliver(anError(1));
  assert.deepEqual(rig.events(), [2]);
  rig.check();
});

test("issues age by themselves", async (t) => {
  const rig = await aRig(t);
  const typed = (number: number, type: string) =>
    anError(number, { exception: { type, value: "x" } });
  await rig.deliver(typed(1, "A"), typed(2, "B"));
  const until = rig.now + 3 * day;
  const action = { do: "archive", archive: { until: "time", time: until } } as const;
  rig.command({ do: "act", issues: [2], action });
  await rig.retain();
  const states = () => rig.rows("select status, substatus from issues order by id");
  assert.deepEqual(states()[0], { status: "unresolved", substatus: "new" });
  assert.equal(states()[1]?.["status"], "archived");
  rig.now += 4 * day;
  await rig.retain();
  assert.deepEqual(states()[1], { status: "unresolved", substatus: "ongoing" });
  rig.now += 4 * day;
  await rig.retain();
  assert.deepEqual(states()[0], { status: "unresolved", substatus: "ongoing" });
  const [entry] = rig.rows(
    "select actor_type, actor_name, action from activity where issue_id = 1",
  );
  assert.deepEqual(entry, { actor_type: "rule", actor_name: "age", action: "ongoing" });
});

test("nothing is deleted from the archive before it is doomed on the disk, and a crash repeats it", async (t) => {
  const rig = await aRig(t, { days: 30 });
  await rig.deliver(...numbers(1, 700).map((number) => anError(number)));
  rig.now += 31 * day;
  // Removed from errors.db, and nobody deletes: as if the process died there.
  for (let steps = 0; steps < 10; steps++) await rig.step({ deletes: false });
  assert.deepEqual(rig.events(), []);
  assert.equal(rig.value("select count(*) from archive.deliveries"), 700);
  assert.equal(rig.value("select count(*) from doomed_deliveries"), 700);
  assert.ok(rig.parts.asked.flat().every((id) => id <= 700));
  rig.check();
  await rig.close();
  await rig.open();
  // Deleted from the archive, and nobody hears of it.
  await rig.parts.archive.deleteDeliveries(numbers(1, 300));
  rig.check();
  assert.equal(rig.parts.digest.redigest(400), null, "a doomed delivery is not digested again");
  await rig.close();
  await rig.open();
  await rig.retain();
  assert.equal(rig.value("select count(*) from archive.deliveries"), 0);
  assert.equal(rig.value("select count(*) from doomed_deliveries"), 0);
  assert.equal(rig.value("select count(*) from outcomes"), 0);
  rig.check();
});

test("while the archive cannot be written what is doomed waits, and goes later", async (t) => {
  const rig = await aRig(t, { errorsPerProject: 1 });
  await rig.deliver(anError(1), anError(2));
  for (let steps = 0; steps < 20; steps++) await rig.step({ deletes: false });
  assert.deepEqual(rig.parts.asked.splice(0), [[1]]);
  rig.parts.retainer.answered(null);
  for (let steps = 0; steps < 20; steps++) await rig.step();
  assert.equal(rig.value("select count(*) from archive.deliveries"), 2);
  rig.check();
  const run = await rig.retain();
  assert.equal(run?.deliveries, 1);
  assert.equal(rig.value("select count(*) from archive.deliveries"), 1);
  rig.check();
});

test("what the earlier service left is as old as the day on which it was taken over", async (t) => {
  if (isOnPostgres()) {
    t.skip("the earlier service kept a file");
    return;
  }
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, "data"));
  const db = new DatabaseSync(join(folder, "data", "errors.db"));
  db.exec(`create table errors (id integer primary key, event_id text, project text, message text,
    exception_type text, exception_value text, stacktrace text, timestamp text, created_at text);
    insert into errors values (7, 'abc', 'web', 'it broke', null, null, null,
      '2024-01-02 03:04:05', '2024-01-02 03:04:06')`);
  db.close();
  const rig = new Rig(folder, { days: 30 });
  await rig.open();
  t.after(() => rig.close());
  rig.now += 29 * day;
  await rig.retain();
  assert.equal(rig.value("select count(*) from error_rows"), 1);
  rig.now += 2 * day;
  await rig.retain();
  assert.equal(rig.value("select count(*) from error_rows"), 0);
});

test("it says what is kept and what was removed", async (t) => {
  const rig = await aRig(t, { errorsPerProject: 2 });
  const begin = rig.now;
  await rig.deliver(anError(1), anError(2), anError(3));
  rig.now += 1000;
  await rig.deliver({ event_id: 3, exception: null, message: "" });
  assert.ok(rig.location !== null);
  const queries = await openQueries(rig.location, { msMax: 500, ...usualReach });
  t.after(() => queries.close());
  const before = await queries.retention.state();
  assert.deepEqual(before.last_run, null);
  assert.deepEqual(before.removed, { errors: 0, deliveries: 0, bytes: 0 });
  await rig.retain();
  const state = await queries.retention.state();
  const { archive_bytes, errors_bytes, ...counts } = state.used;
  assert.ok(archive_bytes > 10_000 && errors_bytes > 10_000);
  assert.deepEqual(counts, { deliveries: 3, errors: 2, oldest: begin });
  const { bytes } = state.removed;
  assert.ok(bytes > 50);
  const removed = { errors: 1, deliveries: 1, bytes };
  assert.deepEqual(state.removed, removed);
  assert.deepEqual(state.last_run, {
    at: begin + 61_000,
    removed,
    by_rule: { days: 0, bytes: 0, errors_per_project: 1, errors_per_issue: 0 },
  });
});
