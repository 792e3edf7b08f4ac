import assert from "node:assert/strict";
import { test } from "node:test";
import { UpstreamFailure } from "../../src/upstream/index.ts";
import { StandInBugsink } from "../support/stand-in/bugsink.ts";
import type { Mishap } from "../support/stand-in/http.ts";
import { StandInSentry } from "../support/stand-in/sentry.ts";
import { openClient, openUpstream } from "./clients.ts";

const now = Date.UTC(2026, 0, 1, 12);
const projectsPath = "/api/0/organizations/acme/projects/";

/** Mishaps that happen one after the other, then none. */
function once(...mishaps: readonly Mishap[]) {
  const left = [...mishaps];
  return () => left.shift() ?? null;
}

test("what passes by itself is tried again: 5xx, a cut body, half a body, no answer", async (t) => {
  const sentry = await StandInSentry.start(t);
  sentry.faults = [once({ status: 502 }, "truncated", "half", "slow")];
  const { body } = await openClient(t, sentry).ask(projectsPath);
  assert.equal((body as unknown[]).length, 1);
  assert.equal(sentry.asked.length, 5);
});

test("it is given up for now after so many tries, and at once where trying helps nobody", async (t) => {
  const sentry = await StandInSentry.start(t);
  sentry.faults = [() => ({ status: 503 })];
  const client = openClient(t, sentry);
  const failed = (kind: string, status: number) => (thrown: unknown) =>
    thrown instanceof UpstreamFailure && thrown.kind === kind && thrown.status === status;
  await assert.rejects(client.ask(projectsPath), failed("retry", 503));
  assert.equal(sentry.asked.length, 5);
  sentry.faults = [];
  await assert.rejects(client.ask("/api/0/nowhere/"), failed("final", 404));
  sentry.forbidden = [/projects/];
  await assert.rejects(client.ask(projectsPath), failed("final", 403));
  const stranger = openClient(t, sentry, "another token");
  await assert.rejects(stranger.ask(projectsPath), failed("final", 401));
  assert.equal(sentry.asked.length, 8);
});

test("an address that has moved is told, as far as it fits", async (t) => {
  const sentry = await StandInSentry.start(t);
  const location = `https://elsewhere.example/${"x".repeat(5000)}`;
  sentry.faults = [() => ({ status: 301, headers: { location } })];
  await assert.rejects(openClient(t, sentry).ask(projectsPath), ({ message }: Error) => {
    assert.match(message, /has moved to https:\/\/elsewhere\.example\/x+ \(301\): correct/);
    return message.length < 1000;
  });
});

test("after 429 it waits for as long as it is told to", async (t) => {
  const sentry = await StandInSentry.start(t);
  sentry.faults = [once({ status: 429, headers: { "retry-after": "1" } })];
  const started = performance.now();
  await openClient(t, sentry).ask(projectsPath);
  assert.ok(performance.now() - started >= 990);
});

test("a window is never used up: it waits before the limit is reached, whatever the clocks say", async (t) => {
  for (const skewMs of [0, 3_600_000, -3_600_000]) {
    const sentry = await StandInSentry.start(t);
    sentry.skewMs = skewMs;
    sentry.limit = { requests: 10, windowMs: 1000 };
    const refused: number[] = [];
    const client = openClient(t, sentry);
    for (let i = 0; i < 25; i += 1) await client.ask(projectsPath);
    assert.deepEqual(refused, []);
    assert.equal(sentry.asked.length, 25, `clock ${skewMs} ms ahead: nothing was asked twice`);
  }
});

test("the upstream's clock is known by its answers", async (t) => {
  const sentry = await StandInSentry.start(t);
  sentry.skewMs = 7_200_000;
  const client = openClient(t, sentry);
  await client.ask(projectsPath);
  assert.ok(Math.abs((client.skewMs ?? 0) - 7_200_000) < 3000);
});

test("lists are read page by page, and the organization is found where the token sees only one", async (t) => {
  const projects = Array.from({ length: 230 }, (_, at) => `project-${at}`);
  const sentry = await StandInSentry.start(t, projects);
  const upstream = openUpstream(t, sentry);
  assert.equal((await upstream.projects()).length, 230);
  assert.equal(await upstream.organization(), "acme");
  assert.equal(sentry.count(/projects/), 3);
});

test("issues are listed down to a moment, and of wanted projects only", async (t) => {
  const sentry = await StandInSentry.start(t, ["web", "api"]);
  for (let i = 0; i < 250; i += 1) {
    const project = i % 2 === 0 ? "web" : "api";
    sentry.happen({ at: now + i * 1000, issueId: String(100 + i), project });
  }
  const upstream = openUpstream(t, sentry, { projects: ["web"] });
  const seen: string[] = [];
  for await (const { issues } of upstream.issuesSince(now + 240_000)) {
    seen.push(...issues.map(({ id }) => id));
  }
  assert.deepEqual(seen, ["348", "346", "344", "342", "340"]);
  assert.equal(sentry.count(/issues/), 1);
});

test("Bugsink's issues go on from any page, down to a moment", async (t) => {
  const bugsink = await StandInBugsink.start(t);
  for (let i = 0; i < 10; i += 1) bugsink.happen({ at: now + i * 1000, issue: i + 1 });
  const upstream = openUpstream(t, bugsink, { kind: "bugsink" });
  const listed: string[] = [];
  let cursor: string | null = null;
  do {
    const pages = upstream.issuesSince(now + 2000, cursor);
    const page: Awaited<ReturnType<typeof pages.next>>["value"] = (await pages.next()).value;
    assert.ok(page);
    listed.push(...page.issues.map(({ lastSeen }) => String((lastSeen - now) / 1000)));
    cursor = page.next;
  } while (cursor !== null);
  assert.deepEqual(listed, ["9", "8", "7", "6", "5", "4", "3", "2"]);
});

test("events of a window come whole, the newest first, and statistics by project and hour", async (t) => {
  const sentry = await StandInSentry.start(t);
  for (let i = 0; i < 150; i += 1) sentry.happen({ at: now + i * 60_000 });
  const upstream = openUpstream(t, sentry);
  const [project] = await upstream.projects();
  assert.ok(project !== undefined);
  const window = { from: now, to: now + 120 * 60_000, size: 100 };
  const first = await upstream.events(project, { ...window, cursor: null });
  assert.equal(first.events.length, 100);
  assert.equal(first.events[0]?.at, now + 119 * 60_000);
  const second = await upstream.events(project, { ...window, cursor: first.next });
  assert.equal(second.events.length, 20);
  assert.equal(second.next, null);
  const span = { from: now, to: now + 3 * 3_600_000 };
  assert.deepEqual([...((await upstream.totals(span)) ?? [])], [["11", 150]]);
  const hour = now / 3_600_000;
  assert.deepEqual(
    [...((await upstream.hours(project, span)) ?? [])],
    [
      [hour, 60],
      [hour + 1, 60],
      [hour + 2, 30],
    ],
  );
});
