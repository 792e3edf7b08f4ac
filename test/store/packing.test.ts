import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { zstdDecompressSync } from "node:zlib";
import fc from "fast-check";
import type { Delivery } from "../../src/domain/index.ts";
import { type Archive, ArchiveReader, openQueries, usualReach } from "../../src/store/index.ts";
import { PackingSource } from "../../src/store/packing/source.ts";
import { aDelivery, anAlertOf4Kib, openArchive, type TestArchive } from "../support/archive.ts";
import { temporaryFolder } from "../support/collector.ts";
import { numbered } from "../support/numbered.ts";
import { until } from "../support/until.ts";

async function anArchive(t: TestContext, folder = temporaryFolder(t)): Promise<TestArchive> {
  const opened = await openArchive(folder);
  t.after(() => opened.close());
  return opened;
}

function readerOf(t: TestContext, { location }: TestArchive): ArchiveReader {
  const reader = new ArchiveReader(location);
  t.after(() => reader.close());
  return reader;
}

async function queriesOf(t: TestContext, { location }: TestArchive) {
  const queries = await openQueries(location, { msMax: 500, ...usualReach });
  t.after(() => queries.close());
  return queries;
}

/** Looks into the file, or changes it, as somebody else. */
function inFile<T>({ location }: TestArchive, look: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(location.archivePath, { timeout: 5000 });
  try {
    return look(db);
  } finally {
    db.close();
  }
}

const one = (opened: TestArchive, sql: string): unknown =>
  inFile(opened, (db) => Object.values(db.prepare(sql).get() ?? {})[0]);

function appendAll(archive: Archive, deliveries: readonly Delivery[]): Promise<number[]> {
  return Promise.all(deliveries.map((delivery) => archive.append(delivery)));
}

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);

/** A delivery that was read, as it was given. */
function asGiven(read: ReturnType<ArchiveReader["get"]>) {
  assert.ok(read);
  const { id: _, damage, body, ...delivery } = read;
  assert.equal(damage, null);
  return { ...delivery, body: Buffer.from(body) };
}

const anyDelivery = fc.record({
  lane: fc.integer({ min: 0, max: 2 }),
  action: fc.constantFrom("created", "triggered"),
  contentKey: fc.option(fc.string(), { nil: null }),
  headers: fc.dictionary(
    fc.string().filter((name) => name !== "__proto__"),
    fc.string(),
    { noNullPrototype: true, maxKeys: 4 },
  ),
  body: fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.uint8Array({ minLength: 1, maxLength: 8 }).map((piece) => Buffer.alloc(140_000, piece)),
  ),
});

test("whatever is packed is read as it came, one by one, in a row and by queries", async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyDelivery, { maxLength: 60 }), async (some) => {
      const opened = await openArchive(temporaryFolder(t));
      const given = some.map((each) => aDelivery({ ...each, body: Buffer.from(each.body) }));
      const ids = await appendAll(opened.archive, given);
      assert.equal((await opened.packer.packNow()).deliveries, given.length);
      const reader = new ArchiveReader(opened.location);
      const all = { countMax: 1000, bytesMax: 1e9, idMax: 1000 };
      assert.deepEqual([...reader.after(0, all)].map(asGiven), given);
      assert.deepEqual(
        ids.map((id) => asGiven(reader.get(id))),
        given,
      );
      reader.close();
      const queries = await openQueries(opened.location, { msMax: 500, ...usualReach });
      for (const [index, id] of ids.entries()) {
        const body = (await queries.deliveryBody(id)) ?? [];
        assert.deepEqual(Buffer.from(body), given[index]?.body);
        assert.deepEqual((await queries.delivery(id))?.headers, given[index]?.headers);
      }
      await queries.close();
      await opened.close();
    }),
    { numRuns: 15 },
  );
});

test("alerts of 4 KiB take less than 300 bytes each once packed, and the file becomes small", async (t) => {
  const opened = await anArchive(t);
  const count = 4096;
  await appendAll(opened.archive, numbers(1, count).map(anAlertOf4Kib));
  assert.deepEqual(await opened.packer.packNow(), { deliveries: count, blocks: 32, rewritten: 0 });
  const { archivePath } = opened.location;
  inFile(opened, (db) => db.exec("pragma wal_checkpoint(truncate)"));
  const bytes = statSync(archivePath).size / count;
  assert.ok(bytes < 300, `${bytes} bytes a delivery`);
});

