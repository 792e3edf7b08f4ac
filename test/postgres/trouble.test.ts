import assert from "node:assert/strict";
import { test } from "node:test";
import pg from "pg";
import { ask, signUp } from "../support/callers.ts";
import { startTestCollector, type TestCollector, temporaryFolder } from "../support/collector.ts";
import { digested, valueIn } from "../support/database.ts";
import { aSimpleError } from "../support/other-senders.ts";
import { eventId } from "../support/payloads.ts";
import { databaseOf } from "../support/postgres.ts";
import { isToComeAgain } from "../support/sharing.ts";
import { until } from "../support/until.ts";

process.env["TEST_DATABASE"] = "postgres";

/** Reads do not wait for a digest that cannot go on. */
const impatient = { DIGEST_WAIT_MS_MAX: "50" } as const;

test("a full disk of the server is told to senders and by /health, and nothing is lost when there is room", async (t) => {
  const folder = temporaryFolder(t);
  const collector = await startTestCollector(t, { folder, ...impatient });
  const server = await connect(folder);
  t.after(() => server.end());
  await server.query(`create function no_room() returns trigger language plpgsql as
    $$ begin raise exception 'no space left on device' using errcode = '53100'; end $$`);
  await server.query(
    "create trigger no_room before insert on archive.deliveries for each row execute function no_room()",
  );
  await server.query("create trigger no_room before insert on meta execute function no_room()");
  const refused = await deliver(collector, 1);
  assert.ok(isToComeAgain(refused), refused.text);
  assert.match(refused.body.detail, /the disk of the database is full/);
  const health = await unwell(collector);
  assert.match(health.checks.database.reason, /the disk of the database is full/);
  assert.equal((await collector.read("/errors")).status, 200, "what is there can be read");
  await server.query("drop trigger no_room on meta");
  await server.query("drop trigger no_room on archive.deliveries");
  await isTaken(collector, 1);
  await isWell(collector);
  await digested(collector);
  assert.equal(valueIn(folder, "select count(*) from error_rows"), 1);
});

test("a server that takes longer than DATABASE_STATEMENT_MS_MAX is told, by doors and to readers, and waited for", async (t) => {
  const folder = temporaryFolder(t);
  const collector = await startTestCollector(t, {
    ...{ folder, ...impatient },
    DATABASE_STATEMENT_MS_MAX: "1000",
  });
  await isTaken(collector, 1);
  await digested(collector);
  const server = await connect(folder);
  t.after(() => server.end());
  await server.query("begin");
  await server.query("lock table archive.deliveries, error_rows, meta in access exclusive mode");
  const refused = await deliver(collector, 2);
  assert.ok(isToComeAgain(refused), refused.text);
  assert.match(refused.body.detail, /took too long/);
  for (const path of ["/errors", "/api/v1/errors", "/api/v1/deliveries"]) {
    const answer = await collector.read(path);
    assert.ok(isToComeAgain(answer), `${path}: ${answer.status} ${answer.text}`);
    assert.match(answer.body.detail, /took too long/);
  }
  assert.match((await unwell(collector)).checks.database.reason, /took too long/);
  await server.query("rollback");
  await isTaken(collector, 2);
  await isWell(collector);
  await digested(collector);
  assert.equal(valueIn(folder, "select count(*) from error_rows"), 2);
});

test("while it cannot be looked up who somebody is, they are told to come again and not signed out", async (t) => {
  const folder = temporaryFolder(t);
  const collector = await startTestCollector(t, {
    ...{ folder, ...impatient },
    DATABASE_STATEMENT_MS_MAX: "1000",
  });
  const { headers } = await signUp(collector, {}, { mail: "ada@example.org" });
  const made = await ask(collector, "/api/v1/tokens", {
    ...{ method: "POST", headers },
    body: { name: "t", level: "read" },
  });
  assert.equal(made.status, 201, made.text);
  const token = { authorization: `Bearer ${made.body.token}` };
  const server = await connect(folder);
  t.after(() => server.end());
  await server.query("begin");
  await server.query(
    "lock table auth_sessions, auth_users, access_tokens in access exclusive mode",
  );
  for (const who of [headers, token, {}]) {
    const answer = await ask(collector, "/errors", { headers: who });
    assert.ok(isToComeAgain(answer), `${answer.status} ${answer.text}`);
  }
  assert.equal((await ask(collector, "/health", { headers })).status, 200, "the doors are open");
  await server.query("rollback");
  for (const who of [headers, token]) {
    assert.equal((await ask(collector, "/errors", { headers: who })).status, 200);
  }
});

async function connect(folder: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: await databaseOf(folder) });
  await client.connect();
  return client;
}

function deliver(collector: TestCollector, number: number) {
  return collector.deliver(aSimpleError({ eventId: eventId(number) }).payload);
}

async function isTaken(collector: TestCollector, number: number): Promise<void> {
  await until("it is taken", async () => (await deliver(collector, number)).status < 300);
}

async function unwell(collector: TestCollector) {
  return until("/health says that something is wrong", async () => {
    const { status, body } = await collector.read("/health");
    return status === 503 && body.checks.database.ok === false ? body : null;
  });
}

async function isWell(collector: TestCollector): Promise<void> {
  await until(
    "/health says that all is well",
    async () => (await collector.read("/health")).status === 200,
  );
}
