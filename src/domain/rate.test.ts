import assert from "node:assert/strict";
import { test } from "node:test";
import { Rate } from "./rate.ts";

test("ten seconds' worth may come at once, then what the rate allows, each key for itself", () => {
  const rate = new Rate(2);
  for (let time = 0; time < 20; time += 1) assert.equal(rate.take("a", 0), 0);
  assert.equal(rate.take("a", 0), 500);
  assert.equal(rate.take("b", 0), 0);
  assert.ok(rate.take("a", 499) > 0);
  assert.equal(rate.take("a", 500), 0);
  assert.equal(rate.take("a", 500), 500);
});

test("a rate of 0 limits nothing", () => {
  const rate = new Rate(0);
  for (let time = 0; time < 1000; time += 1) assert.equal(rate.take("a", 0), 0);
});

test("however many come, what is remembered of them does not grow without end", () => {
  const rate = new Rate(1);
  for (let time = 0; time < 10; time += 1) rate.take("0", 0);
  assert.ok(rate.take("0", 0) > 0);
  for (let key = 1; key <= 20_000; key += 1) rate.take(String(key), 0);
  assert.equal(rate.take("0", 0), 0, "it was forgotten, as the one seen longest ago");
});
