import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, signUp } from "../support/callers.ts";
import { startTestCollector, temporaryFolder } from "../support/collector.ts";
import { digested, rowsIn, valueIn } from "../support/database.ts";
import { aSimpleError } from "../support/other-senders.ts";
import { anEventAlert, eventId } from "../support/payloads.ts";
import { type CollectorProcess, startProcess } from "../support/process.ts";
import { until } from "../support/until.ts";

process.env["TEST_DATABASE"] = "postgres";

const kills = 4;
const answersPerKill = 120;
const sendersCount = 6;

test("two collectors share a server; one is killed again and again, and nothing is lost or told twice", async (t) => {
  const folder = temporaryFolder(t);
  const answered = new Map<string, number>();
  const numbers = { next: 1 };
  let isOver = false;
  const stays = await startProcess(t, folder);
  const senders = [sendOn(stays, () => isOver, { answered, numbers })];
  for (let kill = 0; kill < kills; kill += 1) {
    const dies = await startProcess(t, folder);
    const more = Array.from({ length: sendersCount }, () =>
      sendOn(dies, () => false, { answered, numbers }),
    );
    const goal = answered.size + answersPerKill;
    await until(`round ${kill} was answered`, () => answered.size > goal, { timeoutMs: 60_000 });
    await dies.stop("SIGKILL");
    await Promise.all(more);
  }
  isOver = true;
  await Promise.all(senders);
  await digested(stays);
  await until("everything that was kept is digested", () => valueIn(folder, waitingSql) === 0, {
    timeoutMs: 30_000,
  });
  checkAll(folder, answered);
});

test("whoever signs in by one collector is signed in by the other, and out by both", async (t) => {
  const folder = temporaryFolder(t);
  const one = await startTestCollector(t, { folder });
  const other = await startTestCollector(t, { folder });
  const { headers } = await signUp(one, {}, { mail: "ada@example.org" });
  assert.equal((await ask(other, "/errors")).status, 401);
  assert.equal((await ask(other, "/errors", { headers })).status, 200);
  const asked = { method: "POST", headers: { ...headers, origin: other.url }, body: {} };
  const out = await ask(other, "/api/auth/sign-out", asked);
  assert.equal(out.status, 200, out.text);
  assert.equal((await ask(one, "/errors", { headers })).status, 401);
});

const waitingSql = `select count(*) from archive.deliveries d
  where not exists (select 1 from outcomes o where o.delivery_id = d.id)`;

async function sendOn(
  collector: CollectorProcess,
  isOver: () => boolean,
  { answered, numbers }: { answered: Map<string, number>; numbers: { next: number } },
): Promise<void> {
  while (!isOver()) {
    const number = numbers.next++;
    const id = eventId(number);
    const { headers, payload } =
      number % 2 === 0
        ? anEventAlert({ eventId: id, issueId: String(100 + (number % 10)) })
        : aSimpleError({ eventId: id, type: `Error${number % 10}` });
    try {
      const { status, body } = await collector.deliver(payload, { ...headers });
      if (status === 201) answered.set(id, body.delivery_id);
    } catch {
      return;
    }
  }
}

function checkAll(folder: string, answered: ReadonlyMap<string, number>): void {
  const kept = new Set(rowsIn(folder, "select id from archive.deliveries").map(({ id }) => id));
  const lost = [...answered].filter(([, deliveryId]) => !kept.has(deliveryId));
  assert.deepEqual(lost, [], "answered deliveries that are not in the archive");
  const errors = rowsIn(folder, "select event_id, delivery_id from error_rows");
  const byEvent = new Map(errors.map((row) => [row["event_id"], row["delivery_id"]]));
  assert.equal(byEvent.size, errors.length, "an error for each event id, and only one");
  for (const [id, deliveryId] of answered) assert.equal(byEvent.get(id), deliveryId, id);
  assert.equal(errors.length, kept.size, "every delivery made its error");
  const one = (sql: string) => valueIn(folder, sql);
  assert.equal(one("select count(*) from outcomes where state = 'digested'"), kept.size);
  assert.equal(one("select sum(count) from issues"), errors.length, "counts of issues");
  assert.equal(one("select sum(count) from grouping_keys"), errors.length, "counts of keys");
  assert.equal(one("select sum(count) from key_hours"), errors.length, "counts of hours");
  assert.equal(one("select count(*) from error_identities"), errors.length);
}
