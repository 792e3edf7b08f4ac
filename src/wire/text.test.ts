import assert from "node:assert/strict";
import { test } from "node:test";
import { asId, asInteger, asScalarText, asText, asUrl, cutText, firstLine, tidy } from "./text.ts";

test("text loses U+0000, and lone surrogates are replaced", () => {
  assert.equal(asText("a\u0000b", 10), "ab");
  assert.equal(asText("\ud83d cut", 10), "\ufffd cut");
  assert.equal(asText("\u0000", 10), null);
});

test("a cut never splits a surrogate pair", () => {
  assert.equal(cutText("ab😀", 3), "ab");
  assert.equal(cutText("ab😀", 4), "ab😀");
  assert.equal(asText("😀😀", 3), "😀");
});

test("what is no text is null, but scalars can be asked for as text", () => {
  for (const value of [null, undefined, 1, true, [], {}, ""]) assert.equal(asText(value, 9), null);
  assert.equal(asScalarText(true, 9), "True");
  assert.equal(asScalarText(1.5, 9), "1.5");
  assert.equal(asScalarText({}, 9), null);
});

test("an id may be a number or text, but nothing that is not finite", () => {
  assert.equal(asId(4509372106539008), "4509372106539008");
  assert.equal(asId(" 12 "), "12");
  assert.equal(asId(Number.POSITIVE_INFINITY), null);
  assert.equal(asInteger("12"), 12);
  assert.equal(asInteger("12.5"), null);
});

test("only web addresses are followed", () => {
  assert.equal(asUrl("https://sentry.io/x"), "https://sentry.io/x");
  assert.equal(asUrl("javascript:alert(1)"), null);
  assert.equal(asUrl(7), null);
});

test("the first line is found after leading blank lines, with any line end", () => {
  assert.equal(firstLine("\n\r\n  one \r\ntwo", 100), "one");
  assert.equal(firstLine(" \n ", 100), null);
});

test("a tidied copy is small, shallow and free of __proto__", () => {
  const hostile: unknown = JSON.parse(
    '{"__proto__":{"a":1},"b":{"c":{"d":{"e":1}}},"t":"x\\u0000"}',
  );
  assert.deepEqual(tidy(hostile), { b: { c: { d: null } }, t: "x" });
  const wide = Object.fromEntries(
    Array.from({ length: 1000 }, (_, i) => [`k${i}`, "x".repeat(5000)]),
  );
  assert.ok(JSON.stringify(tidy(wide)).length < 10_000);
});
