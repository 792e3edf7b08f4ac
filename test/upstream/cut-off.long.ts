import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { temporaryFolder } from "../support/collector.ts";
import { type CollectorProcess, startProcess } from "../support/process.ts";
import { type Happened, StandInSentry } from "../support/stand-in/sentry.ts";
import { until } from "../support/until.ts";
import { backfilled, post } from "./fetching.ts";

const hourMs = 3_600_000;
const perSecond = 50;
const projects = ["web", "api", "shop"];
const settings = {
  ENRICH_DELAY_MS: "0",
  GAPS_CHECK_MS: "2000",
  GAPS_HOURS_MAX: "6",
  SILENCE_CHECK_MS: "0",
  LOG_LEVEL: "error",
} as const;
const patiently = { timeoutMs: 300_000 };

/** One of seven webhooks is lost. */
const isLost = ({ id }: Happened) => Number.parseInt(id.slice(-4), 16) % 7 === 3;

test("an hour cut off at 50 events a second, webhooks lost after it, killed twice while it is fetched: all is there once", async (t) => {
  const sentry = await StandInSentry.start(t, projects);
  const begin = (Math.floor(Date.now() / hourMs) - 3) * hourMs;
  const after = happenings(sentry, begin);
  const collector = await cutOff(t, { sentry, begin, after });
  const started = performance.now();
  const total = sentry.events.length;
  await until(
    "nothing is missing",
    async () => {
      const { body } = await collector.read("/api/v1/sources/default/completeness?hours=6");
      return body.counted === total && body.complete === 1;
    },
    patiently,
  );
  const text = await (await fetch(`${collector.url}/errors`)).text();
  const ids = text.match(/"event_id":"[0-9a-f]{32}"/g) ?? [];
  assert.equal(ids.length, total, "as many errors as events");
  assert.equal(new Set(ids).size, total, "none of them twice");
  assert.equal(await countedByIssues(collector), total, "and each is counted once");
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  const each = (sentry.asked.length / total).toFixed(4);
  t.diagnostic(`${total} events, ${sentry.asked.length} requests: ${each} for each stored event`);
  t.diagnostic(`after the backfill it took ${seconds} s until nothing was missing`);
});

/** An hour of events that nobody delivers, and what happens after it. */
function happenings(sentry: StandInSentry, begin: number): readonly Happened[] {
  const events: Happened[] = [];
  const happen = (at: number): void => {
    const number = events.length;
    const which = number % projects.length;
    const issueId = String(1000 + (number % 60) * projects.length + which);
    events.push(sentry.happen({ at, project: projects[which] ?? "web", issueId }));
  };
  for (let each = 0; each < 3600 * perSecond; each += 1) happen(begin + each * (1000 / perSecond));
  const cut = events.length;
  for (let second = 0; second < 3000; second += 1) happen(begin + hourMs + second * 1000);
  return events.slice(cut);
}

interface Scene {
  readonly sentry: StandInSentry;
  readonly begin: number;
  readonly after: readonly Happened[];
}

/** Webhooks come again after the hour, some are lost; the hour is fetched, and the collector killed twice over it. */
async function cutOff(t: TestContext, { sentry, begin, after }: Scene): Promise<CollectorProcess> {
  const folder = temporaryFolder(t);
  const environment = { ...sentry.settings, ...settings };
  let collector = await startProcess(t, folder, environment);
  for (const event of after) {
    if (isLost(event)) continue;
    const payload = { action: "created", data: { error: sentry.webhookEvent(event) } };
    await collector.deliver(payload, { "sentry-hook-resource": "error" });
  }
  const since = new Date(begin).toISOString();
  await post(collector, "/api/v1/backfills", { since });
  for (const share of [0.2, 0.6]) {
    const wanted = share * sentry.events.length;
    await until("a part is fetched", async () => (await fetched(collector)) >= wanted, patiently);
    await collector.stop("SIGKILL");
    collector = await startProcess(t, folder, environment);
  }
  await backfilled(collector, patiently.timeoutMs);
  return collector;
}

async function fetched(collector: CollectorProcess): Promise<number> {
  const { body } = await collector.read("/api/v1/backfills?limit=100");
  return body.items.reduce((sum: number, { stored }: { stored: number }) => sum + stored, 0);
}

async function countedByIssues(collector: CollectorProcess): Promise<number> {
  let counted = 0;
  let cursor = "";
  do {
    const { body } = await collector.read(`/api/v1/issues?limit=100${cursor}`);
    for (const { count } of body.items) counted += count;
    cursor = body.next_cursor === null ? "" : `&cursor=${body.next_cursor}`;
  } while (cursor !== "");
  return counted;
}
