import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { startTestCollector, temporaryFolder } from "../support/collector.ts";
import { digested, rowsIn } from "../support/database.ts";
import { aSimpleError } from "../support/other-senders.ts";
import { eventId, send } from "../support/payloads.ts";

/** The table as SQLAlchemy made it. */
const earlierTable = `
  CREATE TABLE errors (
    id INTEGER NOT NULL,
    event_id VARCHAR NOT NULL,
    project VARCHAR NOT NULL,
    message TEXT,
    exception_type VARCHAR,
    exception_value TEXT,
    stacktrace TEXT,
    timestamp DATETIME NOT NULL,
    created_at DATETIME,
    PRIMARY KEY (id)
  );
  CREATE UNIQUE INDEX ix_errors_event_id ON errors (event_id);
  CREATE INDEX ix_errors_id ON errors (id);
  CREATE INDEX ix_errors_project ON errors (project);
`;

const rows = [
  [
    3,
    eventId(3),
    "My Project",
    "it broke",
    "ValueError",
    "bad value",
    "Traceback\n  x",
    "2024-01-02 03:04:05.678901",
    "2024-01-02 03:04:06.000000",
  ],
  [7, "not-a-uuid", "my-project", null, null, null, null, "2024-01-03 00:00:00", null],
  [
    12,
    eventId(12),
    "my-project",
    "again",
    "ValueError",
    "bad value",
    null,
    "2024-01-04 00:00:00.000000",
    "2024-01-04 00:00:01",
  ],
] as const;

function folderWith(
  sql: string,
  values: readonly (readonly (string | number | null)[])[],
  t: Parameters<typeof temporaryFolder>[0],
) {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, "data"));
  const db = new DatabaseSync(join(folder, "data", "errors.db"));
  db.exec(sql);
  for (const row of values) {
    db.prepare(`insert into errors values (${row.map(() => "?").join(", ")})`).run(...row);
  }
  db.close();
  return folder;
}

test("a database of the Python service is opened, and its errors are there under their ids", async (t) => {
  const folder = folderWith(earlierTable, rows, t);
  const collector = await startTestCollector(t, { folder });

  await t.test("each row is an error", async () => {
    const { body } = await collector.read("/errors");
    assert.deepEqual(
      body.map(({ id }: { id: number }) => id),
      [12, 7, 3],
    );
    const first = body[2];
    assert.equal(first.event_id, eventId(3));
    assert.equal(first.message, "it broke");
    assert.equal(first.exception_type, "ValueError");
    assert.equal(first.exception_value, "bad value");
    assert.equal(first.stacktrace, "Traceback\n  x");
    assert.equal(first.timestamp, "2024-01-02T03:04:05.678Z");
    assert.equal(first.created_at, "2024-01-02T03:04:06.000Z");
    assert.equal(first.title, "ValueError: bad value");
    assert.equal(first.partial, false);
    assert.ok(Number.isInteger(first.issue_id));
  });

  await t.test("it is found by number, by event id and by project", async () => {
    assert.equal((await collector.read("/errors/7")).body.event_id, "not-a-uuid");
    assert.equal((await collector.read(`/errors/${eventId(12)}`)).body.id, 12);
    assert.equal((await collector.read("/errors/not-a-uuid")).body.id, 7);
    assert.equal((await collector.read("/errors?project=my-project")).body.length, 3);
    assert.equal((await collector.read("/errors/3/stacktrace")).text, "Traceback\n  x\n");
    assert.equal((await collector.read("/errors/3/payload")).status, 404);
  });

  await t.test("the old table is kept as it was under another name", () => {
    const kept = rowsIn(folder, "select * from errors_before_collector order by id");
    assert.deepEqual(
      kept.map((row) => Object.values(row)),
      rows,
    );
  });

  await t.test("new deliveries go on after them", async () => {
    const answer = await send(
      collector,
      aSimpleError({ eventId: eventId(50), project: "my-project" }),
    );
    assert.equal(answer.status, 201);
    assert.equal((await collector.read(`/errors/${eventId(50)}`)).body.id, 13);
  });

  await t.test("an event that the Python service had is known", async () => {
    await send(collector, aSimpleError({ eventId: eventId(12), project: "my-project" }));
    await digested(collector);
    assert.equal((await collector.read("/errors")).body.length, 4);
    const sum = rowsIn(folder, "select sum(count) as sum from issues")[0]?.["sum"];
    assert.equal(sum, 4);
  });

  await t.test("a second start changes nothing", async (inner) => {
    await collector.stop();
    const again = await startTestCollector(inner, { folder });
    assert.equal((await again.read("/errors")).body.length, 4);
  });
});

test("an empty database of the Python service is opened too", async (t) => {
  const folder = folderWith(earlierTable, [], t);
  const collector = await startTestCollector(t, { folder });
  await send(collector, aSimpleError());
  assert.equal((await collector.read("/errors")).body[0].id, 1);
});

test("a foreign table called errors is refused, and left as it is", async (t) => {
  const folder = folderWith("create table errors (code integer, text text)", [[1, "mine"]], t);
  await assert.rejects(
    startTestCollector(t, { folder }),
    /table errors that is not ours.*event_id.*DATABASE_URL/s,
  );
  assert.deepEqual(rowsIn(folder, "select * from errors"), [{ code: 1, text: "mine" }]);
  const tables = rowsIn(folder, "select name from sqlite_master where name = 'issues'");
  assert.deepEqual(tables, []);
});
