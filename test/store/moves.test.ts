import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { parseSearch, type SearchNode } from "../../src/domain/index.ts";
import { type Location, openQueries, type Queries, usualReach } from "../../src/store/index.ts";
import { readDelivery } from "../../src/wire/index.ts";
import { eventId } from "../support/payloads.ts";
import { aRig, type Rig } from "../support/retention.ts";

const all = { kind: "all" } as const;
const hasId = parsed("has:id");

function parsed(text: string): SearchNode {
  const result = parseSearch(text, { about: "issues", now: 0, me: null });
  assert.ok(result.ok);
  return result.query;
}

/** Two issues by turns: the odd ones come first. The rig moves two rows at a time. */
const anError = (number: number, rig: Rig) => ({
  event_id: eventId(number),
  exception: { type: number % 2 === 1 ? "OddError" : "EvenError", value: "bad" },
  timestamp: (rig.now - (100 - number) * 60_000) / 1000,
});

const deliver = (rig: Rig, from: number, to: number) =>
  rig.deliver(...Array.from({ length: to - from + 1 }, (_, index) => anError(from + index, rig)));

async function opened(t: TestContext, rig: Rig): Promise<Queries> {
  const queries = await openQueries(rig.location as Location, { msMax: 5000, ...usualReach });
  t.after(() => queries.close());
  return queries;
}

const isMoving = (rig: Rig) => rig.rows("select * from moving_errors").length > 0;
const misplaced = `select count(*) from error_rows e join grouping_keys k on k.id = e.grouping_key_id
  where k.issue_id <> e.issue_id`;

/** Everything that reads errors of an issue says these, newest first. */
async function reads(queries: Queries, issueId: number, numbers: readonly number[]) {
  const ask = { query: all, projects: null, issueId, since: null, until: null };
  const page = await queries.searched.page(ask, { before: null, limit: 100, counts: true });
  const events = numbers.map(eventId);
  assert.deepEqual(
    page.rows.map((row) => row.event_id),
    events,
  );
  assert.equal(page.total?.total, numbers.length);
  assert.equal((await queries.searched.count(ask, null)).count, numbers.length);
  assert.ok(page.rows.every((row) => row.issue_id === issueId));

  const listed = await queries.errors({ issue: [String(issueId)] }, { before: null, limit: 100 });
  assert.deepEqual(
    listed.map((row) => [row.event_id, row.issue_id]),
    events.map((event) => [event, issueId]),
  );

  const ids = page.rows.map(({ id }) => id);
  assert.equal(await queries.searched.edge(issueId, "latest"), ids[0] ?? null);
  assert.equal(await queries.searched.edge(issueId, "oldest"), ids.at(-1) ?? null);
  for (const [at, row] of page.rows.entries()) {
    assert.deepEqual(await queries.searched.neighbours(row), {
      previous: ids[at + 1] ?? null,
      next: ids[at - 1] ?? null,
    });
    assert.equal((await queries.searched.get(row.id))?.issue_id, issueId);
    assert.equal((await queries.error(row.id))?.issue_id, issueId);
  }
  const having = await queries.issues.ids({ query: hasId, projects: null }, { after: 0, limit: 9 });
  assert.ok(having.ids.includes(issueId));
  const origins = await queries.origins.of(ids);
  const { keys } = await keysOf(queries, issueId);
  for (const origin of origins.values()) assert.deepEqual(origin.issueKeys, keys);
}

async function keysOf(queries: Queries, issueId: number) {
  const keys = await queries.issues.keys(issueId);
  return { keys: keys.map(({ key }) => key).toSorted() };
}

const down = (from: number, to: number, by = 1) =>
  Array.from({ length: Math.floor((from - to) / by) + 1 }, (_, index) => from - index * by);

