// Commands as a person gives them, beside a running collector and without one.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { temporaryFolder } from "../support/collector.ts";
import { digested, valueIn } from "../support/database.ts";
import { aSimpleError } from "../support/other-senders.ts";
import { eventId } from "../support/payloads.ts";
import { assertRefused, runCommand, startProcess } from "../support/process.ts";

test("unknown commands and arguments are refused in a sentence", async (t) => {
  const folder = temporaryFolder(t);
  assertRefused(await runCommand(folder, ["dance"]), /no command dance.*help/);
  assertRefused(await runCommand(folder, ["constructor"]), /no command constructor/);
  assertRefused(await runCommand(folder, ["redigest"]), /--failed/);
  assertRefused(await runCommand(folder, ["redigest", "--quickly"]), /--quickly/);
  assertRefused(await runCommand(folder, ["redigest", "x"]), /number/);
  assertRefused(await runCommand(folder, ["backup"]), /backup FILE/);
  assertRefused(await runCommand(folder, ["restore", "nothing.tar"]), /no file .*nothing\.tar/);
  const help = await runCommand(folder, ["help"]);
  assert.equal(help.code, 0);
  for (const name of ["serve", "redigest", "backup", "restore"]) assert.ok(help.out.includes(name));
  assert.match((await runCommand(folder, ["--version"])).out, /^\d+\.\d+\.\d+\n$/);
});

for (const running of [true, false]) {
  const where = running ? "beside a running collector" : "without a running collector";
  test(`redigest, backup and restore work ${where}`, async (t) => {
    const folder = temporaryFolder(t);
    const collector = await startProcess(t, folder);
    for (const number of [1, 2, 3]) {
      await collector.deliver(aSimpleError({ eventId: eventId(number) }).payload);
    }
    await digested(collector);
    if (!running) await collector.stop();
    const failed = await runCommand(folder, ["redigest", "--failed"]);
    assert.equal(failed.code, 0, failed.err);
    assert.match(failed.out, /^0 deliveries/);
    assert.match(
      (await runCommand(folder, ["redigest", "--all"])).out,
      /^3 deliveries: 3 digested/,
    );
    assert.match(
      (await runCommand(folder, ["redigest", "2", "99"])).out,
      /1 digested.*1 not there/,
    );
    const saved = await runCommand(folder, ["backup", "saved.tar"]);
    assert.equal(saved.code, 0, saved.err);
    assert.match(saved.out, /saved\.tar: \d+ bytes/);
    if (running) await collector.deliver(aSimpleError({ eventId: eventId(4) }).payload);
    const restored = await runCommand(folder, ["restore", "saved.tar"]);
    assert.equal(restored.code, 0, restored.err);
    assert.match(restored.out, /Restored .*saved\.tar/);
    assert.match(restored.out, /before-restore/);
    const reader = running ? collector : await startProcess(t, folder);
    assert.equal((await reader.read("/errors")).body.length, 3);
    await reader.deliver(aSimpleError({ eventId: eventId(5) }).payload);
    assert.equal((await reader.read("/errors")).body.length, 4);
  });
}

test("redigest --failed does what was missing, and counts nothing twice", async (t) => {
  const folder = temporaryFolder(t);
  const collector = await startProcess(t, folder);
  const { payload } = aSimpleError({ eventId: eventId(1) });
  await collector.deliver(payload);
  await digested(collector);
  await collector.stop();
  const setBody = (body: string): void => {
    const db = new DatabaseSync(join(folder, "data", "archive.db"));
    db.prepare("update deliveries set body = ?").run(Buffer.from(body));
    db.close();
  };
  // Bytes that cannot be read now, and can be read later.
  setBody("{");
  rmSync(join(folder, "data", "errors.db"));
  const failing = await startProcess(t, folder);
  await digested(failing);
  assert.equal(valueIn(folder, "select count(*) from errors"), 0);
  await failing.stop();
  setBody(JSON.stringify(payload));
  const redigested = await runCommand(folder, ["redigest", "--failed"]);
  assert.match(redigested.out, /^1 deliveries: 1 digested, 0 ignored, 0 failed/);
  assert.match((await runCommand(folder, ["redigest", "--failed"])).out, /^0 deliveries/);
  assert.equal(valueIn(folder, "select count(*) from errors"), 1);
  assert.equal(valueIn(folder, "select sum(count) from issues"), 1);
});
