import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutNul } from "./postgres-text.ts";

test("a text with U+0000, which the server refuses, is asked for without it, in lists too", () => {
  assert.equal(withoutNul("a\u0000b"), "a\ufffdb");
  assert.deepEqual(withoutNul([1, "a\u0000", null, ["\u0000"]]), [1, "a\ufffd", null, ["\ufffd"]]);
});