test("while errors follow a merge a few at a time, whoever reads sees it whole", async (t) => {
  const rig = await aRig(t);
  await deliver(rig, 1, 12);
  const queries = await opened(t, rig);
  rig.command({ do: "merge", issues: [1, 2] });
  assert.equal(Number(rig.value(misplaced)), 6);
  await reads(queries, 1, down(12, 1));
  assert.equal(await queries.searched.edge(2, "latest"), null);

  await rig.step();
  assert.equal(Number(rig.value(misplaced)), 4);
  await reads(queries, 1, down(12, 1));
  rig.check();

  await deliver(rig, 13, 14);
  assert.equal(Number(rig.value(misplaced)), 4);
  await reads(queries, 1, down(14, 1));
  rig.command({ do: "deleteError", error: 12 });
  rig.check();
  await reads(queries, 1, [14, 13, ...down(11, 1)]);

  await rig.close();
  await rig.open();
  while (isMoving(rig)) await rig.step();
  assert.equal(rig.value(misplaced), 0);
  await reads(queries, 1, [14, 13, ...down(11, 1)]);
  rig.check();
});

test("what is unmerged before all has followed goes back whole", async (t) => {
  const rig = await aRig(t);
  await deliver(rig, 1, 12);
  const queries = await opened(t, rig);
  rig.command({ do: "merge", issues: [1, 2] });
  await rig.step();
  const [key] = rig.rows("select key from grouping_keys where origin_issue_id = 2");
  rig.command({ do: "unmerge", issue: 1, keys: [String(key?.["key"])] });
  for (let steps = 0; steps < 20; steps += 1) {
    await reads(queries, 1, down(11, 1, 2));
    await reads(queries, 2, down(12, 2, 2));
    rig.check();
    if (!isMoving(rig)) break;
    await rig.step();
  }
  assert.ok(!isMoving(rig));
  assert.equal(rig.value(misplaced), 0);
});

test("an issue that is merged on, or deleted, takes with it what has not followed yet", async (t) => {
  const rig = await aRig(t);
  await deliver(rig, 1, 12);
  await rig.deliver({ event_id: eventId(50), exception: { type: "Third", value: "bad" } });
  const queries = await opened(t, rig);
  rig.command({ do: "merge", issues: [2, 3] });
  await rig.step();
  rig.command({ do: "merge", issues: [1, 2] });
  await reads(queries, 1, [50, ...down(12, 1)]);
  rig.command({ do: "act", issues: [1], action: { do: "delete" } });
  const ask = { query: all, projects: null, issueId: null, since: null, until: null };
  const left = await queries.searched.page(ask, { before: null, limit: 9, counts: false });
  assert.deepEqual(left.rows, []);
  await rig.retain();
  rig.check();
  assert.equal(rig.value("select count(*) from error_rows"), 0);
  assert.equal(rig.value("select count(*) from issues"), 0);
});

test("an error that gets another time before it has followed is not passed by", async (t) => {
  const rig = await aRig(t);
  await deliver(rig, 1, 12);
  const queries = await opened(t, rig);
  rig.command({ do: "merge", issues: [1, 2] });
  await rig.step();
  const payload = { project: "web", ...anError(12, rig) };
  const [reading] = readDelivery({ headers: {}, payload, receivedAt: rig.now });
  assert.ok(reading?.what === "error");
  rig.parts.digest.change((ledger) =>
    ledger.renewError(12, reading.error, { timestamp: 1, source: "default" }),
  );
  rig.check();
  while (isMoving(rig)) await rig.step();
  rig.check();
  await reads(queries, 1, [...down(11, 1), 12]);
});

test("retention by number knows of what has not followed yet", async (t) => {
  const rig = await aRig(t, { errorsPerIssue: 4 });
  await deliver(rig, 1, 6);
  rig.command({ do: "merge", issues: [1, 2] });
  await rig.retain();
  rig.check();
  assert.equal(rig.value("select count(*) from error_rows where issue_id = 1"), 4);
  assert.deepEqual(rig.rows("select count, removed from issues where id = 1"), [
    { count: 6, removed: 2 },
  ]);
});

test("what a rate counts includes what has not followed yet", async (t) => {
  const rig = await aRig(t);
  await deliver(rig, 1, 12);
  rig.command({ do: "merge", issues: [1, 2] });
  await rig.step();
  const { records } = rig.parts;
  assert.equal(records.errorsSince(1, 0), 12);
  assert.equal(records.errorsSince(1, rig.now - 90 * 60_000 - 1), 3);
  assert.equal(records.errorsSince(2, 0), 0);
});
