import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestCollector } from "../support/collector.ts";
import { changeRowsIn } from "../support/database.ts";
import { StandInSentry } from "../support/stand-in/sentry.ts";
import { until } from "../support/until.ts";
import { patch, post } from "./fetching.ts";
import { quick } from "./quick.ts";

const headers = { "sentry-hook-resource": "issue" };

test("an error that is known by its issue only gets its event, and stays the same one", async (t) => {
  const sentry = await StandInSentry.start(t);
  const event = sentry.happen({ at: Date.now() - 60_000 });
  const collector = await startTestCollector(t, { ...sentry.settings, ...quick });
  let hold = true;
  sentry.faults = [() => (hold ? { status: 503 } : null)];
  await collector.deliver(sentry.createdWebhook("9001"), headers);
  const partial = await collector.read("/errors/latest");
  assert.equal(partial.body.partial, true);
  hold = false;
  const whole = await until("its event is there", async () => {
    const { body } = await collector.read(`/errors/${partial.body.id}`);
    return body.partial === false ? body : null;
  });
  assert.equal(whole.event_id, event.id);
  assert.match(whole.stacktrace, /shop\/cart\.py/);
  const list = await collector.read("/api/v1/issues");
  assert.equal(list.body.items.length, 1);
  assert.equal(list.body.items[0].count, 1);
  const deliveries = await collector.read("/deliveries");
  assert.deepEqual(
    deliveries.body.map(({ door, family }: { door: string; family: string }) => [door, family]),
    [
      ["rest", "rest"],
      ["webhook", "integration_platform"],
    ],
  );
});

test("what cannot be fetched stays partial, and the outbox says why: gone, or not allowed", async (t) => {
  for (const [fault, reason] of [
    [{ status: 404 }, /no such thing, or the token does not see it \(404/],
    [{ status: 403 }, /may not do this \(403/],
  ] as const) {
    const sentry = await StandInSentry.start(t);
    sentry.happen({ at: Date.now() - 60_000 });
    sentry.faults = [({ path }) => (path.includes("latest") ? fault : null)];
    const collector = await startTestCollector(t, { ...sentry.settings, ...quick });
    await collector.deliver(sentry.createdWebhook("9001"), headers);
    const job = await until("the work has ended", async () => {
      const { body } = await collector.read("/api/v1/outbox?state=failed");
      return body.items[0];
    });
    assert.match(job.reason, reason);
    assert.equal(job.attempts, 1);
    assert.equal((await collector.read("/errors/latest")).body.partial, true);
    assert.equal(sentry.count(/latest/), 1);
  }
});

test("an event that comes by itself is not fetched", async (t) => {
  const sentry = await StandInSentry.start(t);
  const event = sentry.happen({ at: Date.now() - 60_000 });
  const settings = { ...sentry.settings, ...quick, ENRICH_DELAY_MS: "3000" };
  const collector = await startTestCollector(t, settings);
  await collector.deliver(sentry.createdWebhook("9001"), headers);
  await collector.deliver(
    { action: "triggered", data: { event: sentry.webhookEvent(event), triggered_rule: "rule" } },
    { "sentry-hook-resource": "event_alert" },
  );
  const job = await until("the work has ended", async () => {
    const { body } = await collector.read("/api/v1/outbox?state=done");
    return body.items[0];
  });
  assert.equal(job.reason, "Its event came by itself.");
  assert.equal(sentry.count(/latest/), 0);
});

test("errors that were partial before there was a token are asked for when there is one", async (t) => {
  const sentry = await StandInSentry.start(t);
  sentry.happen({ at: Date.now() - 60_000 });
  const before = await startTestCollector(t);
  await before.deliver(sentry.createdWebhook("9001"), headers);
  assert.equal((await before.read("/errors/latest")).body.partial, true);
  const { folder } = before;
  await before.stop();
  const after = await startTestCollector(t, { folder, ...sentry.settings, ...quick });
  await until("its event is there", async () => {
    return (await after.read("/errors/latest")).body.partial === false;
  });
});

test("while too much waits events are asked for later, and what somebody did is done all the same", async (t) => {
  const sentry = await StandInSentry.start(t);
  for (const issueId of ["9001", "9002"]) sentry.happen({ at: Date.now() - 60_000, issueId });
  const collector = await startTestCollector(t, { ...sentry.settings, ...quick });
  changeRowsIn(
    collector.folder,
    `insert into outbox (key, kind, source, payload, state, attempts, due_at, holder, leased_until, reason,
       created_at, ended_at)
     with recursive n (i) as (select 1 union all select i + 1 from n where i < 100000)
     select 'enrich:elsewhere:' || i, 'enrich', 'elsewhere', '{}', 'waiting', 0, 1, null, 0, null, 1, null from n`,
  );
  await collector.deliver(sentry.createdWebhook("9001"), headers);
  await collector.deliver(sentry.createdWebhook("9002"), headers);
  const source = async () => (await collector.read("/api/v1/sources/default")).body;
  await until("the source says so", async () => {
    return /100000 pieces of work wait/.test((await source()).standing?.trouble);
  });
  assert.equal(sentry.count(/latest/), 0);

  await patch(collector, "/api/v1/sources/default", { write_back: "on" });
  const [issue] = (await collector.read("/api/v1/issues")).body.items;
  await post(collector, `/api/v1/issues/${issue.id}/resolve`, { resolution: { in: "now" } });
  await until("it is resolved there", () =>
    [...sentry.issues.values()].some(({ status }) => status === "resolved"),
  );

  changeRowsIn(collector.folder, "delete from outbox where source = 'elsewhere'");
  await until("their events are there", async () => {
    const { body } = await collector.read("/errors");
    return body.every(({ partial }: { partial: boolean }) => !partial);
  });
  await until("and nothing is wrong any more", async () => {
    return (await source()).standing.trouble === null;
  });
});
