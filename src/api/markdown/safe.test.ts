import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { clean, cleanLine, cut, fenced } from "./safe.ts";

const at = String.fromCodePoint;

test("a fence is longer than any run of backticks in it", () => {
  assert.equal(fenced("a"), "```text\na\n```");
  assert.equal(fenced("```\nb\n```"), "````text\n```\nb\n```\n````");
  fc.assert(
    fc.property(fc.array(fc.constantFrom("`", "``", "a", "\n", "~~~")), (parts) => {
      const text = parts.join("");
      const [first = "", ...rest] = fenced(text).split("\n");
      const fence = first.replace("text", "");
      const closing = rest.findIndex((line) => line.trim().startsWith(fence));
      assert.equal(closing, rest.length - 1);
    }),
  );
});

test("nothing that is not seen is left: colours, titles, directions, widths, tags", () => {
  const esc = at(0x1b);
  assert.equal(
    clean(`${esc}[31mred${esc}[0m ${esc}]0;title${at(7)}x${at(0x9b)}2Jy${esc}cz`),
    "red xyz",
  );
  assert.equal(
    clean(`a${at(0x202e)}b${at(0x2066)}c${at(0x200b)}d${at(0xfeff)}e${at(0xad)}f`),
    "abcdef",
  );
  assert.equal(clean(`a${at(0xe0041)}${at(0xe0101)}b${at(0)}c${at(8)}`), "abc");
  assert.equal(clean(`a\r\nb\rc${at(0x2028)}d\te`), "a\nb\nc\nd\te");
  assert.equal(clean("a\ud800b"), "a\ufffdb");
  assert.equal(clean("`".repeat(1000)), "`".repeat(32));
});

test("whatever comes, a cleaned text has no control character but line and tab", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      assert.doesNotMatch(clean(text), /(?![\n\t])\p{Cc}|\p{Cf}/u);
      assert.ok(!cleanLine(text, 50).includes("\n"));
      assert.ok(cut(text, 10).length <= 10);
    }),
  );
});

test("a line is made of lines without what surrounds them, however many blanks there are", () => {
  assert.equal(cleanLine("\n a \n\n\t b\r\n ", 50), "a ⏎ b");
  assert.equal(cleanLine(" \n ", 50), "");
  const blanks = " ".repeat(1_000_000);
  const began = performance.now();
  assert.equal(cleanLine(`a${blanks}b\n${blanks}c`, 10), `a${" ".repeat(8)}…`);
  // By the square of their number it took five minutes.
  assert.ok(performance.now() - began < 5000);
});
