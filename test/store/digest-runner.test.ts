import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { DigestRunner } from "../../src/digest/index.ts";
import { Archive, filesOf, prepareStore } from "../../src/store/index.ts";
import { aDelivery } from "../support/archive.ts";
import { temporaryFolder } from "../support/collector.ts";

const deliveries = 3000;
const patienceMs = 20_000;

/** A digest over an archive of its own, and what it tells of its progress. */
async function aDigest(t: TestContext, onProgress: () => void) {
  const folder = temporaryFolder(t);
  const location = filesOf(join(folder, "errors.db"), folder);
  await prepareStore(location, Date.now);
  const digest = new DigestRunner({
    location,
    scrubbing: { enabled: false, keys: [], anonymiseAddresses: false },
    filter: { enabled: false, projects: [], organization: null },
    limits: {
      batchDeliveriesMax: 100,
      batchBytesMax: 1_000_000,
      gatherMs: 0,
      standBackDeliveriesMax: 1000,
    },
    retention: { days: 90, bytes: 1e10, errorsPerProject: 1e6, errorsPerIssue: 1e6 },
    deleteDeliveries: () => Promise.resolve({ deliveries: 0, bytes: 0 }),
    onRetained: () => {},
    onProgress,
    onFailed: () => {},
    onTrouble: (reason) => assert.fail(reason),
  });
  const archive = new Archive({
    path: location.archivePath,
    now: Date.now,
    queueBytesMax: 1_000_000,
    onDurable: (id) => digest.wake(id),
  });
  await digest.started();
  t.after(async () => {
    await digest.stop();
    await archive.close();
  });
  return { digest, archive };
}

test("a delivery that arrives while the digest is going to sleep wakes it", async (t) => {
  let heard = Promise.withResolvers<void>();
  const { digest, archive } = await aDigest(t, () => heard.resolve());
  const asleep = setTimeout(() => heard.reject(new Error("nothing woke it")), patienceMs);
  for (let n = 1; n <= deliveries; n += 1) {
    heard = Promise.withResolvers<void>();
    const id = await archive.append(aDelivery({ body: Buffer.from(`{"event_id":"${n}"}`) }));
    while (digest.cursor < id) {
      await heard.promise;
      heard = Promise.withResolvers<void>();
    }
    asleep.refresh();
  }
  clearTimeout(asleep);
});

test("a command is carried out, and what arrives digested, while everything is digested again", async (t) => {
  const { digest, archive } = await aDigest(t, () => {});
  const body = (n: number) => Buffer.from(`{"event_id":"${n}"}`);
  const ids = await Promise.all(
    Array.from({ length: deliveries }, (_, n) => archive.append(aDelivery({ body: body(n) }))),
  );
  assert.ok(await digest.reached(Math.max(...ids), patienceMs));
  let isOver = false;
  const all = digest.redigest({ which: "all" }).finally(() => {
    isOver = true;
  });
  const view = { about: "issues", query: "", sort: "last_seen", order: "desc" } as const;
  // The first may come before all that; what is asked for after its answer cannot.
  for (const name of ["first", "second"]) {
    const command = { do: "createView", view: { ...view, name, position: null }, max: 2 } as const;
    await digest.perform({ command, actor: { type: "person", name: null }, now: Date.now() });
  }
  const arrived = await archive.append(aDelivery({ body: body(deliveries) }));
  assert.ok(await digest.reached(arrived, patienceMs));
  assert.equal(isOver, false);
  assert.ok((await all).tried >= deliveries);
});
