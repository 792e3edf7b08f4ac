import assert from "node:assert/strict";
import type { Answer } from "./collector.ts";
import { rowsIn, valueIn } from "./database.ts";
import { aSimpleError } from "./other-senders.ts";
import { anEventAlert, eventId, type Message } from "./payloads.ts";
import type { CollectorProcess } from "./process.ts";

// Several collectors on one server, and those who send to them.

/** What senders were told. */
export interface Sent {
  /** The delivery of each event that was answered 2xx. */
  readonly answered: Map<string, number>;
  /** By collector: how often it said that it cannot now. */
  readonly refused: Map<CollectorProcess, number>;
  /** Whatever else was answered. */
  readonly others: string[];
  next: number;
}

export function nothingSent(): Sent {
  return { answered: new Map(), refused: new Map(), others: [], next: 1 };
}

/** Sends one error after the other, and each again until it is taken; ends when it is over or the collector is gone. */
export async function sendOn(
  collector: CollectorProcess,
  isOver: () => boolean,
  sent: Sent,
): Promise<void> {
  while (!isOver()) {
    const id = eventId(sent.next);
    const message = messageOf(sent.next++, id);
    try {
      while (!(await isTaken(collector, { id, message, sent }))) if (isOver()) return;
    } catch {
      return;
    }
  }
}

async function isTaken(
  collector: CollectorProcess,
  { id, message: { headers, payload }, sent }: { id: string; message: Message; sent: Sent },
): Promise<boolean> {
  const answer = await collector.deliver(payload, { ...headers });
  const { status, body, text } = answer;
  if (status === 201 || status === 200) {
    sent.answered.set(id, body.delivery_id);
    return true;
  }
  if (!isToComeAgain(answer)) sent.others.push(`${status} ${text}`);
  sent.refused.set(collector, (sent.refused.get(collector) ?? 0) + 1);
  return false;
}

export function isToComeAgain({ status, headers }: Pick<Answer, "status" | "headers">): boolean {
  return status === 503 && Number(headers.get("retry-after")) > 0;
}

/** Two families and twenty issues, so that batches touch the same counters. */
function messageOf(number: number, id: string): Message {
  return number % 2 === 0
    ? anEventAlert({ eventId: id, issueId: String(100 + (number % 10)) })
    : aSimpleError({ eventId: id, type: `Error${number % 10}` });
}

/** Deliveries that were kept and not digested yet. */
export function waitingIn(folder: string): number {
  return Number(
    valueIn(
      folder,
      `select count(*) from archive.deliveries d
        where not exists (select 1 from outcomes o where o.delivery_id = d.id)`,
    ),
  );
}

/** Whatever was answered is there, digested once, and every count is that of the rows. */
export function checkAll(folder: string, { answered, others }: Sent): void {
  assert.deepEqual(others, [], "answers that are neither 2xx nor 503 with Retry-After");
  const kept = new Set(rowsIn(folder, "select id from archive.deliveries").map(({ id }) => id));
  const lost = [...answered].filter(([, deliveryId]) => !kept.has(deliveryId));
  assert.deepEqual(lost, [], "answered deliveries that are not in the archive");
  const errors = rowsIn(folder, "select event_id from error_rows").map((row) => row["event_id"]);
  const events = new Set(errors);
  assert.equal(events.size, errors.length, "an error for each event id, and only one");
  assert.deepEqual(
    [...answered.keys()].filter((id) => !events.has(id)),
    [],
    "answered events without an error",
  );
  const one = (sql: string) => valueIn(folder, sql);
  assert.equal(one("select count(*) from outcomes where state = 'digested'"), kept.size);
  assert.equal(one("select count(*) from outcomes"), kept.size, "one outcome for each delivery");
  // What was kept by a commit whose answer was lost came again: its second copy is known by its event.
  const told = one("select count(distinct error_id) from outcomes where error_id is not null");
  assert.equal(told, errors.length, "every error came by a delivery");
  checkCounts(folder, errors.length);
}

function checkCounts(folder: string, errors: number): void {
  const one = (sql: string) => valueIn(folder, sql);
  assert.equal(one("select sum(count) from issues"), errors, "counts of issues");
  assert.equal(one("select sum(count) from grouping_keys"), errors, "counts of keys");
  assert.equal(one("select sum(count) from key_hours"), errors, "counts of hours");
  assert.equal(one("select count(*) from error_identities"), errors, "identities");
  const rows = "(select count(*) from error_rows e where e.issue_id = i.id)";
  assert.deepEqual(
    rowsIn(folder, `select id, count, ${rows} as n from issues i where count <> ${rows}`),
    [],
    "issues whose count is not that of their rows",
  );
}
