import assert from "node:assert/strict";
import { test } from "node:test";
import { runCommand } from "../../src/server/index.ts";
import { ask } from "../support/callers.ts";
import { settingsIn, startTestCollector, type TestCollector } from "../support/collector.ts";
import { digested, placesWith, rowsIn, valueIn } from "../support/database.ts";
import { aSimpleError } from "../support/other-senders.ts";
import { packAll } from "../support/pack.ts";
import { aComment, anEventAlert, eventId } from "../support/payloads.ts";
import { until } from "../support/until.ts";

const ada = "ada.lovelace@example.org";

function forget(collector: TestCollector, user: string) {
  return ask(collector, "/api/v1/people/forget", { method: "POST", body: { user } });
}

/** Errors of two people, some of them only said to be somebody's in a text. */
async function deliverAll(collector: TestCollector): Promise<void> {
  const alert = (number: number, event: Record<string, unknown>, value = "bad value") =>
    collector.deliver(anEventAlert({ eventId: eventId(number), value, event }).payload, {
      ...anEventAlert({}).headers,
    });
  for (let number = 1; number <= 3; number += 1) {
    await alert(number, { user: { id: "4242", email: ada } });
  }
  await alert(4, { user: { id: "77", email: "grace@example.org" } });
  await alert(5, { user: { id: "77", email: "grace@example.org" } }, `no mailbox for ${ada}`);
  await alert(6, { tags: [["customer", `x${ada}`]] });
  await collector.deliver(aSimpleError({ project: "api", value: "42 of 4242" }).payload);
  await digested(collector);
}

function assertConsistent(folder: string): void {
  const rows = valueIn(folder, "select count(*) from error_rows");
  for (const sql of [
    "select sum(count - removed) from grouping_keys",
    "select sum(count - removed) from issues",
    "select sum(count) from key_hours",
    "select sum(count) from project_hours where dimension = 'all'",
  ]) {
    assert.equal(valueIn(folder, sql), rows, sql);
  }
  assert.equal(
    valueIn(
      folder,
      "select count(*) from outcomes where delivery_id not in (select delivery_id from doomed_deliveries)",
    ),
    valueIn(folder, "select count(*) from deliveries", { file: "archive.db" }),
  );
}

async function usersOf(collector: TestCollector): Promise<number[]> {
  const { body } = await collector.read("/api/v1/issues?limit=100");
  return body.items.map(({ users }: { users: number }) => users);
}

for (const packed of [false, true]) {
  test(`a mail address is forgotten everywhere, in ${packed ? "packed" : "fresh"} deliveries, and nobody else is`, async (t) => {
    const collector = await startTestCollector(t);
    await deliverAll(collector);
    if (packed) await packAll(collector.folder);
    const issue = (await collector.read("/api/v1/issues?limit=100")).body.items[0].id;
    await ask(collector, `/api/v1/issues/${issue}/comments`, {
      method: "POST",
      body: { text: `Wrote to Ada (${ada.toUpperCase()}), and to x${ada}` },
    });
    assert.deepEqual(await usersOf(collector).then((users) => Math.max(...users)), 2);
    const { status, body, text } = await forget(collector, ` ${ada} `);
    assert.equal(status, 200, text);
    assert.deepEqual(body, {
      errors: 4,
      deliveries: 4,
      tags: 0,
      issues: 0,
      texts: body.texts,
      unreadable: 0,
    });
    assert.ok(body.texts >= 1);
    assert.equal(valueIn(collector.folder, "select count(*) from error_rows"), 3);
    assert.equal(
      valueIn(collector.folder, "select count(*) from deliveries", { file: "archive.db" }),
      3,
    );
    assert.equal(Math.max(...(await usersOf(collector))), 1);
    const search = await collector.read(`/api/v1/errors?query=${encodeURIComponent(`"${ada}"`)}`);
    assert.equal(search.body.items.filter((each: { id: number }) => each.id !== 6).length, 0);
    const timeline = rowsIn(
      collector.folder,
      "select summary from activity where kind = 'comment'",
    );
    assert.deepEqual(timeline, [{ summary: `Wrote to Ada ([forgotten]), and to x${ada}` }]);
    const audit = await collector.read("/api/v1/audit?action=user.forget");
    assert.deepEqual(
      audit.body.items.map(({ action, target, outcome }: Record<string, unknown>) => ({
        action,
        target,
        outcome,
      })),
      [{ action: "user.forget", target: null, outcome: "done" }],
    );
    const again = await forget(collector, ada);
    assert.deepEqual(again.body, {
      errors: 0,
      deliveries: 0,
      tags: 0,
      issues: 0,
      texts: 0,
      unreadable: 0,
    });
    await collector.stop();
    assertConsistent(collector.folder);
  });
}

