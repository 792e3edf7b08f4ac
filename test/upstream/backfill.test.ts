import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestCollector } from "../support/collector.ts";
import { eventId } from "../support/payloads.ts";
import { StandInSentry } from "../support/stand-in/sentry.ts";
import { until } from "../support/until.ts";
import { backfilled, post, storedEvents } from "./fetching.ts";
import { quick } from "./quick.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const idsOf = (sentry: StandInSentry) => sentry.events.map(({ id }) => id).sort();

test("a backfill brings every event of a window, counts them once, and takes over states", async (t) => {
  const sentry = await StandInSentry.start(t, ["web", "api"]);
  const start = Date.now() - 2 * dayMs;
  for (let i = 0; i < 450; i += 1) {
    const project = i % 3 === 0 ? "api" : "web";
    const issueId = String(100 + (i % 5) + (project === "api" ? 50 : 0));
    sentry.happen({ at: start + i * 60_000, project, issueId });
  }
  sentry.happen({ at: start - 10 * dayMs, issueId: "999" });
  sentry.change("100", { status: "resolved" }, Date.now());
  sentry.change("101", { assignedTo: "anna@example.com" }, Date.now());
  const collector = await startTestCollector(t, { ...sentry.settings, ...quick });
  const started = await post(collector, "/api/v1/backfills", { since: "3d" });
  assert.equal(started.status, 201);
  assert.deepEqual(
    started.body.items.map((each: { project: string; expected: number }) => [
      each.project,
      each.expected,
    ]),
    [
      ["web", 300],
      ["api", 150],
    ],
  );
  await backfilled(collector);
  const wanted = idsOf(sentry).filter((id) => id !== eventId(451));
  assert.deepEqual(await storedEvents(collector), wanted);
  const { body } = await collector.read("/api/v1/backfills");
  for (const each of body.items) {
    assert.equal(each.state, "done");
    assert.equal(each.stored, each.expected);
    assert.equal(each.done, 1);
  }
  const issues = (await collector.read("/api/v1/issues?limit=100")).body.items;
  const total = issues.reduce((sum: number, { count }: { count: number }) => sum + count, 0);
  assert.equal(total, 450);
  await until("the states are those of the upstream", async () => {
    const resolved = await collector.read("/api/v1/issues?query=is:resolved");
    const assigned = await collector.read("/api/v1/issues?query=assigned:anna@example.com");
    return resolved.body.items.length === 1 && assigned.body.items.length === 1;
  });

  await t.test("once more it stores nothing", async () => {
    await post(collector, "/api/v1/backfills", { since: "3d", projects: ["web"] });
    await backfilled(collector);
    const [newest] = (await collector.read("/api/v1/backfills")).body.items;
    assert.equal(newest.project, "web");
    assert.equal(newest.stored, 0);
    assert.ok(newest.listed >= 300);
    assert.deepEqual(await storedEvents(collector), wanted);
  });
});

test("data that changes between the pages is no loss: events that come late, and events that go", async (t) => {
  const sentry = await StandInSentry.start(t);
  const start = Date.now() - 6 * hourMs;
  for (let i = 0; i < 1000; i += 1) sentry.happen({ at: start + i * 15_000, issueId: "100" });
  const first = new Set(idsOf(sentry));
  let page = 0;
  sentry.afterPage = () => {
    page += 1;
    // One that is newer than the page, and one that was listed already, go and come.
    sentry.happen({ at: start + (1000 - page * 50) * 15_000 + 1, issueId: "100" });
    const gone = sentry.events.splice(sentry.events.length - 1 - page, 1)[0];
    if (gone !== undefined) first.delete(gone.id);
  };
  const collector = await startTestCollector(t, { ...sentry.settings, ...quick });
  await post(collector, "/api/v1/backfills", { since: "1d" });
  await backfilled(collector);
  const stored = new Set(await storedEvents(collector));
  assert.deepEqual(
    [...first].filter((id) => !stored.has(id)),
    [],
  );
});

test("many events of one second are followed by the cursor", async (t) => {
  const sentry = await StandInSentry.start(t);
  const at = Math.floor(Date.now() / 1000 - 3600) * 1000;
  for (let i = 0; i < 730; i += 1) sentry.happen({ at: at + (i % 1000), issueId: "100" });
  const collector = await startTestCollector(t, { ...sentry.settings, ...quick });
  await post(collector, "/api/v1/backfills", { since: "1d" });
  await backfilled(collector);
  assert.deepEqual(await storedEvents(collector), idsOf(sentry));
  assert.ok(sentry.count(/projects\/acme\/web\/events/) <= 9);
});

