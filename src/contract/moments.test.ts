import assert from "node:assert/strict";
import { test } from "node:test";
import { deadlineMs, fitsSeries, millisecondsOf, spanMs } from "./moments.ts";

const now = Date.UTC(2026, 0, 31, 12);
const hour = 3_600_000;

test("a moment is a time, a number of seconds or milliseconds, or an age", () => {
  const moments: Readonly<Record<string, number>> = {
    "2026-01-31T12:00:00Z": now,
    "2026-01-31T12:00:00.000Z": now,
    "2026-01-31T13:00:00+01:00": now,
    "2026-01-31T12:00:00": now,
    "2026-01-31 12:00": now,
    "2026-01-31": now - 12 * hour,
    "1769860800": now,
    "1769860800.5": now + 500,
    "1769860800000": now,
    "24h": now - 24 * hour,
    "2w": now - 14 * 24 * hour,
    "0s": now,
  };
  for (const [text, expected] of Object.entries(moments)) {
    assert.equal(millisecondsOf(text, now), expected, text);
  }
});

test("what is no moment is none, even where Date.parse makes one of it", () => {
  const others = [
    "",
    "now",
    "banana 1",
    "1.2.3",
    "-24h",
    "24x",
    "2026-13-45",
    "9".repeat(40),
    "1e3",
  ];
  for (const text of others) assert.ok(Number.isNaN(millisecondsOf(text, now)), text);
});

test("a deadline is a time or a span from now, and never an age", () => {
  assert.equal(deadlineMs("7d", now), now + 7 * 24 * hour);
  assert.equal(deadlineMs("2026-02-01T12:00:00Z", now), now + 24 * hour);
  for (const text of ["30s", "0d", "", "soon"])
    assert.ok(Number.isNaN(deadlineMs(text, now)), text);
});

test("a span has a number and a unit", () => {
  assert.equal(spanMs("24h"), 24 * hour);
  assert.equal(spanMs("2w"), 14 * 24 * hour);
  for (const text of ["0h", "24", "24m", "-1d", "99999d", "1.5d"]) {
    assert.ok(Number.isNaN(spanMs(text)), text);
  }
});

test("a series has at most 750 points", () => {
  const fits = (interval: string, period: string) => fitsSeries({ interval, period });
  assert.ok(fits("hour", "31d") && fits("day", "750d") && fits("hour", "750h"));
  assert.ok(!fits("hour", "32d") && !fits("day", "751d") && !fits("hour", "751h"));
});
