import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { openSqlite } from "../../src/store/dialects/sqlite.ts";
import { locate, prepareStore } from "../../src/store/index.ts";
import { migrate, schemaVersion } from "../../src/store/migrate.ts";
import { errorsMigrations } from "../../src/store/migrations/errors.ts";
import { temporaryFolder } from "../support/collector.ts";

test("a database from before upstreams is opened, and what is in it stays", async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, "errors.db");
  const before = openSqlite(path);
  migrate(before, { path, migrations: errorsMigrations.slice(0, 1), now: 1 });
  before.exec("insert into projects values (1, 'web', null, 7, 0)");
  assert.equal(schemaVersion(before), 1);
  before.close();
  await prepareStore(locate(path, folder), Date.now);
  const after = openSqlite(path, { readOnly: true });
  t.after(() => after.close());
  assert.equal(schemaVersion(after), errorsMigrations.length);
  assert.equal(after.prepare("select count(*) as n from outbox").get()?.["n"], 0);
  assert.equal(after.prepare("select next_issue_number as n from projects").get()?.["n"], 7);
});
