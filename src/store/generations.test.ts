import assert from "node:assert/strict";
import { test } from "node:test";
import { Generations } from "./generations.ts";

test("the newest half is always remembered, and never more than there may be", () => {
  const kept = new Generations<number, string>(4);
  for (let key = 1; key <= 9; key++) {
    kept.set(key, `${key}`);
    assert.equal(kept.get(key), `${key}`);
    if (key > 1) assert.equal(kept.get(key - 1), `${key - 1}`);
  }
  const remembered = [1, 2, 3, 4, 5, 6, 7, 8, 9].filter((key) => kept.get(key) !== undefined);
  assert.ok(remembered.length <= 4, `${remembered}`);
});

test("what is asked for outlives what is not", () => {
  const kept = new Generations<string, number>(4);
  kept.set("asked", 0);
  kept.set("left", 0);
  for (let at = 0; at < 6; at++) {
    kept.set(`further ${at}`, at);
    assert.equal(kept.get("asked"), 0);
  }
  assert.equal(kept.get("left"), undefined);
});

test("a value is exchanged, and a key taken out, in both generations; what is forgotten stays so", () => {
  const kept = new Generations<string, number>(4);
  for (const key of ["a", "b", "c"]) kept.set(key, 1);
  // Now it is in both.
  assert.equal(kept.get("a"), 1);
  kept.replace("a", 2);
  kept.replace("unknown", 2);
  assert.equal(kept.get("a"), 2);
  assert.equal(kept.get("unknown"), undefined);
  kept.delete("a");
  assert.equal(kept.get("a"), undefined);
});
