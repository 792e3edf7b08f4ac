// Who watches one collector sees what others on the same server change.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import pg from "pg";
import { startTestCollector, temporaryFolder } from "../support/collector.ts";
import { valueIn } from "../support/database.ts";
import { aSimpleError } from "../support/other-senders.ts";
import { eventId } from "../support/payloads.ts";
import { databaseOf } from "../support/postgres.ts";
import { until } from "../support/until.ts";

process.env["TEST_DATABASE"] = "postgres";

/** Errors that a watcher of a collector is told of, by number. */
async function watchedErrors(t: TestContext, url: string): Promise<Set<number>> {
  const closing = new AbortController();
  t.after(() => closing.abort());
  const response = await fetch(`${url}/api/v1/live?kind=error`, { signal: closing.signal });
  assert.equal(response.status, 200);
  const told = new Set<number>();
  void (async () => {
    let text = "";
    for await (const bytes of response.body ?? []) {
      text += Buffer.from(bytes).toString();
      for (const [, id] of text.matchAll(/"error_id":(\d+)/g)) told.add(Number(id));
    }
  })().catch(() => {});
  return told;
}

const listenersSql = `select count(*)::int from pg_stat_activity
  where datname = current_database() and query like 'listen %'`;

test("what one collector records, watchers of the other are told, also after their connection was lost", async (t) => {
  const folder = temporaryFolder(t);
  const one = await startTestCollector(t, { folder });
  const other = await startTestCollector(t, { folder });
  const told = await watchedErrors(t, other.url);
  await until("both listen", () => valueIn(folder, listenersSql) === 2);
  await one.deliver(aSimpleError({ eventId: eventId(1) }).payload);
  await until("the first error is told", () => told.has(1));
  const admin = new pg.Client({ connectionString: await databaseOf(folder) });
  await admin.connect();
  t.after(() => admin.end());
  const cut = await admin.query(
    `select count(pg_terminate_backend(pid)) as n from pg_stat_activity
     where datname = current_database() and query like 'listen %'`,
  );
  assert.equal(Number(cut.rows[0].n), 2);
  await one.deliver(aSimpleError({ eventId: eventId(2) }).payload);
  await until("both listen again", () => valueIn(folder, listenersSql) === 2);
  await until("what came meanwhile is told", () => told.has(2));
  await one.deliver(aSimpleError({ eventId: eventId(3) }).payload);
  await until("and what comes after", () => told.has(3));
  assert.deepEqual([...told], [1, 2, 3]);
});
