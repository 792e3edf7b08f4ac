import assert from "node:assert/strict";
import { createServer, type Server } from "node:net";
import { type TestContext, test } from "node:test";
import { Worker } from "node:worker_threads";
import { openEntrances, portOf } from "./entrances.ts";

const place = { host: "127.0.0.1", port: 0 };

async function opened(t: TestContext, server: Server): Promise<number> {
  const further = await openEntrances(server, place);
  t.after(() => {
    for (const one of [server, ...further]) one.close();
  });
  return portOf(server, place);
}

test("connections that came while the collector was busy come in many at a time", async (t) => {
  const count = 640;
  let entered = 0;
  const server = createServer((socket) => {
    entered += 1;
    socket.destroy();
  });
  const port = await opened(t, server);
  const there = new Int32Array(new SharedArrayBuffer(4));
  const callers = new Worker(
    `const { workerData } = require("node:worker_threads");
     for (let i = 0; i < workerData.count; i += 1) {
       const socket = require("node:net").connect(workerData.port, "127.0.0.1", () => {
         Atomics.add(workerData.there, 0, 1);
         Atomics.notify(workerData.there, 0);
       });
       socket.on("error", () => {}).resume();
     }`,
    { eval: true, workerData: { count, port, there } },
  );
  t.after(() => callers.terminate());
  await new Promise((resolve) => callers.once("online", resolve));
  // Nothing is accepted here until the system has let all of them in.
  for (let seen = 0; seen < count; seen = Atomics.load(there, 0))
    Atomics.wait(there, 0, seen, 1000);
  let rounds = 0;
  while (entered < count) {
    await new Promise((resolve) => setImmediate(resolve));
    rounds += 1;
  }
  const roundsMax = process.platform === "linux" ? count / 8 : Number.POSITIVE_INFINITY;
  assert.ok(rounds < roundsMax, `${count} connections took ${rounds} rounds`);
});

test("a port that another collector listens on is not shared with it", async (t) => {
  const port = await opened(t, createServer());
  const second = createServer();
  await assert.rejects(openEntrances(second, { ...place, port }), { code: "EADDRINUSE" });
  assert.equal(second.listening, false);
});
