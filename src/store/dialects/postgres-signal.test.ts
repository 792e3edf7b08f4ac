import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { waitForMore } from "./postgres-signal.ts";

test("who is woken by the word of an earlier reply waits on for its own", async (t) => {
  const signal = new Int32Array(new SharedArrayBuffer(4));
  // It notifies without having counted, as it happens between two replies, and counts at last.
  const worker = new Worker(
    `const { workerData: signal } = require("node:worker_threads");
     const clock = new Int32Array(new SharedArrayBuffer(4));
     for (let round = 0; round < 50; round += 1) {
       Atomics.notify(signal, 0);
       Atomics.wait(clock, 0, 0, 2);
     }
     Atomics.add(signal, 0, 1);
     Atomics.notify(signal, 0);`,
    { eval: true, workerData: signal },
  );
  t.after(() => worker.terminate());
  waitForMore(signal, 0);
  assert.equal(Atomics.load(signal, 0), 1);
});