test("too few of a lane stay as they are until more have come or all are wanted", async (t) => {
  const opened = await openArchive(temporaryFolder(t), { intervalMs: 10 });
  t.after(() => opened.close());
  await appendAll(
    opened.archive,
    numbers(1, 40).map((n) => aDelivery({ lane: n > 35 ? 1 : 0 })),
  );
  const reader = readerOf(t, opened);
  await until("all were looked at", () => one(opened, "select cursor from packing") === 40);
  const raw = "select count(*) from deliveries where block_id is null";
  assert.equal(one(opened, raw), 5);
  assert.equal(one(opened, "select left_ids from packing"), "[36,37,38,39,40]");
  await opened.packer.packNow();
  assert.equal(one(opened, raw), 0);
  for (const id of numbers(1, 40)) assert.ok(reader.get(id));
});

test("packing waits while others need the machine, but not where it is asked for", async (t) => {
  const looked = { times: 0 };
  const isBusy = () => {
    looked.times += 1;
    return true;
  };
  const opened = await openArchive(temporaryFolder(t), { intervalMs: 5, isBusy });
  t.after(() => opened.close());
  await appendAll(opened.archive, numbers(1, 100).map(numbered));
  await until("it has looked twice whether it may begin", () => looked.times >= 2);
  const packed = "select count(*) from deliveries where block_id is not null";
  assert.equal(one(opened, packed), 0);
  await opened.packer.packNow();
  assert.equal(one(opened, packed), 100);
});

test("a body of some MiB has a block of its own, and a larger one stays as it is", async (t) => {
  const opened = await anArchive(t);
  const given = [3, 9, 0].map((mebibytes) =>
    aDelivery({ body: randomBytes(mebibytes * 1024 * 1024 + 1) }),
  );
  await appendAll(opened.archive, given);
  const packed = await opened.packer.packNow();
  assert.deepEqual(packed, { deliveries: 2, blocks: 2, rewritten: 0 });
  assert.equal(one(opened, "select id from deliveries where block_id is null"), 2);
  const reader = readerOf(t, opened);
  for (const [index, each] of given.entries()) {
    assert.deepEqual(asGiven(reader.get(index + 1)), each);
  }
  assert.deepEqual(await opened.packer.packNow(), { deliveries: 0, blocks: 0, rewritten: 0 });
});

test("a deleted delivery is gone for every reader, and its bytes from the block", async (t) => {
  const opened = await anArchive(t);
  const reader = readerOf(t, opened);
  const given = numbers(1, 200).map(numbered);
  const ids = await appendAll(opened.archive, given);
  await opened.packer.packNow();
  for (const id of ids) reader.get(id);
  const gone = ids.filter((id) => id % 3 === 0);
  const bytes = gone.reduce((sum, id) => sum + (given[id - 1]?.body.byteLength ?? 0), 0);
  assert.deepEqual(await opened.archive.deleteDeliveries(gone), { deliveries: gone.length, bytes });
  assert.deepEqual(await opened.archive.deleteDeliveries(gone), { deliveries: 0, bytes: 0 });
  const check = (): void => {
    for (const id of ids) {
      if (id % 3 === 0) assert.equal(reader.get(id), null);
      else assert.deepEqual(asGiven(reader.get(id)), given[id - 1]);
    }
  };
  check();
  assert.ok((await opened.packer.packNow()).rewritten >= 4);
  check();
  assert.equal(one(opened, "select count(*) from unsettled"), 0);
  const inBlocks = inFile(opened, (db) => db.prepare("select heads, bodies from blocks").all());
  const held = inBlocks.flatMap(({ heads, bodies }) => {
    const [first = ""] = zstdDecompressSync(heads as Uint8Array)
      .toString()
      .split("\n");
    const { ids: members, bytes } = JSON.parse(first) as { ids: number[]; bytes: number[] };
    const total = bytes.reduce((sum, each) => sum + each, 0);
    assert.equal(zstdDecompressSync(bodies as Uint8Array).byteLength, total);
    return members;
  });
  const kept = ids.filter((id) => id % 3 !== 0);
  assert.deepEqual(
    held.toSorted((a, b) => a - b),
    kept,
    "what the blocks hold",
  );
  const queries = await queriesOf(t, opened);
  assert.equal(await queries.delivery(3), null);
  assert.equal(await queries.deliveryBody(3), null);
  assert.ok(await queries.delivery(4));
});

