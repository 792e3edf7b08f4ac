import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { startTestCollector, type TestCollector } from "../support/collector.ts";
import { StandInSentry } from "../support/stand-in/sentry.ts";
import { until } from "../support/until.ts";
import { patch, post } from "./fetching.ts";
import { quick } from "./quick.ts";

async function begin(t: TestContext, mode: string) {
  const sentry = await StandInSentry.start(t);
  const event = sentry.happen({ at: Date.now() - 60_000 });
  const collector = await startTestCollector(t, { ...sentry.settings, ...quick });
  await collector.deliver(
    { action: "created", data: { error: sentry.webhookEvent(event) } },
    { "sentry-hook-resource": "error" },
  );
  const [issue] = (await collector.read("/api/v1/issues")).body.items;
  await patch(collector, "/api/v1/sources/default", { write_back: mode });
  return { sentry, collector, issue: sentry.issues.get("9001"), id: issue.id as number };
}

const act = (collector: TestCollector, id: number, what: string, body: object = {}) =>
  post(collector, `/api/v1/issues/${id}/${what}`, body);

async function ended(collector: TestCollector, jobs: number) {
  return until("the work has ended", async () => {
    const { body } = await collector.read("/api/v1/outbox?kind=write_back");
    const done = body.items.filter(({ state }: { state: string }) => state !== "waiting");
    return done.length >= jobs ? done : null;
  });
}

async function timeline(collector: TestCollector, id: number): Promise<string[]> {
  const { body } = await collector.read(`/api/v1/issues/${id}/timeline?limit=100`);
  return body.items.map(({ summary }: { summary: string }) => summary);
}

test("what is done here is done there: resolve, reopen, archive, assign, comment", async (t) => {
  const { sentry, collector, issue, id } = await begin(t, "on");
  await act(collector, id, "resolve", { resolution: { in: "next_release" } });
  await ended(collector, 1);
  assert.equal(issue?.status, "resolved");
  assert.deepEqual(issue?.statusDetails, { inNextRelease: true });
  await act(collector, id, "reopen");
  await ended(collector, 2);
  assert.equal(issue?.status, "unresolved");
  await act(collector, id, "archive", { archive: { until: "escalating" } });
  await ended(collector, 3);
  assert.equal(issue?.substatus, "archived_until_escalating");
  await act(collector, id, "assign", { to: "anna@example.com" });
  await ended(collector, 4);
  assert.equal(issue?.assignedTo?.["email"], "anna@example.com");
  await act(collector, id, "comments", { text: "It is the cart." });
  await ended(collector, 5);
  assert.deepEqual(
    issue?.notes.map(({ text }) => text),
    ["It is the cart."],
  );
  const said = await timeline(collector, id);
  for (const words of ["resolved upstream", "reopened upstream", "commented upstream"]) {
    assert.ok(said.includes(words), `${words}: ${said.join("; ")}`);
  }

  await t.test("and what comes of it as webhooks says nothing new and goes nowhere", async () => {
    const before = await timeline(collector, id);
    const writes = sentry.asked.filter(({ method }) => method !== "GET").length;
    const actor = { type: "application", id: "uuid", name: "collector" };
    const installation = { uuid: "uuid" };
    await collector.deliver(
      {
        action: "created",
        installation,
        actor,
        data: {
          comment_id: 1,
          comment: "It is the cart.",
          issue_id: 9001,
          project_slug: "web",
          timestamp: new Date().toISOString(),
        },
      },
      { "sentry-hook-resource": "comment" },
    );
    const shape = sentry.createdWebhook("9001");
    const at = String(Math.ceil(Date.now() / 1000));
    const headers = { "sentry-hook-resource": "issue", "sentry-hook-timestamp": at };
    await collector.deliver({ ...shape, action: "ignored", actor }, headers);
    assert.deepEqual(await timeline(collector, id), before);
    assert.equal(sentry.asked.filter(({ method }) => method !== "GET").length, writes);
  });
});

test("nothing is written unless it is switched on, and a dry run only tells", async (t) => {
  for (const mode of ["off", "dry"]) {
    const { sentry, collector, issue, id } = await begin(t, mode);
    await act(collector, id, "resolve", { resolution: { in: "now" } });
    if (mode === "dry") await ended(collector, 1);
    const { body } = await collector.read("/api/v1/outbox?kind=write_back");
    assert.equal(body.items.length, mode === "dry" ? 1 : 0);
    assert.equal(issue?.status, "unresolved");
    assert.equal(sentry.asked.filter(({ method }) => method !== "GET").length, 0);
    const said = await timeline(collector, id);
    assert.equal(said.includes("would be resolved upstream (dry run)"), mode === "dry");
  }
});

