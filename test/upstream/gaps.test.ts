import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestCollector, type TestCollector } from "../support/collector.ts";
import { type Happened, StandInSentry } from "../support/stand-in/sentry.ts";
import { until } from "../support/until.ts";
import { storedEvents } from "./fetching.ts";
import { quick } from "./quick.ts";

const hourMs = 3_600_000;
const compared = { ...quick, GAPS_CHECK_MS: "500", GAPS_HOURS_MAX: "24" };

function deliver(collector: TestCollector, sentry: StandInSentry, event: Happened) {
  return collector.deliver(
    { action: "created", data: { error: sentry.webhookEvent(event) } },
    { "sentry-hook-resource": "error" },
  );
}

async function completeness(collector: TestCollector) {
  return (await collector.read("/api/v1/sources/default/completeness?hours=24")).body;
}

/** Whole hours before this one, so that nothing of them is still to come. */
const hourBefore = (hours: number) => (Math.floor(Date.now() / hourMs) - hours) * hourMs;

test("webhooks that were lost are found by what the upstream counts, and filled in", async (t) => {
  const sentry = await StandInSentry.start(t, ["web", "api"]);
  const collector = await startTestCollector(t, { ...sentry.settings, ...compared });
  const lost: string[] = [];
  for (let i = 0; i < 300; i += 1) {
    const at = hourBefore(6) + i * 60_000;
    const event = sentry.happen({
      at,
      issueId: String(100 + (i % 4)),
      project: i % 2 ? "web" : "api",
    });
    if (i % 5 === 2) lost.push(event.id);
    else await deliver(collector, sentry, event);
  }
  assert.equal(lost.length, 60);
  const isWhole = async () => {
    const { counted, complete, gaps } = await completeness(collector);
    return counted === 300 && complete === 1 && gaps.length === 0;
  };
  await until("nothing is missing", isWhole, { timeoutMs: 30_000 });
  assert.deepEqual(await storedEvents(collector), sentry.events.map(({ id }) => id).sort());
  const { counted, seen, gaps, projects } = await completeness(collector);
  assert.deepEqual({ counted, seen, gaps }, { counted: 300, seen: 300, gaps: [] });
  assert.equal(projects.length, 2);
  const issues = (await collector.read("/api/v1/issues")).body.items;
  assert.equal(
    issues.reduce((sum: number, { count }: { count: number }) => sum + count, 0),
    300,
  );

  await t.test("then a comparison costs one request", async () => {
    const looked = sentry.count(/stats_v2/);
    await until("two comparisons later", () => sentry.count(/stats_v2/) >= looked + 2);
    const before = sentry.asked.length;
    const from = sentry.count(/stats_v2/);
    await until("three more", () => sentry.count(/stats_v2/) >= from + 3);
    assert.ok(sentry.asked.length - before <= 4);
  });
});

test("a gap that cannot be filled is shown with its reason, and asked for no more", async (t) => {
  const sentry = await StandInSentry.start(t);
  for (let i = 0; i < 20; i += 1) sentry.happen({ at: hourBefore(3) + i * 60_000, issueId: "100" });
  // The upstream counts them still, and lists them no more.
  const gone = sentry.events.slice(5, 10);
  const list = sentry.events;
  sentry.hideFromLists = new Set(gone.map(({ id }) => id));
  assert.equal(list.length, 20);
  const collector = await startTestCollector(t, { ...sentry.settings, ...compared });
  const gap = await until(
    "the gap is given up",
    async () =>
      (await completeness(collector)).gaps.find(
        (each: { state: string }) => each.state === "incomplete",
      ),
    { timeoutMs: 30_000 },
  );
  assert.equal(gap.counted, 20);
  assert.equal(gap.seen, 15);
  assert.match(gap.reason, /counts 20 and lists no more than 15/);
  assert.equal((await completeness(collector)).complete, 0.75);
  const asked = sentry.count(/web\/events/);
  const looked = sentry.count(/stats_v2/);
  await until("it was compared again", () => sentry.count(/stats_v2/) >= looked + 3);
  assert.equal(sentry.count(/web\/events/), asked);
});

test("a gap that may not be read says so", async (t) => {
  const sentry = await StandInSentry.start(t);
  sentry.happen({ at: hourBefore(3), issueId: "100" });
  sentry.forbidden = [/web\/events/];
  const collector = await startTestCollector(t, { ...sentry.settings, ...compared });
  const gap = await until("the gap is given up", async () => {
    const { gaps } = await completeness(collector);
    return gaps.find((each: { state: string }) => each.state === "incomplete");
  });
  assert.match(gap.reason, /may not do this \(403/);
});

test("a source with new events and no deliveries is reported, and is heard again", async (t) => {
  const sentry = await StandInSentry.start(t);
  const settings = { ...sentry.settings, ...quick, SILENCE_CHECK_MS: "300" };
  const collector = await startTestCollector(t, settings);
  const first = sentry.happen({ at: Date.now() - 10 * 60_000, issueId: "100" });
  await deliver(collector, sentry, first);
  const standing = async () => (await collector.read("/api/v1/sources/default")).body.standing;
  await until("it was looked at", async () => (await standing())?.requests > 2);
  assert.equal((await standing()).silent_since, null);
  // The last delivery came just now: what happened before it was not lost for lack of deliveries.
  sentry.happen({ at: Date.now() - 60_000, issueId: "101" });
  const looked = sentry.count(/acme\/issues\/$/);
  await until("it was looked at again", () => sentry.count(/acme\/issues\/$/) > looked + 1);
  assert.equal((await standing()).silent_since, null);
});

test("a source that never delivered is silent as soon as its upstream has events", async (t) => {
  const sentry = await StandInSentry.start(t);
  sentry.happen({ at: Date.now() - 5 * 60_000, issueId: "100" });
  const settings = { ...sentry.settings, ...quick, SILENCE_CHECK_MS: "300" };
  const collector = await startTestCollector(t, settings);
  const alarmed = await until("it is reported", async () => {
    const { body } = await collector.read("/health");
    const check = body.checks.sources;
    return check?.silent?.length > 0 ? body : null;
  });
  assert.equal(alarmed.checks.sources.ok, true);
  assert.match(alarmed.checks.sources.silent[0].reason, /no webhook brought them/);
  // What is missing is fetched meanwhile, so that nothing is missing any more.
  await until("it was fetched", async () => (await storedEvents(collector)).length === 1);
  await until("it is heard again", async () => {
    const { body } = await collector.read("/api/v1/sources/default");
    return body.standing.silent_since === null;
  });
});
