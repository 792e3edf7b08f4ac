import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { z } from "zod";
import { Failure } from "../../domain/index.ts";
import { readLines } from "./lines.ts";

const row = z.strictObject({ text: z.string() });

async function* chunksOf(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (let turn = 0; from < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? bytes.length;
    yield bytes.subarray(from, from + size);
    from += size;
  }
}

test("however a body is cut into chunks, its lines are the same", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: "grapheme", maxLength: 20 }), { maxLength: 20 }),
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 }),
      fc.constantFrom("\n", "\r\n", "\n\n"),
      async (texts, sizes, between) => {
        const body = Buffer.from(texts.map((text) => JSON.stringify({ text })).join(between));
        const read: string[] = [];
        for await (const line of readLines(chunksOf(body, sizes), { row, lineBytesMax: 4096 })) {
          assert.ok(line.ok);
          read.push(line.value.text);
        }
        assert.deepEqual(read, texts);
      },
    ),
  );
});

test("a line that is too long is told once, wherever the limit falls, and the next one is read", async () => {
  const body = Buffer.from(`{"text":"${"x".repeat(90)}"}\n{"text":"y"}\n${"z".repeat(101)}`);
  for (const size of [1, 7, 99, 100, 101, body.length]) {
    const told: unknown[] = [];
    for await (const line of readLines(chunksOf(body, [size]), { row, lineBytesMax: 100 })) {
      told.push(line.ok ? line.value.text : `${line.line}: ${line.reason}`);
    }
    assert.deepEqual(told, ["1: is longer than 100 bytes", "y", "3: is longer than 100 bytes"]);
  }
});

test("a body that breaks off is the sender's failure", async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('{"text":"a"}\n{"te');
    throw Object.assign(new Error("aborted"), { code: "ECONNRESET" });
  }
  const lines = readLines(broken(), { row, lineBytesMax: 100 });
  assert.equal((await lines.next()).value?.ok, true);
  await assert.rejects(
    lines.next(),
    (thrown) => thrown instanceof Failure && thrown.code === "invalid",
  );
});