test("when nothing refers to a block any more it is dropped, and the file shrinks", async (t) => {
  const opened = await anArchive(t);
  const ids = await appendAll(opened.archive, numbers(1, 3000).map(anAlertOf4Kib));
  const size = () => {
    inFile(opened, (db) => db.exec("pragma wal_checkpoint(truncate)"));
    return statSync(opened.location.archivePath).size;
  };
  const before = size();
  await opened.packer.packNow();
  await opened.archive.deleteDeliveries(ids);
  await opened.packer.packNow();
  assert.equal(one(opened, "select count(*) from blocks"), 0);
  assert.equal(one(opened, "select count(*) from deliveries"), 0);
  assert.equal(one(opened, "pragma freelist_count"), 0);
  assert.ok(size() < before / 50, `${size()} of ${before} bytes`);
  assert.equal(await opened.archive.append(aDelivery()), 3001, "no id is used twice");
});

test("what little is left of blocks is packed again together", async (t) => {
  const opened = await anArchive(t);
  const given = numbers(1, 2048).map((n) => aDelivery({ ...numbered(n), lane: 0 }));
  const ids = await appendAll(opened.archive, given);
  await opened.packer.packNow();
  const blocks = Number(one(opened, "select count(*) from blocks"));
  const kept = ids.filter((id) => id % 64 === 0);
  await opened.archive.deleteDeliveries(ids.filter((id) => id % 64 !== 0));
  const { rewritten, deliveries } = await opened.packer.packNow();
  assert.equal(rewritten, blocks);
  assert.equal(deliveries, kept.length);
  assert.equal(one(opened, "select count(*) from blocks"), 1);
  assert.equal(one(opened, "select count(*) from deliveries where block_id is null"), 0);
  const reader = readerOf(t, opened);
  for (const id of kept) assert.deepEqual(asGiven(reader.get(id)), given[id - 1]);
  const all = { countMax: 3000, bytesMax: 1e9, idMax: 3000 };
  assert.equal([...reader.after(0, all)].length, kept.length);
});

test("fresh deliveries are deleted too, and no id is used twice after a start", async (t) => {
  const folder = temporaryFolder(t);
  const opened = await openArchive(folder);
  const ids = await appendAll(opened.archive, numbers(1, 50).map(numbered));
  await opened.packer.packNow();
  await opened.archive.deleteDeliveries(ids.slice(20));
  await opened.close();
  const again = await anArchive(t, folder);
  assert.equal(await again.archive.append(aDelivery()), 51);
  const late = await again.archive.append(aDelivery());
  await again.archive.deleteDeliveries([late]);
  assert.equal(one(again, "select count(*) from deliveries"), 21);
});

test("heads that were remembered before their block was rewritten do no harm", async (t) => {
  const opened = await anArchive(t);
  const given = numbers(1, 40).map((n) => aDelivery({ body: Buffer.from(`body ${n}`) }));
  await appendAll(opened.archive, given);
  await opened.packer.packNow();
  const queries = await queriesOf(t, opened);
  assert.ok((await queries.delivery(7))?.headers, "only the heads are opened");
  await opened.archive.deleteDeliveries([1, 2, 3]);
  await opened.packer.packNow();
  assert.equal(Buffer.from((await queries.deliveryBody(7)) ?? []).toString(), "body 7");
});

test("a damaged block costs only its own deliveries", async (t) => {
  const opened = await anArchive(t);
  const given = numbers(1, 80).map((n) =>
    aDelivery({ lane: n % 2, body: Buffer.from(`body ${n}`) }),
  );
  await appendAll(opened.archive, given);
  await opened.packer.packNow();
  const damage = (column: string) =>
    inFile(opened, (db) => {
      const where = "where id = (select block_id from deliveries where id = 1)";
      const row = db.prepare(`select ${column} as bytes from blocks ${where}`).get();
      const bytes = Buffer.from(row?.["bytes"] as Uint8Array);
      bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 0xff, bytes.length >> 1);
      db.prepare(`update blocks set ${column} = ? ${where}`).run(bytes);
    });
  damage("bodies");
  const reader = readerOf(t, opened);
  const queries = await queriesOf(t, opened);
  assert.match(reader.get(1)?.damage ?? "", /Delivery 1 cannot be read: its block \d+ .* damaged/);
  assert.deepEqual(asGiven(reader.get(2)), given[1]);
  const read = [...reader.after(0, { countMax: 100, bytesMax: 1e9, idMax: 100 })];
  assert.equal(read.filter((each) => each.damage === null).length, 40);
  await assert.rejects(queries.deliveryBody(1), { code: "internal", message: /is damaged/ });
  assert.ok(await queries.deliveryBody(2));
  damage("heads");
  const others = await queriesOf(t, opened);
  const listed = await others.deliveries({}, { before: null, limit: 100 });
  assert.equal(listed.length, 80);
  assert.equal(listed.filter(({ headers }) => headers === null).length, 40);
  await t.test("and one of them can be deleted, then all", async () => {
    await opened.archive.deleteDeliveries([1]);
    await opened.packer.packNow();
    assert.equal(reader.get(1), null);
    assert.match(reader.get(3)?.damage ?? "", /damaged/);
    await opened.archive.deleteDeliveries(numbers(1, 80).filter((id) => id % 2 === 1));
    inFile(opened, (db) => db.exec("update unsettled set since = 0"));
    await opened.packer.packNow();
    assert.equal(one(opened, "select count(*) from blocks"), 1);
    assert.deepEqual(asGiven(reader.get(2)), given[1]);
  });
});

