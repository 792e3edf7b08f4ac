import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { DigestRunner } from "../../src/digest/index.ts";
import { Archive, locate, prepareFiles } from "../../src/store/index.ts";
import { aDelivery } from "../support/archive.ts";
import { temporaryFolder } from "../support/collector.ts";

const deliveries = 3000;
const patienceMs = 20_000;

test("a delivery that arrives while the digest is going to sleep wakes it", async (t) => {
  const folder = temporaryFolder(t);
  const location = locate(join(folder, "errors.db"), folder);
  await prepareFiles(location, Date.now);
  let heard = Promise.withResolvers<void>();
  const digest = new DigestRunner({
    location,
    filter: { enabled: false, projects: [], organization: null },
    limits: { batchDeliveriesMax: 100, batchBytesMax: 1_000_000, gatherMs: 0 },
    retention: { days: 90, bytes: 1e10, errorsPerProject: 1e6, errorsPerIssue: 1e6 },
    deleteDeliveries: () => Promise.resolve({ deliveries: 0, bytes: 0 }),
    onRetained: () => {},
    onProgress: () => heard.resolve(),
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
