import assert from "node:assert/strict";
import { test } from "node:test";
import { isPressed, Pressure } from "./pressure.ts";

/** A thread whose time and business a test decides. */
function aThread() {
  const thread = { now: 1_000_000, busyShare: 0 };
  const pressure = new Pressure({ busyShare: () => thread.busyShare, now: () => thread.now });
  const look = (busyShare: number, afterMs: number): boolean => {
    thread.busyShare = busyShare;
    thread.now += afterMs;
    pressure.look();
    return isPressed(pressure.until, thread.now);
  };
  return { look, isPressedAfter: (ms: number) => isPressed(pressure.until, thread.now + ms) };
}

test("the doors press while they have no time left, and no longer", () => {
  const { look } = aThread();
  assert.equal(look(0.5, 200), false);
  assert.equal(look(0.99, 200), true);
  assert.equal(look(0.6, 200), false);
});

test("how busy the doors are is looked at now and then only", () => {
  const { look } = aThread();
  assert.equal(look(0.99, 200), true);
  assert.equal(look(0, 10), true, "too soon for another look");
  assert.equal(look(0, 200), false);
});

test("doors that say nothing any more press for some seconds at most", () => {
  const { look, isPressedAfter } = aThread();
  look(1, 200);
  assert.equal(isPressedAfter(1000), true);
  assert.equal(isPressedAfter(5000), false);
});
