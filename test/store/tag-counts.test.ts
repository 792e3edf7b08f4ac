import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { PostgresConnection } from "../../src/store/dialects/postgres.ts";
import { type Location, openQueries, usualReach } from "../../src/store/index.ts";
import { eventId } from "../support/payloads.ts";
import { aRig, type Rig } from "../support/retention.ts";

/** Three issues, two browsers, a release. */
const anError = (number: number) => ({
  event_id: eventId(number),
  exception: { type: `Error${number % 3}`, value: "bad" },
  release: "2.1.0",
  tags: { browser: number % 2 === 0 ? "Firefox" : "Falkon" },
});

const numbers = (count: number, from = 1) =>
  Array.from({ length: count }, (_, index) => anError(from + index));

async function completed(t: TestContext, rig: Rig, key: string, prefix: string) {
  const queries = await openQueries(rig.location as Location, { msMax: 1000, ...usualReach });
  t.after(() => queries.close());
  const values = await queries.completion.tagValues(key, prefix, 10);
  return values.map(({ value, count }) => [value, Number(count)]);
}

/** As a database is whose tags were not counted with every batch yet. */
async function forgetCounts(rig: Rig): Promise<void> {
  await rig.close();
  const { location } = rig;
  const db =
    location?.kind === "postgres"
      ? new PostgresConnection(location.place)
      : new DatabaseSync(location?.errorsPath ?? "");
  db.exec("update tags set count = null");
  db.exec("insert into progress values ('tag counts', 0) on conflict (name) do nothing");
  db.close();
  await rig.open();
}

const uncounted = "select count(*) from tags where count is null";

test("how often a tag is there follows deliveries, merging, deletion and a second reading", async (t) => {
  const rig = await aRig(t);
  const deliveries = await rig.deliver(...numbers(12));
  assert.deepEqual(await completed(t, rig, "browser", "f"), [
    ["Falkon", 6],
    ["Firefox", 6],
  ]);
  await rig.deliver(anError(14));
  rig.command({ do: "merge", issues: [1, 2] });
  rig.parts.digest.redigest(deliveries[0] ?? 0);
  rig.check();
  assert.deepEqual(await completed(t, rig, "release", "2"), [["2.1.0", 13]]);

  const [odd] = rig.rows("select id from error_rows where event_id = ?", eventId(1));
  rig.command({ do: "deleteError", error: Number(odd?.["id"]) });
  rig.check();
  assert.deepEqual(await completed(t, rig, "browser", "fa"), [["Falkon", 5]]);

  rig.command({ do: "act", issues: [1], action: { do: "delete" } });
  await rig.retain();
  rig.check();
  assert.deepEqual(await completed(t, rig, "release", ""), [["2.1.0", 4]]);
});

test("a value that nothing has any more is not offered", async (t) => {
  const rig = await aRig(t);
  await rig.deliver(anError(1), anError(2));
  rig.command({ do: "deleteError", error: 1 });
  assert.deepEqual(await completed(t, rig, "browser", "f"), [["Firefox", 1]]);
});

test("tags that were there before are summed up step by step, right at every moment", async (t) => {
  const rig = await aRig(t);
  await rig.deliver(...numbers(6));
  await forgetCounts(rig);
  const before = Number(rig.value(uncounted));
  assert.ok(before > 5);
  assert.deepEqual(await completed(t, rig, "release", "2"), [["2.1.0", 6]]);

  await rig.step();
  assert.equal(Number(rig.value(uncounted)), before - 1);
  await rig.deliver(...numbers(6, 7));
  assert.deepEqual(await completed(t, rig, "release", "2"), [["2.1.0", 12]]);
  rig.command({ do: "deleteError", error: 2 });
  assert.deepEqual(await completed(t, rig, "release", "2"), [["2.1.0", 11]]);

  await rig.close();
  await rig.open();
  await rig.retain();
  rig.check();
  assert.equal(Number(rig.value(uncounted)), 0);
  assert.deepEqual(rig.rows("select * from progress where name = 'tag counts'"), []);
  assert.deepEqual(await completed(t, rig, "release", "2"), [["2.1.0", 11]]);
});