test("no byte of it stays in the files", async (t) => {
  const collector = await startTestCollector(t);
  const person = { user: { id: "zebra-id-1", email: "zebraquagga@example.org" } };
  for (let number = 1; number <= 40; number += 1) {
    const event = number % 2 === 0 ? person : { user: { id: "other" } };
    const value = number % 2 === 0 ? `no mailbox for zebraquagga@example.org (${number})` : "bad";
    const { payload, headers } = anEventAlert({ eventId: eventId(number), value, event });
    await collector.deliver(payload, headers);
  }
  await digested(collector);
  await packAll(collector.folder);
  await forget(collector, "zebraquagga@example.org");
  await forget(collector, "zebra-id-1");
  assert.equal(valueIn(collector.folder, "select count(*) from error_rows"), 20);
  await collector.stop();
  assert.deepEqual(placesWith(collector.folder, "zebra"), []);
});

test("an id is forgotten where it says who was affected, and numbers that are only alike stay", async (t) => {
  const collector = await startTestCollector(t);
  await deliverAll(collector);
  const { body } = await forget(collector, "4242");
  assert.deepEqual([body.errors, body.deliveries], [3, 3]);
  const left = rowsIn(collector.folder, "select title from error_rows order by id");
  assert.equal(left.length, 4);
  assert.ok(left.some(({ title }) => String(title).includes("42 of 4242")));
  await collector.stop();
  assertConsistent(collector.folder);
});

test("what was imported, and what an issue is called, is forgotten too", async (t) => {
  const source = await startTestCollector(t);
  const { payload } = aSimpleError({ value: `no mailbox for ${ada}`, user: { id: "9" } });
  await source.deliver(payload);
  await source.deliver(aSimpleError({ value: "another", user: { id: "9" } }).payload);
  await source.deliver(aSimpleError({ value: "a third", user: { id: "10" } }).payload);
  await digested(source);
  const lines = await source.read("/api/v1/export/errors?format=ndjson");
  const collector = await startTestCollector(t);
  const imported = await collector.deliver(
    lines.text,
    { "content-type": "application/x-ndjson" },
    "/api/v1/import/errors",
  );
  assert.equal(imported.status, 200, imported.text);
  const byMail = await forget(collector, ada);
  assert.deepEqual([byMail.body.errors, byMail.body.deliveries], [1, 0]);
  const titles = rowsIn(collector.folder, "select title from issues order by id");
  assert.ok(
    titles.every(({ title }) => !String(title).includes("ada.")),
    JSON.stringify(titles),
  );
  const byId = await forget(collector, "9");
  assert.equal(byId.body.errors, 1);
  assert.equal(valueIn(collector.folder, "select count(*) from error_rows"), 1);
});

test("whom only counts of removed errors still name is counted no more", async (t) => {
  const before = await startTestCollector(t);
  for (const [number, id] of ["4242", "77", "78"].entries()) {
    const { payload, headers } = anEventAlert({
      eventId: eventId(number + 1),
      timestamp: 1_700_000_000 + number,
      event: { user: { id } },
    });
    await before.deliver(payload, headers);
  }
  await digested(before);
  await before.stop();
  const settings = { RETENTION_ERRORS_PER_PROJECT: "1", RETENTION_DAYS: "0" };
  const collector = await startTestCollector(t, { folder: before.folder, ...settings });
  const rows = () => valueIn(collector.folder, "select count(*) from error_rows");
  const deliveries = () =>
    valueIn(collector.folder, "select count(*) from deliveries", { file: "archive.db" });
  await until("retention has removed the older ones", () => rows() === 1 && deliveries() === 1);
  assert.deepEqual(await usersOf(collector), [3]);
  const { body } = await forget(collector, "4242");
  assert.deepEqual([body.errors, body.deliveries, body.tags], [0, 0, 1]);
  assert.deepEqual(await usersOf(collector), [2]);
  assert.equal(valueIn(collector.folder, "select users from grouping_keys"), 2);
});

test("a comment of the upstream's that names somebody goes with its delivery", async (t) => {
  const collector = await startTestCollector(t);
  await deliverAll(collector);
  const { payload, headers } = aComment({ text: `Ask ${ada}` } as never);
  await collector.deliver(payload, headers);
  await digested(collector);
  const { body } = await forget(collector, ada);
  assert.equal(body.deliveries, 5);
  assert.equal(
    valueIn(collector.folder, `select count(*) from activity where detail like '% ${ada}%'`),
    0,
  );
});

test("the command does the same while a collector runs and while none does", async (t) => {
  const collector = await startTestCollector(t);
  await deliverAll(collector);
  const settings = await settingsIn(collector.folder);
  const running = await runCommand(settings, collector.folder, "forget", { user: ada });
  assert.equal(running.errors, 4);
  await collector.stop();
  const alone = await runCommand(settings, collector.folder, "forget", {
    user: "grace@example.org",
  });
  assert.equal(alone.errors, 1);
  assert.deepEqual(
    rowsIn(
      collector.folder,
      "select actor_kind, target from access_audit where action = 'user.forget'",
      { file: "access.db" },
    ),
    [
      { actor_kind: "command", target: null },
      { actor_kind: "command", target: null },
    ],
  );
});
