import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { globMatcher } from "./glob.ts";

const is = (pattern: string, text: string) => globMatcher(pattern)(text);
const isPath = (pattern: string, text: string) => globMatcher(pattern, { path: true })(text);

test("a star stands for anything, a question mark for one character", () => {
  assert.ok(is("java.*", "java.util.List"));
  assert.ok(!is("java.*", "javax.crypto"));
  assert.ok(is("*_invoke*", "__main_block_invoke_2"));
  assert.ok(is("*.cold.1", "parse.cold.1"));
  assert.ok(is("a?c", "abc") && !is("a?c", "ac"));
  assert.ok(is("std::*::allocator*", "std::__1::allocator_traits"));
  assert.ok(is("*", "") && is("", "") && !is("", "a"));
});

test("brackets stand for one of their characters, or for none of them", () => {
  assert.ok(is("v[0-4].*", "v3.1") && !is("v[0-4].*", "v7.1"));
  assert.ok(is("[!ab]x", "cx") && !is("[!ab]x", "ax"));
  assert.ok(is("?[[]Sentry*", "-[SentryClient send]"));
  assert.ok(is("a[", "a["));
});

test("a backslash takes what follows as it is", () => {
  assert.ok(is("\\{\\[\\*\\?\\]\\}", "{[*?]}"));
  assert.ok(!is("\\*", "x"));
});

test("in a path one star stays within its folder, two do not", () => {
  assert.ok(isPath("/srv/*/app.py", "/srv/shop/app.py"));
  assert.ok(!isPath("/srv/*/app.py", "/srv/shop/api/app.py"));
  assert.ok(isPath("/srv/**/app.py", "/srv/shop/api/app.py"));
  assert.ok(isPath("/srv/**/app.py", "/srv/app.py"));
  assert.ok(isPath("**/vendor/**", "/a/vendor/b/c.php"));
  assert.ok(!isPath("**/vendor/**", "/a/my-vendor/b.php"));
  assert.ok(isPath("**/lib*/x.so", "/lib64/x.so") && !isPath("**/lib*/x.so", "/lib64/a/x.so"));
  assert.ok(isPath("libobjc*", "libobjc.a.dylib") && !isPath("libobjc*", "libobjc/a.dylib"));
});

test("the walk over a pattern decides as a regular expression does", () => {
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?", "/"), maxLength: 8 });
  const text = fc.string({ unit: fc.constantFrom("a", "b", "/"), maxLength: 10 });
  fc.assert(
    fc.property(pattern, text, (glob, value) => {
      const expression = glob.replaceAll("*", ".*").replaceAll("?", ".");
      assert.equal(is(glob, value), new RegExp(`^${expression}$`).test(value));
    }),
  );
});

test("a pattern of many stars is not slow", () => {
  const started = process.hrtime.bigint();
  assert.ok(!is(`${"*a".repeat(30)}b`, "a".repeat(8192)));
  assert.ok(Number(process.hrtime.bigint() - started) / 1e6 < 1000);
});
