import assert from "node:assert/strict";
import { test } from "node:test";
import { ByteCache } from "./byte-cache.ts";

test("what was unused for longest is forgotten first", () => {
  const cache = new ByteCache<string>(10);
  cache.set(1, "one", 4);
  cache.set(2, "two", 4);
  assert.equal(cache.get(1), "one");
  cache.set(3, "three", 4);
  assert.deepEqual(
    [1, 2, 3].map((key) => cache.get(key)),
    ["one", null, "three"],
  );
});

test("a value is replaced with its weight, and what weighs too much is not remembered", () => {
  const cache = new ByteCache<string>(10);
  cache.set(1, "light", 2);
  cache.set(2, "beside", 4);
  cache.set(1, "heavier", 6);
  assert.deepEqual(
    [1, 2].map((key) => cache.get(key)),
    ["heavier", "beside"],
  );
  cache.set(3, "too heavy", 11);
  assert.deepEqual(
    [1, 2, 3].map((key) => cache.get(key)),
    ["heavier", "beside", null],
  );
  cache.set(1, "too heavy", 11);
  assert.deepEqual(
    [1, 2].map((key) => cache.get(key)),
    [null, "beside"],
  );
});

test("after it was cleared there is room for everything", () => {
  const cache = new ByteCache<string>(10);
  cache.set(1, "one", 10);
  cache.clear();
  assert.equal(cache.get(1), null);
  cache.set(2, "two", 5);
  cache.set(3, "three", 5);
  assert.deepEqual(
    [2, 3].map((key) => cache.get(key)),
    ["two", "three"],
  );
});
