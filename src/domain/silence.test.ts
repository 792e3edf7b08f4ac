import assert from "node:assert/strict";
import { test } from "node:test";
import { expectedWhileQuiet, isUnusuallyQuiet } from "./silence.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const week = (perHour: (hour: number) => number) =>
  Array.from({ length: 7 * 24 }, (_, hour) => perHour(hour % 24));

test("a busy source is missed within minutes, a rare one within hours", () => {
  const busy = week(() => 3600);
  assert.ok(!isUnusuallyQuiet({ hours: busy, quietMs: 10_000 }));
  assert.ok(isUnusuallyQuiet({ hours: busy, quietMs: minuteMs }));
  const rare = week(() => 2);
  assert.ok(!isUnusuallyQuiet({ hours: rare, quietMs: 3 * hourMs }));
  assert.ok(isUnusuallyQuiet({ hours: rare, quietMs: 13 * hourMs }));
});

test("a quiet night is no alarm where nights are quiet", () => {
  // The day before ended as it began: at the hour at which it falls silent now.
  const nights = week((hour) => (hour >= 8 ? 100 : 0));
  assert.equal(expectedWhileQuiet({ hours: nights, quietMs: 6 * hourMs }), 0);
});

test("without a day of history, or a delivery, nothing is expected", () => {
  assert.ok(!isUnusuallyQuiet({ hours: [1000, 1000], quietMs: hourMs }));
  assert.ok(!isUnusuallyQuiet({ hours: week(() => 1000), quietMs: null }));
});
