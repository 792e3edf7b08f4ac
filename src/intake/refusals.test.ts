import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusals } from "./refusals.ts";

const problem = { status: 401, detail: "No signature." };
const request = { method: "POST", headers: {}, socket: { remoteAddress: "203.0.113.7" } } as never;

test("the last are remembered, newest first, however many there were", () => {
  const refusals = new Refusals({
    max: 3,
    credentials: { secrets: [], token: null },
    now: () => 0,
    onTrouble: assert.ifError,
  });
  const ids = () => refusals.newestFirst().map(({ id }) => id);
  assert.deepEqual(ids(), []);
  for (let n = 1; n <= 2; n++) refusals.note({ request, problem, bytes: null, token: null });
  assert.deepEqual(ids(), [2, 1]);
  for (let n = 3; n <= 7; n++) refusals.noteUnread({ problem, peer: null });
  assert.deepEqual(ids(), [7, 6, 5]);
  assert.equal(refusals.total, 7);
});

test("a refused delivery that cannot be looked at is remembered, and told as trouble", () => {
  const trouble: unknown[] = [];
  const broken = new Error("broken");
  const refusals = new Refusals({
    max: 3,
    credentials: {
      token: null,
      get secrets(): never {
        throw broken;
      },
    },
    now: () => 0,
    onTrouble: (cause) => trouble.push(cause),
  });
  refusals.note({ request, problem, bytes: Buffer.from("{}"), token: null });
  const [one] = refusals.newestFirst();
  assert.deepEqual(
    [one?.status, one?.peer, one?.steps, one?.bytesRead],
    [401, "203.0.113.7", null, 2],
  );
  assert.deepEqual(trouble, [broken]);
});
