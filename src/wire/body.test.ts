import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { parseBody } from "./body.ts";

function reasonFor(bytes: Uint8Array | string): string {
  const parsed = parseBody(Buffer.from(bytes as string));
  assert.ok(!parsed.ok, "the body was accepted");
  return parsed.reason;
}

test("an object is accepted, with or without a byte order mark", () => {
  assert.deepEqual(parseBody(Buffer.from('{"a":"é"}')), { ok: true, payload: { a: "é" } });
  assert.deepEqual(parseBody(Buffer.from('\ufeff{"a":1}')), { ok: true, payload: { a: 1 } });
});

test("an empty body is called empty", () => {
  assert.equal(reasonFor(""), "The body is empty.");
  assert.equal(reasonFor(" \n"), "The body is empty.");
  assert.equal(reasonFor("\ufeff"), "The body is empty.");
});

test("a compressed body is told to come uncompressed", () => {
  const text = JSON.stringify({ a: "b".repeat(100) });
  assert.match(reasonFor(gzipSync(text)), /compressed \(gzip\); send it uncompressed/);
  assert.match(reasonFor(zstdCompressSync(text)), /compressed \(zstd\)/);
});

test("another encoding is named", () => {
  assert.match(reasonFor(Buffer.from('{"a":1}', "utf16le")), /looks like UTF-16/);
  assert.match(reasonFor(Buffer.from('\ufeff{"a":"\u20ac\ud83d\ude00"}', "utf16le")), /UTF-16/);
  assert.match(reasonFor(Buffer.from('{"a":"é"}', "latin1")), /not valid UTF-8/);
});

test("raw NUL bytes are named", () => {
  assert.match(reasonFor('{"a":"x\u0000y"}'), /raw NUL bytes/);
});

test("malformed JSON is refused with its position, never with its content", () => {
  assert.match(reasonFor('{"password":"hunter2" "b":1}'), /not valid JSON at position 22/);
  assert.match(reasonFor('{"password":"hunter2'), /ends too early, after 20 characters/);
  for (const body of ['{"password":hunter2}', "hunter2", '{"a":1}hunter2', "{'hunter2':1}"]) {
    assert.ok(!reasonFor(body).includes("hunter2"));
  }
});

test("JSON that is no object is refused by its kind", () => {
  assert.match(reasonFor("[1]"), /a list where an object/);
  assert.match(reasonFor("null"), /null where an object/);
  assert.match(reasonFor('"text"'), /a string where an object/);
});

test("100,000 levels of nesting are parsed or refused, but crash nothing", () => {
  const deep = `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
  const parsed = parseBody(Buffer.from(deep));
  assert.ok(parsed.ok || parsed.reason !== "");
});