test("of two changes the later counts, and both stand in the timeline", async (t) => {
  const { sentry, collector, issue, id } = await begin(t, "on");
  let hold = true;
  sentry.faults = [() => (hold ? { status: 503 } : null)];
  await act(collector, id, "resolve", { resolution: { in: "now" } });
  sentry.change("9001", { status: "ignored", substatus: "archived_forever" }, Date.now() + 1000);
  hold = false;
  await ended(collector, 1);
  assert.equal(issue?.status, "ignored");
  await until("it is archived here too", async () => {
    return (await collector.read(`/api/v1/issues/${id}`)).body.status === "archived";
  });
  const said = await timeline(collector, id);
  assert.ok(said.includes("resolved"), said.join("; "));
  assert.ok(said.includes("not resolved upstream: it was changed there later, which counts"));
});

test("a change that is overtaken by another one here is not written", async (t) => {
  const { sentry, collector, issue, id } = await begin(t, "on");
  let hold = true;
  sentry.faults = [() => (hold ? { status: 503 } : null)];
  await act(collector, id, "resolve", { resolution: { in: "now" } });
  await act(collector, id, "reopen");
  hold = false;
  const jobs = await ended(collector, 2);
  assert.equal(issue?.status, "unresolved");
  assert.ok(jobs.some(({ reason }: { reason: string }) => /done here since/.test(reason)));
});

test("a token that may not write is told once and clearly, and the rest can be tried again", async (t) => {
  const { sentry, collector, issue, id } = await begin(t, "on");
  sentry.faults = [({ method }) => (method === "GET" ? null : { status: 403 })];
  await act(collector, id, "resolve", { resolution: { in: "now" } });
  const [first] = await ended(collector, 1);
  assert.match(
    first.reason,
    /may not change issues: give its integration Issue & Event: Read & Write/,
  );
  await act(collector, id, "comments", { text: "And now?" });
  await ended(collector, 2);
  const said = await timeline(collector, id);
  assert.equal(said.filter((words) => words.includes("may not change issues")).length, 1);
  assert.equal(sentry.asked.filter(({ method }) => method !== "GET").length, 1);
  assert.equal(issue?.status, "unresolved");
});

test("what cannot be reached is tried again, and done once", async (t) => {
  const { sentry, collector, issue, id } = await begin(t, "on");
  let left = 3;
  sentry.faults = [
    ({ method }) => {
      if (method === "GET" || left === 0) return null;
      left -= 1;
      return { status: 503 };
    },
  ];
  await act(collector, id, "resolve", { resolution: { in: "now" } });
  await ended(collector, 1);
  assert.equal(issue?.status, "resolved");
  assert.equal(issue?.activity.length, 1);
});

test("a comment whose answer was lost is not written a second time", async (t) => {
  const { sentry, collector, issue, id } = await begin(t, "on");
  let lost = false;
  sentry.faults = [
    ({ method }) => {
      if (method !== "POST" || lost) return null;
      lost = true;
      return "truncated";
    },
  ];
  await act(collector, id, "comments", { text: "It is the cart." });
  const job = await until("it was tried", async () => {
    const { body } = await collector.read("/api/v1/outbox?kind=write_back");
    return body.items.find(({ attempts }: { attempts: number }) => attempts > 0);
  });
  assert.equal(issue?.notes.length, 1);
  const [done] = await until("it has ended", async () => {
    const { body } = await collector.read("/api/v1/outbox?state=done&kind=write_back");
    return body.items.length > 0 ? body.items : null;
  });
  assert.equal(done.id, job.id);
  assert.equal(done.reason, "It was there already.");
  assert.equal(issue?.notes.length, 1);
});

test("a comment that a try wrote whose end was never noted is not written again", async (t) => {
  const { sentry, collector, issue, id } = await begin(t, "on");
  const text = "It is the cart.";
  issue?.notes.push({ id: "70", text, at: Date.now() - 60_000 });
  sentry.faults = [
    ({ path }) => {
      if (path.endsWith("/notes/") && issue?.notes.length === 1) {
        issue.notes.push({ id: "71", text, at: Date.now() });
      }
      return null;
    },
  ];
  await act(collector, id, "comments", { text });
  const [done] = await ended(collector, 1);
  assert.equal(done.reason, "It was there already.");
  assert.equal(issue?.notes.length, 2);
});

test("work that a stopped collector had taken is done at once by the next one", async (t) => {
  const { sentry, collector, issue, id } = await begin(t, "on");
  const asked = Promise.withResolvers<void>();
  sentry.faults = [
    ({ path }) => {
      if (!path.includes("9001")) return null;
      asked.resolve();
      return "slow";
    },
  ];
  await act(collector, id, "resolve");
  await asked.promise;
  const { folder } = collector;
  await collector.stop();
  sentry.faults = [];
  const next = await startTestCollector(t, { folder, ...sentry.settings, ...quick });
  await ended(next, 1);
  assert.equal(issue?.status, "resolved");
});
