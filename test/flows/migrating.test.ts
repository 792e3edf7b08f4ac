// How far the files are, told and mended by a command.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { temporaryFolder } from "../support/collector.ts";
import { assertRefused, runCommand, startProcess } from "../support/process.ts";

const all =
  /^errors {4}step (\d+) of \1 .*\narchive {3}step (\d+) of \2 .*\naccess {4}step (\d+) of \3 .*\n$/;

test("migrate --check tells what is missing and makes nothing; migrate takes the steps", async (t) => {
  const folder = temporaryFolder(t);
  const before = await runCommand(folder, ["migrate", "--check"]);
  assert.equal(before.code, 1);
  assert.match(before.out, /^errors {4}step 0 of \d+ .*\n +to come: start\n/);
  assert.match(before.err, /collector migrate/);
  assert.deepEqual(readdirSync(folder), []);
  const migrated = await runCommand(folder, ["migrate"]);
  assert.equal(migrated.code, 0, migrated.err);
  assert.match(migrated.out, all);
  const after = await runCommand(folder, ["migrate", "--check"]);
  assert.equal(after.code, 0, after.err);
  assert.equal(after.out, migrated.out);
});

test("beside a running collector it can be checked, and there is nothing to take", async (t) => {
  const folder = temporaryFolder(t);
  await startProcess(t, folder);
  const checked = await runCommand(folder, ["migrate", "--check"]);
  assert.equal(checked.code, 0, checked.err);
  assert.match(checked.out, all);
  assertRefused(await runCommand(folder, ["migrate"]), /brought them to its schema/);
});

test("files of a newer program are refused by both, and stay as they are", async (t) => {
  const folder = temporaryFolder(t);
  await runCommand(folder, ["migrate"]);
  const db = new DatabaseSync(join(folder, "data", "errors.db"));
  db.exec("insert into schema_migrations values (9000, 'from the future', 0)");
  db.close();
  for (const args of [["migrate", "--check"], ["migrate"]]) {
    assertRefused(await runCommand(folder, args), /newer version.*schema 9000/);
  }
});

test("what migrate does not know is refused", async (t) => {
  assertRefused(await runCommand(temporaryFolder(t), ["migrate", "--quickly"]), /--quickly/);
});
