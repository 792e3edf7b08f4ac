import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestCollector } from "../support/collector.ts";
import { StandInSentry } from "../support/stand-in/sentry.ts";
import { until } from "../support/until.ts";
import { backfilled, storedEvents } from "./fetching.ts";
import { quick } from "./quick.ts";

const pulled = { ...quick, SENTRY_PULL: "1s" };
const idsOf = (sentry: StandInSentry) => sentry.events.map(({ id }) => id).sort();

test("without any webhook errors come, and changes of their issues", async (t) => {
  const sentry = await StandInSentry.start(t, ["web", "api"]);
  const event = sentry.happen({ at: Date.now() - 60_000, issueId: "100" });
  const collector = await startTestCollector(t, { ...sentry.settings, ...pulled });
  const all = async () => (await storedEvents(collector)).join() === idsOf(sentry).join();
  await until("the first is there", all);
  sentry.happen({ at: Date.now() - 1000, issueId: "101", project: "api" });
  sentry.happen({ at: Date.now() - 500, issueId: "100" });
  await until("those that happened since are there", all);
  sentry.change(event.issueId, { status: "resolved" }, Date.now());
  const issue = await until("the issue is resolved here too", async () => {
    const { body } = await collector.read("/api/v1/issues?query=is:resolved");
    return body.items[0];
  });
  assert.equal(issue.count, 2);
  sentry.change(event.issueId, { status: "unresolved" }, Date.now());
  await until("and unresolved again", async () => {
    const { body } = await collector.read("/api/v1/issues?query=is:unresolved");
    return body.items.length === 2;
  });
});

test("what somebody did here is not undone by the state that the upstream had all along", async (t) => {
  const sentry = await StandInSentry.start(t);
  sentry.happen({ at: Date.now() - 60_000, issueId: "100" });
  const collector = await startTestCollector(t, { ...sentry.settings, ...pulled });
  const issue = await until("the issue is there", async () => {
    return (await collector.read("/api/v1/issues")).body.items[0];
  });
  await fetch(`${collector.url}/api/v1/issues/${issue.id}/archive`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ archive: { until: "forever" } }),
  });
  const looks = sentry.count(/acme\/issues\/$/);
  await until("it was looked at again", () => sentry.count(/acme\/issues\/$/) > looks + 1);
  assert.equal((await collector.read("/api/v1/issues?query=is:archived")).body.items.length, 1);
});

test("a hundred projects in which nothing happens cost one request a look", async (t) => {
  const projects = Array.from({ length: 100 }, (_, at) => `project-${at}`);
  const sentry = await StandInSentry.start(t, projects);
  for (const project of projects) {
    sentry.happen({ at: Date.now() - 3_600_000, project, issueId: `${1000 + sentry.issues.size}` });
  }
  const settings = { ...sentry.settings, SENTRY_PULL: "1s", SILENCE_CHECK_MS: "1000" };
  const collector = await startTestCollector(t, settings);
  await until("all are there", async () => (await storedEvents(collector)).length === 100, {
    timeoutMs: 30_000,
  });
  await backfilled(collector);
  const settled = sentry.count(/acme\/issues\/$/);
  await until("it has settled", () => sentry.count(/acme\/issues\/$/) >= settled + 2);
  const before = sentry.asked.length;
  const looked = sentry.count(/acme\/issues\/$/);
  await until("five looks later", () => sentry.count(/acme\/issues\/$/) >= looked + 5);
  const requests = sentry.asked.length - before;
  t.diagnostic(`${requests} requests in 5 looks`);
  assert.ok(
    requests <= 6,
    `${requests} requests: ${sentry.asked.slice(before).map((each) => each.path)}`,
  );
});

test("more than a look takes goes on as a backfill", async (t) => {
  const sentry = await StandInSentry.start(t);
  const start = Date.now() - 4 * 3_600_000;
  for (let i = 0; i < 2500; i += 1) sentry.happen({ at: start + i * 5000, issueId: "100" });
  const collector = await startTestCollector(t, { ...sentry.settings, ...pulled });
  await until("all are there", async () => (await storedEvents(collector)).length === 2500, {
    timeoutMs: 60_000,
  });
  const [issue] = (await collector.read("/api/v1/issues")).body.items;
  assert.equal(issue.count, 2500);
});

test("a look at more issues than one turn goes through ends with the last of them", async (t) => {
  const sentry = await StandInSentry.start(t, ["web", "api"]);
  sentry.issuesOfAPage = 2;
  const start = Date.now() - 2 * 3_600_000;
  const quiet = sentry.happen({ at: start, issueId: "99", project: "api" });
  for (let i = 0; i < 120; i += 1) {
    sentry.happen({ at: start + (i + 1) * 1000, issueId: String(100 + i) });
  }
  const collector = await startTestCollector(t, { ...sentry.settings, ...pulled });
  await until("all are there", async () => (await storedEvents(collector)).length === 121);
  sentry.change(quiet.issueId, { status: "resolved" }, Date.now());
  for (let i = 0; i < 120; i += 1) sentry.happen({ at: Date.now(), issueId: String(100 + i) });
  sentry.happen({ at: Date.now() - 60_000, issueId: "99", project: "api" });
  await until("what changed of the last is there too", async () => {
    const { body } = await collector.read("/api/v1/issues?query=is:resolved");
    return body.items[0]?.count === 2;
  });
  assert.deepEqual(await storedEvents(collector), idsOf(sentry));
});
