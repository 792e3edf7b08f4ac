import assert from "node:assert/strict";
import { test } from "node:test";
import { readTimestamp } from "./timestamp.ts";

test("seconds are read as number, float or text, and milliseconds are known by their size", () => {
  assert.equal(readTimestamp(1700000000), 1700000000000);
  assert.equal(readTimestamp(1700000000.123), 1700000000123);
  assert.equal(readTimestamp("1700000000.5"), 1700000000500);
  assert.equal(readTimestamp(1700000000123), 1700000000123);
});

test("ISO 8601 is read with and without zone and fraction", () => {
  const expected = Date.UTC(2026, 2, 1, 10, 0, 0, 123);
  assert.equal(readTimestamp("2026-03-01T10:00:00.123456Z"), expected);
  assert.equal(readTimestamp("2026-03-01 10:00:00.123"), expected);
  assert.equal(readTimestamp("2026-03-01T10:00:00.123+00:00"), expected);
  assert.equal(readTimestamp("2026-03-01T12:00:00.123+0200"), expected);
  assert.equal(readTimestamp("2026-03-01T09:30:00.123-00:30"), expected);
});

test("broken dates are no dates", () => {
  const broken = [
    "2025-07-14T11:41:32+053031+00:00",
    "2026-13-01T00:00:00Z",
    "yesterday",
    "",
    "12:00",
  ];
  for (const value of [...broken, null, true, {}, -1, 0, 1e300, Number.NaN]) {
    assert.equal(readTimestamp(value), null);
  }
});
