import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { temporaryFolder } from "../support/collector.ts";
import { digested } from "../support/database.ts";
import { askServer, startServer, type TestServer } from "../support/postgres-server.ts";
import { type CollectorProcess, startProcess } from "../support/process.ts";
import {
  checkAll,
  isToComeAgain,
  nothingSent,
  type Sent,
  sendOn,
  waitingIn,
} from "../support/sharing.ts";
import { until } from "../support/until.ts";

process.env["TEST_DATABASE"] = "postgres";

const crashes = 5;
const answersPerRound = 400;
const refusalsPerRound = 5;
const sendersCount = 4;
const longMs = 60_000;

test("PostgreSQL crashes again and again under two collectors, and nothing is lost or told twice", async (t) => {
  const { server, folder, collectors } = await startAll(t);
  const sent = nothingSent();
  const load = startLoad(collectors, sent);
  for (let crash = 0; crash < crashes; crash += 1) {
    await someAreAnswered(sent);
    await server.crash();
    await Promise.all(collectors.map((each) => refusesAll(each, sent, /database/)));
    await server.start();
    await Promise.all(collectors.map(isWell));
  }
  await someAreAnswered(sent);
  await load.end();
  await isAllDigested(collectors, folder);
  checkAll(folder, sent);
});

test("a server that takes no writes for a while is waited for, and what it holds can be read", async (t) => {
  const { server, folder, collectors } = await startAll(t);
  const sent = nothingSent();
  const load = startLoad(collectors, sent);
  await someAreAnswered(sent);
  await takesWrites(server, false);
  for (const collector of collectors) {
    await refusesDeliveries(collector, sent);
    await isUnwell(collector, /takes no writes/);
    assert.equal((await collector.read("/errors")).status, 200);
  }
  await takesWrites(server, true);
  await Promise.all(collectors.map(isWell));
  await someAreAnswered(sent);
  await load.end();
  await isAllDigested(collectors, folder);
  checkAll(folder, sent);
});

/** A server of its own, as careful with its disk as servers are, and two collectors on it. */
async function startAll(t: TestContext) {
  const server = await startServer({ durable: true });
  t.after(() => server.stop());
  process.env["TEST_POSTGRES_URL"] = server.url;
  delete process.env["TEST_POSTGRES_TEMPLATE"];
  const folder = temporaryFolder(t);
  // Reads do not wait for a digest that cannot go on.
  const impatient = { DIGEST_WAIT_MS_MAX: "50" } as const;
  const collectors = [
    await startProcess(t, folder, impatient),
    await startProcess(t, folder, impatient),
  ];
  return { server, folder, collectors };
}

function startLoad(collectors: readonly CollectorProcess[], sent: Sent) {
  let isOver = false;
  const senders = collectors.flatMap((collector) =>
    Array.from({ length: sendersCount }, () => sendOn(collector, () => isOver, sent)),
  );
  return {
    async end() {
      isOver = true;
      await Promise.all(senders);
    },
  };
}

async function someAreAnswered({ answered }: Sent): Promise<void> {
  const goal = answered.size + answersPerRound;
  await until("some more were answered", () => answered.size > goal, { timeoutMs: longMs });
}

/** Whoever delivers or reads is told to come again, and `/health` says why. */
async function refusesAll(collector: CollectorProcess, sent: Sent, why: RegExp): Promise<void> {
  await refusesDeliveries(collector, sent);
  await isUnwell(collector, why);
  for (const path of ["/errors", "/errors/latest", "/api/v1/issues", "/api/v1/deliveries/1"]) {
    const answer = await collector.read(path);
    assert.ok(isToComeAgain(answer), `${path}: ${answer.status} ${answer.text}`);
  }
}

async function refusesDeliveries(collector: CollectorProcess, { refused }: Sent): Promise<void> {
  const goal = (refused.get(collector) ?? 0) + refusalsPerRound;
  await until("deliveries are told to come again", () => (refused.get(collector) ?? 0) > goal);
}

async function isUnwell(collector: CollectorProcess, why: RegExp): Promise<void> {
  const health = await until("/health says that something is wrong", async () => {
    const answer = await collector.read("/health");
    assert.ok(answer.status === 200 || answer.status === 503, answer.text);
    return answer.body.checks.database.ok ? null : answer;
  });
  assert.equal(health.status, 503);
  assert.match(health.body.checks.database.reason, why);
}

async function isWell(collector: CollectorProcess): Promise<void> {
  await until(
    "/health says that all is well",
    async () => (await collector.read("/health")).status === 200,
    { timeoutMs: longMs },
  );
}

async function takesWrites(server: TestServer, does: boolean): Promise<void> {
  await askServer(
    server.url,
    "set default_transaction_read_only = off",
    `alter system set default_transaction_read_only = ${does ? "off" : "on"}`,
    "select pg_reload_conf()",
  );
}

async function isAllDigested(collectors: readonly CollectorProcess[], folder: string) {
  await Promise.all(collectors.map(digested));
  await until("everything that was kept is digested", () => waitingIn(folder) === 0, {
    timeoutMs: longMs,
  });
}
