// Packed deliveries, seen from outside: nobody can tell but by the size of the file.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { startTestCollector, type TestCollector, temporaryFolder } from "../support/collector.ts";
import { digested, rowsIn, valueIn } from "../support/database.ts";
import { killUnderLoad } from "../support/kill.ts";
import { packAll } from "../support/pack.ts";
import { anEventAlert, eventId } from "../support/payloads.ts";
import { type CollectorProcess, runCommand, startProcess } from "../support/process.ts";
import { until } from "../support/until.ts";

const archive = { file: "archive.db" };
const rawCount = "select count(*) from deliveries where block_id is null";

/** Delivers some alerts, a few of them odd in what they say; resolves to the bytes by delivery. */
async function deliverSome(
  collector: TestCollector | CollectorProcess,
  count: number,
): Promise<Map<number, string>> {
  const sent = new Map<number, string>();
  for (let number = 1; number <= count; number++) {
    const { headers, payload } = anEventAlert({ eventId: eventId(number) });
    const text = JSON.stringify(
      { ...payload, odd: number % 7 === 0 ? "ü\n€ 🎈" : number },
      null,
      1,
    );
    const { body } = await collector.deliver(text, { ...headers, "request-id": `r-${number}` });
    sent.set(body.delivery_id, text);
  }
  return sent;
}

test("every read says the same before and after packing", async (t) => {
  const collector = await startTestCollector(t);
  const sent = await deliverSome(collector, 60);
  const repeated = anEventAlert({ eventId: eventId(1) });
  const paths = [
    "/deliveries?limit=100",
    "/deliveries?resource=event_alert&state=digested&limit=7",
    "/errors?limit=100",
    ...[...sent.keys()].flatMap((id) => [`/deliveries/${id}`, `/deliveries/${id}/body`]),
    ...[...sent.keys()].flatMap((id) => [`/errors/${id}`, `/errors/${id}/payload`]),
  ];
  const readAll = async () => Promise.all(paths.map(async (path) => collector.read(path)));
  const before = await readAll();
  const { deliveries, blocks } = await packAll(collector.folder);
  assert.equal(deliveries, 60);
  assert.ok(blocks > 0);
  assert.equal(valueIn(collector.folder, rawCount, archive), 0);
  const after = await readAll();
  for (const [index, path] of paths.entries()) {
    assert.equal(after[index]?.status, 200, path);
    assert.equal(after[index]?.text, before[index]?.text, path);
  }
  for (const [id, text] of sent) {
    assert.equal((await collector.read(`/deliveries/${id}/body`)).text, text);
  }
  const one = (await collector.read("/deliveries/3")).body;
  assert.equal(one.request_id, "r-3");
  assert.equal(one.headers["request-id"], "r-3");
  await t.test("and a repetition of a packed delivery is known and counted", async () => {
    const { status } = await collector.deliver(repeated.payload, { ...repeated.headers });
    assert.equal(status, 200);
    assert.equal((await collector.read("/deliveries/1")).body.repetitions, 1);
  });
});

test("packing goes on by itself, and nothing is packed before it is digested", async (t) => {
  const collector = await startTestCollector(t, { PACK_INTERVAL_MS: "20" });
  await deliverSome(collector, 40);
  await until(
    "the packer has looked at all",
    () => Number(valueIn(collector.folder, "select cursor from packing", archive)) > 0,
  );
  const cursor = Number(valueIn(collector.folder, "select cursor from packing", archive));
  const outcomes = Number(valueIn(collector.folder, "select max(delivery_id) from outcomes"));
  assert.ok(cursor <= outcomes, `${cursor} of ${outcomes}`);
  assert.equal((await collector.read("/errors?limit=100")).body.length, 40);
});

test("packed deliveries are digested again, and make errors.db anew", async (t) => {
  const folder = temporaryFolder(t);
  const collector = await startProcess(t, folder);
  await deliverSome(collector, 50);
  await packAll(folder);
  const redigested = await runCommand(folder, ["redigest", "--all"]);
  assert.match(redigested.out, /^50 deliveries: 50 digested/);
  const columns = "select event_id, message, exception_value, delivery_id from errors order by id";
  const errors = rowsIn(folder, columns);
  await collector.stop();
  rmSync(join(folder, "data", "errors.db"));
  const again = await startProcess(t, folder);
  await digested(again);
  assert.deepEqual(rowsIn(folder, columns), errors);
  assert.equal((await again.read("/health")).body.status, "ok");
});

test("a backup holds packed deliveries, and a restored one reads them", async (t) => {
  const folder = temporaryFolder(t);
  const collector = await startProcess(t, folder, { PACK_INTERVAL_MS: "10" });
  const sent = await deliverSome(collector, 80);
  const packing = packAll(folder);
  assert.equal((await runCommand(folder, ["backup", "saved.tar"])).code, 0);
  await packing;
  const restored = await runCommand(folder, ["restore", "saved.tar"]);
  assert.equal(restored.code, 0, restored.err);
  await packAll(folder);
  assert.equal(valueIn(folder, rawCount, archive), 0);
  for (const [id, text] of sent) {
    assert.equal(await (await fetch(`${collector.url}/deliveries/${id}/body`)).text(), text);
  }
  assert.equal((await collector.stop()).code, 0);
  await t.test("also where no collector runs", async () => {
    assert.deepEqual(await packAll(folder), { deliveries: 0, blocks: 0, rewritten: 0 });
  });
});

test("a damaged block is a clear failure for its own deliveries, and lists go on", async (t) => {
  const collector = await startTestCollector(t);
  await deliverSome(collector, 40);
  await packAll(collector.folder);
  const db = new DatabaseSync(join(collector.folder, "data", "archive.db"), { timeout: 5000 });
  const hit = db.prepare("select block_id from deliveries where id = 5").get()?.["block_id"];
  db.prepare("update blocks set bodies = zeroblob(9), heads = zeroblob(9) where id = ?").run(
    Number(hit),
  );
  const others = db.prepare("select id from deliveries where block_id != ?").all(Number(hit));
  db.close();
  const body = await collector.read("/deliveries/5/body");
  assert.equal(body.status, 500);
  assert.match(
    body.body.detail,
    /Delivery 5 cannot be read: its block \d+ in archive.db is damaged/,
  );
  const listed = (await collector.read("/deliveries?limit=100")).body;
  assert.equal(listed.length, 40);
  assert.equal(listed.find(({ id }: { id: number }) => id === 5).headers, null);
  assert.equal((await collector.read("/errors?limit=100")).body.length, 40);
  for (const { id } of others) {
    assert.equal((await collector.read(`/deliveries/${Number(id)}/body`)).status, 200);
  }
});

test("a collector that is killed under load while it packs loses nothing that it answered", async (t) => {
  const folder = temporaryFolder(t);
  const environment = { PACK_INTERVAL_MS: "10", PACK_BACKLOG_DELIVERIES_MAX: "1000000" };
  await killUnderLoad(t, { folder, kills: 3, answersPerKill: 900, environment });
  await packAll(folder);
  assert.equal(valueIn(folder, rawCount, archive), 0);
  const collector = await startProcess(t, folder);
  const events = new Map(
    rowsIn(folder, "select delivery_id, event_id from errors").map((row) => [
      row["delivery_id"],
      String(row["event_id"]),
    ]),
  );
  for (const [id, event] of events) {
    const response = await fetch(`${collector.url}/deliveries/${id}/body`);
    assert.ok((await response.text()).includes(event), `delivery ${id} has its own bytes`);
  }
});