test("mishaps on the way cost time and nothing else", async (t) => {
  const sentry = await StandInSentry.start(t);
  const start = Date.now() - 3 * hourMs;
  for (let i = 0; i < 600; i += 1) sentry.happen({ at: start + i * 1000, issueId: "100" });
  let asked = 0;
  sentry.limit = { requests: 8, windowMs: 1000 };
  sentry.faults = [
    ({ path }) => {
      if (!path.includes("/events/")) return null;
      asked += 1;
      if (asked % 4 === 1) return { status: 502 };
      if (asked % 4 === 2) return "truncated";
      return asked % 7 === 3 ? "half" : null;
    },
  ];
  const collector = await startTestCollector(t, { ...sentry.settings, ...quick });
  await post(collector, "/api/v1/backfills", { since: "1d" });
  await backfilled(collector);
  assert.deepEqual(await storedEvents(collector), idsOf(sentry));
  const [done] = (await collector.read("/api/v1/backfills")).body.items;
  assert.equal(done.state, "done");
});

test("pages that are too large are asked for in smaller parts", async (t) => {
  const sentry = await StandInSentry.start(t);
  const start = Date.now() - 3 * hourMs;
  for (let i = 0; i < 200; i += 1) sentry.happen({ at: start + i * 20_000, issueId: "100" });
  const settings = { ...sentry.settings, ...quick, UPSTREAM_BYTES_MAX: "65536" };
  const collector = await startTestCollector(t, settings);
  await post(collector, "/api/v1/backfills", { since: "1d" });
  await backfilled(collector);
  assert.deepEqual(await storedEvents(collector), idsOf(sentry));
});

test("a backfill can be stopped, and one that is not allowed ends with the reason", async (t) => {
  const sentry = await StandInSentry.start(t);
  const start = Date.now() - 3 * hourMs;
  for (let i = 0; i < 300; i += 1) sentry.happen({ at: start + i * 20_000, issueId: "100" });
  sentry.forbidden = [/web\/events/];
  const collector = await startTestCollector(t, { ...sentry.settings, ...quick });
  await post(collector, "/api/v1/backfills", { since: "1d" });
  await backfilled(collector);
  const [failed] = (await collector.read("/api/v1/backfills")).body.items;
  assert.equal(failed.state, "failed");
  assert.match(failed.reason, /may not do this \(403/);

  sentry.forbidden = [];
  sentry.faults = [({ path }) => (path.includes("web/events") ? "slow" : null)];
  const { body } = await post(collector, "/api/v1/backfills", { since: "1d" });
  const stopped = await post(collector, `/api/v1/backfills/${body.items[0].id}/stop`);
  assert.equal(stopped.body.state, "stopped");
  const again = await post(collector, `/api/v1/backfills/${body.items[0].id}/stop`);
  assert.equal(again.status, 409);
  const nowhere = await post(collector, "/api/v1/backfills", { since: "1d", projects: ["none"] });
  assert.equal(nowhere.status, 404);
});

test("what retention removed does not come back", async (t) => {
  const sentry = await StandInSentry.start(t);
  const start = Date.now() - 3 * hourMs;
  for (let i = 0; i < 50; i += 1) sentry.happen({ at: start + i * 60_000, issueId: "100" });
  const settings = { ...sentry.settings, ...quick };
  const before = await startTestCollector(t, settings);
  await post(before, "/api/v1/backfills", { since: "1d" });
  await backfilled(before);
  const [error] = (await before.read("/errors")).body;
  await fetch(`${before.url}/api/v1/errors/${error.id}`, { method: "DELETE" });
  const { folder } = before;
  await before.stop();
  const rule = { RETENTION_ERRORS_PER_PROJECT: "10" };
  const collector = await startTestCollector(t, { ...settings, ...rule, folder });
  await until(
    "retention has removed",
    async () => (await collector.read("/errors")).body.length <= 10,
    { timeoutMs: 30_000 },
  );
  const [issue] = (await collector.read("/api/v1/issues")).body.items;
  assert.equal(issue.count, 49);
  await post(collector, "/api/v1/backfills", { since: "1d" });
  await backfilled(collector);
  const [second] = (await collector.read("/api/v1/backfills")).body.items;
  assert.equal(second.stored, 0);
  assert.equal((await collector.read("/api/v1/issues")).body.items[0].count, 49);
  const tooOld = await post(collector, "/api/v1/backfills", { since: "200d", until: "100d" });
  assert.equal(tooOld.status, 400);
  assert.match(tooOld.body.detail, /before what retention keeps/);
});
