import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { digested, rowsIn, valueIn } from "./database.ts";
import { aSimpleError } from "./other-senders.ts";
import { anEventAlert, eventId, type Message } from "./payloads.ts";
import { type CollectorProcess, startProcess } from "./process.ts";
import { until } from "./until.ts";

const sendersCount = 8;

/** What was answered 2xx, by event id. */
type Answered = Map<string, number>;

/**
 * Kills a collector under load, again and again, each time after it answered some more; then looks
 * whether everything that was answered is in the archive, and digested exactly once.
 */
export async function killUnderLoad(
  t: TestContext,
  {
    folder,
    kills,
    answersPerKill,
    environment = {},
  }: {
    folder: string;
    kills: number;
    answersPerKill: number;
    environment?: Readonly<Record<string, string>>;
  },
): Promise<void> {
  const answered: Answered = new Map();
  const numbers = { next: 1 };
  for (let kill = 0; kill < kills; kill++) {
    const collector = await startProcess(t, folder, environment);
    const senders = Array.from({ length: sendersCount }, () =>
      sendOn(collector, answered, numbers),
    );
    const goal = answered.size + answersPerKill * (0.5 + Math.random());
    await until(`round ${kill} was answered`, () => answered.size > goal, { timeoutMs: 60_000 });
    await collector.stop("SIGKILL");
    await Promise.all(senders);
  }
  const collector = await startProcess(t, folder, environment);
  await digested(collector);
  checkAll(folder, answered);
  assert.equal((await collector.stop()).code, 0);
}

/** Sends one delivery after the other until the collector is gone. */
async function sendOn(
  collector: CollectorProcess,
  answered: Answered,
  numbers: { next: number },
): Promise<void> {
  for (;;) {
    const number = numbers.next++;
    const id = eventId(number);
    try {
      const { headers, payload } = messageOf(number, id);
      const { status, body } = await collector.deliver(payload, { ...headers });
      if (status === 201) answered.set(id, body.delivery_id);
    } catch {
      return;
    }
  }
}

/** Two families and twenty issues, so that batches touch the same counters. */
function messageOf(number: number, id: string): Message {
  const issueId = String(100 + (number % 10));
  return number % 2 === 0
    ? anEventAlert({ eventId: id, issueId })
    : aSimpleError({ eventId: id, type: `Error${number % 10}` });
}

function checkAll(folder: string, answered: Answered): void {
  const archive = { file: "archive.db" };
  const kept = new Set(rowsIn(folder, "select id from deliveries", archive).map(({ id }) => id));
  const lost = [...answered].filter(([, deliveryId]) => !kept.has(deliveryId));
  assert.deepEqual(lost, [], "answered deliveries that are not in the archive");
  const errors = rowsIn(folder, "select id, event_id, delivery_id from errors");
  const byEvent = new Map(errors.map((row) => [row["event_id"], row["delivery_id"]]));
  assert.equal(byEvent.size, errors.length, "an error for each event id, and only one");
  for (const [id, deliveryId] of answered) assert.equal(byEvent.get(id), deliveryId, id);
  assert.equal(errors.length, kept.size, "every delivery made its error");
  const one = (sql: string) => valueIn(folder, sql);
  assert.equal(one("select count(*) from outcomes where state = 'digested'"), kept.size);
  assert.equal(one("select count(*) from outcomes"), kept.size);
  assert.equal(one("select sum(count) from issues"), errors.length, "counts of issues");
  assert.equal(one("select sum(count) from grouping_keys"), errors.length, "counts of keys");
  assert.equal(one("select count(*) from error_identities"), errors.length);
  assert.equal(one("select count(*) from pragma_foreign_key_check"), 0);
  assert.equal(one("pragma integrity_check"), "ok");
  assert.equal(valueIn(folder, "pragma integrity_check", archive), "ok");
}
