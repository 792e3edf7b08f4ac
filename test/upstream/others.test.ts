import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestCollector } from "../support/collector.ts";
import { StandInBugsink } from "../support/stand-in/bugsink.ts";
import { StandInGlitchTip } from "../support/stand-in/glitchtip.ts";
import { until } from "../support/until.ts";
import { backfilled, patch, post, storedEvents } from "./fetching.ts";
import { quick } from "./quick.ts";

const hourMs = 3_600_000;

test("GlitchTip: an alert gets its event, a window is fetched, hours are compared, changes go back", async (t) => {
  const glitchtip = await StandInGlitchTip.start(t);
  const start = Math.floor(Date.now() / hourMs - 5) * hourMs;
  for (let i = 0; i < 230; i += 1) {
    glitchtip.happen({ at: start + i * 60_000, issueId: i % 2 ? "77" : "78" });
  }
  const settings = { ...glitchtip.settings, ...quick, GAPS_CHECK_MS: "0", ENRICH_DELAY_MS: "0" };
  const collector = await startTestCollector(t, settings);
  await collector.deliver({
    alias: "GlitchTip",
    text: "GlitchTip Alert",
    attachments: [
      {
        title: "ValueError: bad value",
        title_link: `${glitchtip.url}/acme/issues/77`,
        text: "shop.cart in pay",
        fields: [{ title: "Project", value: "Shop", short: true }],
      },
    ],
  });
  const error = await until("its event is there", async () => {
    const { body } = await collector.read("/errors/latest");
    return body.partial === false ? body : null;
  });
  assert.equal(error.event_id, glitchtip.events.at(-1)?.id);
  assert.equal(error.project, "shop");

  await post(collector, "/api/v1/backfills", { source: "glitchtip", since: "12h" });
  await backfilled(collector);
  assert.deepEqual(await storedEvents(collector), glitchtip.events.map(({ id }) => id).sort());
  const issues = (await collector.read("/api/v1/issues")).body.items;
  assert.equal(issues.length, 2);

  await patch(collector, "/api/v1/sources/glitchtip", { write_back: "on" });
  await post(collector, `/api/v1/issues/${issues[0].id}/resolve`, { resolution: { in: "now" } });
  await until("it is resolved there", () => [...glitchtip.statuses.values()].includes("resolved"));
  await post(collector, `/api/v1/issues/${issues[0].id}/assign`, { to: "anna" });
  const job = await until("it cannot be assigned there", async () => {
    return (await collector.read("/api/v1/outbox?state=failed")).body.items[0];
  });
  assert.match(job.reason, /GlitchTip does not know whom/);
});

test("GlitchTip: what its statistics count and nobody delivered is filled in", async (t) => {
  const glitchtip = await StandInGlitchTip.start(t);
  const start = Math.floor(Date.now() / hourMs - 5) * hourMs;
  for (let i = 0; i < 60; i += 1) glitchtip.happen({ at: start + i * 60_000 });
  const settings = { ...glitchtip.settings, ...quick, GAPS_CHECK_MS: "300", GAPS_HOURS_MAX: "24" };
  const collector = await startTestCollector(t, settings);
  await until("nothing is missing", async () => {
    const { body } = await collector.read("/api/v1/sources/glitchtip/completeness");
    return body.counted === 60 && body.complete === 1;
  });
});

test("Bugsink: a source that is added brings what its issues hold, and is kept sealed", async (t) => {
  const bugsink = await StandInBugsink.start(t);
  const start = Date.now() - 3 * hourMs;
  for (let i = 0; i < 45; i += 1) bugsink.happen({ at: start + i * 60_000, issue: 1 + (i % 6) });
  const collector = await startTestCollector(t, {
    ...quick,
    SECRET_KEY: "a key of thirty-two characters or more",
  });
  const source = {
    slug: "bugsink",
    kind: "bugsink",
    base_url: `${bugsink.url}/api/canonical/0/`,
    token: bugsink.token,
  };
  const added = await post(collector, "/api/v1/sources", source);
  assert.equal(added.status, 201);
  assert.equal(added.body.base_url, bugsink.url);
  assert.ok(!JSON.stringify(added.body).includes(bugsink.token));
  assert.equal((await post(collector, "/api/v1/sources", source)).status, 409);
  await post(collector, "/api/v1/backfills", { source: "bugsink", since: "1d" });
  await backfilled(collector);
  const ids = bugsink.events.map(({ eventId }) => eventId).sort();
  assert.deepEqual(await storedEvents(collector), ids);
  const { body } = await collector.read("/errors/latest");
  assert.match(body.stacktrace, /shop\/cart\.py/);
  const issues = (await collector.read("/api/v1/issues?limit=100")).body.items;
  assert.equal(issues.length, 6);

  await t.test("and is pulled, and written back to", async () => {
    // Whoever may change a source may not send its token elsewhere.
    const elsewhere = { base_url: "https://elsewhere.example.com" };
    assert.equal((await patch(collector, "/api/v1/sources/bugsink", elsewhere)).status, 422);
    await patch(collector, "/api/v1/sources/bugsink", { pull_seconds: 1, write_back: "on" });
    bugsink.happen({ at: Date.now() - 1000, issue: 2 });
    await until("the new one is there", async () => (await storedEvents(collector)).length === 46);
    await post(collector, `/api/v1/issues/${issues[0].id}/resolve`, { resolution: { in: "now" } });
    await until("it is resolved there", () =>
      [...bugsink.states.values()].some(({ is_resolved }) => is_resolved),
    );
  });

  await t.test("and is removed with what is owed to it", async () => {
    const gone = await fetch(`${collector.url}/api/v1/sources/bugsink`, { method: "DELETE" });
    assert.equal(gone.status, 200);
    assert.deepEqual((await collector.read("/api/v1/sources")).body.items, []);
    const { status } = await collector.read("/api/v1/sources/bugsink");
    assert.equal(status, 404);
  });
});
