// The archive on a server lies in tables by weeks: made ahead, and dropped when nothing is left in them.
import assert from "node:assert/strict";
import { test } from "node:test";

process.env["TEST_DATABASE"] = "postgres";

const { Records } = await import("../../src/store/index.ts");
const { startTestCollector, temporaryFolder } = await import("../support/collector.ts");
const { rowsIn, valueIn } = await import("../support/database.ts");
const { locationIn, rowsAt } = await import("../support/keeping.ts");
const { aSimpleError } = await import("../support/other-senders.ts");

const weekMs = 7 * 24 * 60 * 60 * 1000;

const weeksSql = `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
  where i.inhparent = 'archive.deliveries'::regclass order by 1`;

test("a delivery lies in the table of its week, and the next weeks have theirs already", async (t) => {
  const folder = temporaryFolder(t);
  const collector = await startTestCollector(t, { folder });
  await collector.deliver(aSimpleError().payload);
  const week = Math.floor(Date.now() / weekMs);
  assert.equal(valueIn(folder, `select count(*) from archive.deliveries_w${week}`), 1);
  const names = rowsIn(folder, weeksSql).map(({ name }) => name);
  for (const ahead of [1, 2, 3, 4]) assert.ok(names.includes(`deliveries_w${week + ahead}`));
});

test("a past week is dropped when nothing is left in it, and not before", async (t) => {
  const location = await locationIn(temporaryFolder(t));
  const records = new Records({ location, now: Date.now });
  t.after(() => records.close());
  const week = Math.floor(Date.now() / weekMs);
  const [old, older] = [`deliveries_w${week - 5}`, `deliveries_w${week - 6}`];
  const names = () => rowsAt(location, weeksSql).map(({ name }) => name);
  assert.ok(names().includes(old) && names().includes(older));
  rowsAt(
    location,
    `insert into archive.deliveries (id, received_at, lane, kind_id, body_bytes, body)
     values (1, ${(week - 5) * weekMs + 1}, 1, 1, 1, 'x') returning id`,
  );
  records.retained.giveBack();
  assert.ok(names().includes(old));
  assert.ok(!names().includes(older));
  rowsAt(location, "delete from archive.deliveries returning id");
  records.retained.giveBack();
  assert.ok(!names().includes(old));
  assert.ok(names().includes(`deliveries_w${week}`));
});
