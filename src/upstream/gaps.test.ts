import assert from "node:assert/strict";
import { test } from "node:test";
import type { Backfill } from "../domain/index.ts";
import type { CheckedHour } from "../store/index.ts";
import { rangesOf, verdictOf } from "./gaps.ts";

const hourMs = 3_600_000;
const hour = 500_000;
const now = (hour + 2) * hourMs;
const facts = { source: "default", project: "web", hour, counted: 10, checkedAt: now };
const known = (told: Partial<CheckedHour>): CheckedHour => ({
  ...facts,
  state: "complete",
  reason: null,
  checkedAt: now - hourMs,
  ...told,
});
const gap = (state: Backfill["state"]) => ({ state, reason: "no" }) as Backfill;
const verdict = (seen: number, before: CheckedHour | null, last: Backfill | null = null) => {
  const { hour: checked, fill } = verdictOf(facts, { seen, before, gap: last });
  return [checked.state, fill, checked.reason];
};

test("an hour of which all was seen is complete, more is no harm", () => {
  assert.deepEqual(verdict(10, null), ["complete", false, null]);
  assert.deepEqual(verdict(12, known({ state: "filling" })), ["complete", false, null]);
});

test("an hour that lacks something is filled once, and waits while that goes on", () => {
  assert.deepEqual(verdict(7, null), ["filling", true, null]);
  assert.deepEqual(verdict(7, known({})), ["filling", true, null]);
  const filling = known({ state: "filling" });
  for (const state of ["waiting", "running"] as const) {
    assert.deepEqual(verdict(7, filling, gap(state)), ["filling", false, null]);
  }
});

test("what was listed and still lacks something is incomplete, with the reason", () => {
  const filling = known({ state: "filling" });
  const [state, fill, reason] = verdict(7, filling, gap("done"));
  assert.deepEqual([state, fill], ["incomplete", false]);
  assert.match(String(reason), /counts 10 and lists no more than 7/);
  assert.deepEqual(verdict(7, filling, gap("failed")), ["incomplete", false, "no"]);
});

test("an hour is filled anew when its count has changed since, or after a while as long as it is young", () => {
  const early = known({ state: "filling", counted: 8 });
  assert.deepEqual(verdict(7, early, gap("done")), ["filling", true, null]);
  const incomplete = known({ state: "incomplete", reason: "why" });
  assert.deepEqual(verdict(7, incomplete), ["incomplete", false, "why"]);
  assert.deepEqual(verdict(7, known({ state: "incomplete", counted: 8 })), ["filling", true, null]);
  const long = known({ state: "incomplete", checkedAt: now - 7 * hourMs });
  assert.deepEqual(verdict(7, long), ["filling", true, null]);
});

test("hours that follow each other are filled together", () => {
  const at = (each: number) => known({ hour: each });
  const ranges = rangesOf([at(5), at(2), at(1), at(7), at(6)]);
  assert.deepEqual(
    ranges.map((range) => range.map((each) => each.hour)),
    [
      [1, 2],
      [5, 6, 7],
    ],
  );
});