test("deliveries that are deleted while they are being packed are gone from their blocks", async (t) => {
  const opened = await anArchive(t);
  const given = numbers(1, 600).map(numbered);
  const ids = await appendAll(opened.archive, given);
  const packing = opened.packer.packNow();
  for (const id of ids.filter((each) => each % 5 === 0)) {
    await opened.archive.deleteDeliveries([id]);
  }
  await packing;
  await opened.packer.packNow();
  const reader = readerOf(t, opened);
  for (const id of ids) {
    if (id % 5 === 0) assert.equal(reader.get(id), null);
    else assert.deepEqual(asGiven(reader.get(id)), given[id - 1]);
  }
  assert.equal(one(opened, "select count(*) from unsettled"), 0);
});

test("what a crash left half packed is put right, and packed once", async (t) => {
  const opened = await anArchive(t);
  const given = numbers(1, 90).map((n) => aDelivery({ ...numbered(n), lane: 0 }));
  const ids = await appendAll(opened.archive, given);
  const source = new PackingSource(opened.location.archivePath);
  const { archive } = opened;
  // 1 to 20 were looked at and left, then the next window began and was cut off.
  await archive.between((writer) =>
    writer.finish({ blockIds: [], progress: { cursor: 20, left: numbers(1, 20) } }),
  );
  for (const members of [numbers(1, 40), numbers(41, 20), numbers(61, 30)]) {
    const block = source.pack({ lane: 0, ids: members });
    assert.ok(block);
    const blockId = await archive.between((writer) => writer.add(block, Date.now()));
    const pointed = members[0] === 61 ? [] : members.slice(0, members[0] === 1 ? 40 : 10);
    await archive.between((writer) => writer.point(pointed.map((id) => ({ id, blockId }))));
  }
  source.close();
  await opened.packer.packNow();
  const reader = readerOf(t, opened);
  for (const id of ids) assert.deepEqual(asGiven(reader.get(id)), given[id - 1]);
  assert.equal(one(opened, "select count(*) from unsettled"), 0);
  assert.equal(one(opened, "select count(*) from deliveries where block_id is null"), 0);
  assert.equal(one(opened, "select count(*) from blocks"), 2);
  assert.equal(one(opened, "select left_ids from packing"), "[]");
});

test("an archive of the version before packing is opened, and its deliveries are packed", async (t) => {
  const folder = temporaryFolder(t);
  const fresh = await openArchive(folder);
  await fresh.close();
  const given = numbers(1, 50).map(numbered);
  inFile(fresh, (db) => {
    db.exec(`
      drop table deliveries; drop table kinds; drop table blocks; drop table unsettled; drop table packing;
      delete from schema_migrations where version = 2;
      create table deliveries (
        id integer primary key, received_at integer not null, lane integer not null,
        door text not null, source text not null, family text not null, resource text not null,
        action text not null, request_id text, content_key text, signature text not null,
        headers text not null, body_bytes integer not null, body blob not null)`);
    const insert = db.prepare(
      "insert into deliveries values (?, ?, ?, ?, ?, ?, ?, ?, null, ?, ?, ?, ?, ?)",
    );
    given.forEach((each, index) => {
      const { receivedAt, lane, door, source, family, resource, action } = each;
      const what = [receivedAt, lane, door, source, family, resource, action];
      const headers = JSON.stringify(each.headers);
      const bytes = [headers, each.body.byteLength, each.body] as const;
      insert.run(index + 1, ...what, each.contentKey, each.signature, ...bytes);
    });
  });
  const opened = await anArchive(t, folder);
  const reader = readerOf(t, opened);
  for (const id of numbers(1, 50)) assert.deepEqual(asGiven(reader.get(id)), given[id - 1]);
  assert.equal((await opened.packer.packNow()).deliveries, 50);
  for (const id of numbers(1, 50)) assert.deepEqual(asGiven(reader.get(id)), given[id - 1]);
  assert.equal(await opened.archive.append(aDelivery()), 51);
});
