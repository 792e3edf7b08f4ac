import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { Digest } from "../../src/digest/digest.ts";
import type { Delivery } from "../../src/domain/index.ts";
import { scrubBy } from "../../src/domain/index.ts";
import { ArchiveReader, prepareStore, Records } from "../../src/store/index.ts";
import { temporaryFolder } from "../support/collector.ts";
import { locationIn, openTestArchive } from "../support/keeping.ts";
import { eventId } from "../support/payloads.ts";

function aDelivery(body: string): Delivery {
  return {
    receivedAt: 1_760_000_000_000,
    lane: 0,
    door: "webhook",
    source: "generic",
    family: "simple",
    resource: "error",
    action: "created",
    contentKey: null,
    signature: "unsigned",
    headers: {},
    body: Buffer.from(body),
  };
}

async function withDeliveries(t: TestContext, bodies: readonly string[]) {
  const folder = temporaryFolder(t);
  const location = await locationIn(folder);
  await prepareStore(location, Date.now);
  const archive = await openTestArchive(location, {
    now: Date.now,
    queueBytesMax: 1_000_000,
    onDurable: () => {},
  });
  await Promise.all(bodies.map((body) => archive.append(aDelivery(body))));
  const records = new Records({ location, now: Date.now });
  const reader = new ArchiveReader(location);
  t.after(async () => {
    await archive.close();
    reader.close();
    records.close();
  });
  const failed: number[] = [];
  const digest = new Digest({
    scrub: scrubBy({ enabled: true, keys: [], anonymiseAddresses: false }),
    records,
    archive: reader,
    filter: { enabled: false, projects: [], organization: null },
    onFailed: (id) => failed.push(id),
  });
  return { digest, records, failed };
}

const error = (number: number) =>
  JSON.stringify({ event_id: eventId(number), project: "web", message: `error ${number}` });
const all = { countMax: 100, bytesMax: 1_000_000, idMax: 100 };

test("a delivery that kills the thread is condemned, and its neighbours are digested", async (t) => {
  const { digest, records } = await withDeliveries(t, [error(1), error(2), error(3)]);
  assert.equal(digest.batch({ ...all, countMax: 1 }), 1);
  digest.condemn("it killed the thread");
  assert.equal(digest.batch(all), 1);
  assert.deepEqual(
    [1, 2, 3].map((id) => records.outcome(id)),
    ["digested", "failed", "digested"],
  );
});

test("a batch holds no more bytes than it may, but always one delivery", async (t) => {
  const { digest } = await withDeliveries(t, [error(1), error(2)]);
  assert.equal(digest.batch({ ...all, bytesMax: 1 }), 1);
  assert.equal(digest.batch({ ...all, bytesMax: 1 }), 1);
  assert.equal(digest.batch({ ...all, bytesMax: 1 }), 0);
});

test("one delivery that cannot be read does not cost the batch", async (t) => {
  const { digest, records, failed } = await withDeliveries(t, [error(1), "{", error(3)]);
  assert.equal(digest.batch(all), 3);
  assert.deepEqual(
    [1, 2, 3].map((id) => records.outcome(id)),
    ["digested", "failed", "digested"],
  );
  assert.deepEqual(failed, [2]);
});

test("nothing is digested before it is on the disk", async (t) => {
  const { digest } = await withDeliveries(t, [error(1), error(2), error(3)]);
  assert.equal(digest.batch({ ...all, idMax: 2 }), 2);
  assert.equal(digest.batch({ ...all, idMax: 2 }), 0);
  assert.equal(digest.batch(all), 1);
});
