import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { anError, frame, mechanism, thrown } from "../../../test/support/error-facts.ts";
import type { ErrorFacts } from "../error.ts";
import type { Frame } from "../stacktrace.ts";
import { groupingOf } from "./index.ts";

const python = (fields: Partial<ErrorFacts>): ErrorFacts =>
  anError({ platform: "python", ...fields });
const keyOf = (fields: Partial<ErrorFacts>): string => groupingOf(python(fields)).key;
const partsOf = (fields: Partial<ErrorFacts>): readonly string[] =>
  groupingOf(python(fields)).parts;
const traced = (frames: readonly Frame[], type = "E", value = "v") => ({
  exceptions: [thrown({ type, value, frames })],
});
const own = (fields: Partial<Frame> = {}) =>
  frame({ module: "app", function: "f", inApp: true, ...fields });

test("a key is a version and 32 hexadecimal digits, and its parts tell why", () => {
  const grouping = groupingOf(
    python(traced([own({ contextLine: "  return  total " })], "ValueError")),
  );
  assert.equal(grouping.version, 1);
  assert.match(grouping.key, /^g1:[0-9a-f]{32}$/);
  assert.deepEqual(grouping.parts, ["frame: app · f · return total", "type: ValueError"]);
});

test("keys stay what they are: they are stored with issues", () => {
  const of = (platform: string, fields: Partial<Frame>, type = "Failed") =>
    groupingOf(anError({ platform, exceptions: [thrown({ type, frames: [own(fields)] })] })).key;
  const keys = [
    of("python", { contextLine: "  return total" }),
    of("javascript", { module: "cart", function: "Cart.pay", sourceMapped: true }),
    of("java", { module: "shop.Cart$$EnhancerBySpringCGLIB$$1ebdddb0" }),
    of("native", { module: null, function: "static void shop::pay<int>(int) const" }),
    of("ruby", { function: "block in pay" }),
    keyOf({ loggedMessage: "user 17 is gone since 2026-01-02 at 10.0.0.1" }),
    keyOf({ exceptions: [thrown({ type: "E", value: "row 17" })] }),
    keyOf({ fingerprint: ["mine", "{{ type }}"] }),
    keyOf({ template: { filename: "cart.html", contextLine: "{{ x" } }),
  ];
  assert.deepEqual(keys, [
    "g1:14179424121c4ae8da8735238c5b731e",
    "g1:109ec51155387dc8f9ab63165d1152ea",
    "g1:c9d3bd04e4f0b1f89f5e290f7a59956d",
    "g1:6f0c28c5277c70a458cd56f18fcd33e1",
    "g1:a13174f9e9350126702de94c19ceaca8",
    "g1:0890bb0555ed58de111bc5371d5c8212",
    "g1:7a11f05c2857bad6aabad984c6c2c151",
    "g1:609d4450a7213929863acc530f43c66d",
    "g1:7af5636545ad68fdd28c9d3467444758",
  ]);
});

test("a line that moved does not make another issue", () => {
  assert.equal(keyOf(traced([own({ lineno: 1 })])), keyOf(traced([own({ lineno: 99 })])));
});

test("another function, type or source line makes another issue", () => {
  const base = keyOf(traced([own()]));
  assert.notEqual(keyOf(traced([own({ function: "g" })])), base);
  assert.notEqual(keyOf(traced([own()], "Other")), base);
  assert.notEqual(keyOf(traced([own({ contextLine: "x = 1" })])), base);
});

test("calls of libraries do not count where the application has its own", () => {
  const library = frame({ module: "lib", function: "x", inApp: false });
  assert.equal(keyOf(traced([library, own()])), keyOf(traced([own()])));
});

test("where the application has no call of its own, those of libraries count", () => {
  const library = (name: string) => frame({ module: "lib", function: name, inApp: false });
  assert.notEqual(keyOf(traced([library("a")])), keyOf(traced([library("b")])));
  assert.deepEqual(partsOf(traced([library("a")])), ["frame: lib · a", "type: E"]);
});

test("the value counts only where no call does", () => {
  assert.equal(keyOf(traced([own()], "E", "one")), keyOf(traced([own()], "E", "two")));
  assert.notEqual(keyOf(traced([], "E", "one")), keyOf(traced([], "E", "two")));
});

test("a cause raised by a library counts by the library's calls, not by its words", () => {
  const cause = (value: string) =>
    thrown({ type: "Refused", value, frames: [frame({ module: "net", function: "connect" })] });
  const outer = thrown({ type: "Failed", value: "x", frames: [own()] });
  const parts = partsOf({ exceptions: [cause("by 10.0.0.1"), outer] });
  assert.deepEqual(parts, [
    "frame: net · connect",
    "type: Refused",
    "frame: app · f",
    "type: Failed",
  ]);
  assert.equal(
    keyOf({ exceptions: [cause("one"), outer] }),
    keyOf({ exceptions: [cause("two"), outer] }),
  );
});

test("where only libraries' calls are known, a cause without a trace is left out", () => {
  const library = thrown({ type: "Outer", frames: [frame({ module: "lib", function: "x" })] });
  const bare = thrown({ type: "Cause", value: "whatever" });
  assert.deepEqual(partsOf({ exceptions: [bare, library] }), ["frame: lib · x", "type: Outer"]);
});

test("a type that the SDK made up does not count", () => {
  const synthetic = (type: string) => ({
    exceptions: [thrown({ type, mechanism: mechanism({ synthetic: true }), frames: [own()] })],
  });
  assert.equal(keyOf(synthetic("SIGSEGV")), keyOf(synthetic("EXC_BAD_ACCESS")));
});

test("an NSError counts by domain and code in place of its words", () => {
  const failed = (code: string, value: string) => ({
    exceptions: [
      thrown({
        type: "NSError",
        value,
        mechanism: mechanism({ nsError: { domain: "NSURLErrorDomain", code } }),
      }),
    ],
  });
  assert.equal(keyOf(failed("-1001", "Timed out")), keyOf(failed("-1001", "Délai dépassé")));
  assert.notEqual(keyOf(failed("-1001", "x")), keyOf(failed("-1004", "x")));
});

test("recursion counts once, however deep", () => {
  const deep = (count: number) =>
    keyOf(traced(Array.from({ length: count }, () => own({ lineno: 5 }))));
  assert.equal(deep(1), deep(40));
});

test("functions that call one another in turn count once, however deep", () => {
  const round = ["visit", "walk", "leave"].map((name, i) =>
    own({ function: name, lineno: 10 + i }),
  );
  const deep = (count: number) => keyOf(traced(Array.from({ length: count }, () => round).flat()));
  assert.equal(deep(1), deep(20));
  assert.notEqual(deep(1), keyOf(traced(round.toReversed())));
});

test("a function that is called again from another line is another call", () => {
  const once = keyOf(traced([own({ lineno: 5 })]));
  assert.notEqual(keyOf(traced([own({ lineno: 5 }), own({ lineno: 6 })])), once);
});

test("numbers, ids and dates in a value do not tell errors without calls apart", () => {
  const of = (value: string) => keyOf({ exceptions: [thrown({ type: "E", value })] });
  assert.equal(of("user 17 not found"), of("user 4711 not found"));
  assert.equal(
    of("job 6f1c1d5e-1b1f-4d5e-9b1a-0a1b2c3d4e5f failed at 2026-01-02T03:04:05Z"),
    of("job 00000000-1b1f-4d5e-9b1a-0a1b2c3d4e5f failed at 2025-11-12T13:14:15Z"),
  );
  assert.notEqual(of("user 17 not found"), of("order 17 not found"));
});

test("a message is grouped by its template, and without one by its words", () => {
  const of = (loggedMessage: string, messageTemplate: string | null) =>
    keyOf({ loggedMessage, messageTemplate });
  assert.equal(of("hello anna", "hello %s"), of("hello boris", "hello %s"));
  assert.notEqual(of("hello anna", null), of("hello boris", null));
});

test("only the first two lines of a message that say something count", () => {
  const of = (loggedMessage: string) => keyOf({ loggedMessage });
  assert.equal(of("one\n\n  \ntwo\nthree"), of("one\r\ntwo\r\nfour"));
  assert.equal(of("one\n"), of("one"));
  assert.deepEqual(partsOf({ loggedMessage: "one\ntwo\nthree" }), ["message: one\ntwo..."]);
});

test("an exception that says nothing leaves the word to the message", () => {
  const silent = thrown({ mechanism: mechanism({ synthetic: true }), type: "Made up" });
  assert.deepEqual(partsOf({ exceptions: [silent], loggedMessage: "hi" }), ["message: hi"]);
});

test("of threads the crashed one counts, else the running one, else the only one", () => {
  const thread = (name: string, crashed = false, current = false) => ({
    id: name,
    name,
    crashed,
    current,
    frames: [own({ function: name })],
  });
  const parts = (...threads: ReturnType<typeof thread>[]) =>
    partsOf({ threads, loggedMessage: "none" });
  assert.deepEqual(parts(thread("a"), thread("b", true), thread("c", false, true)), [
    "frame: app · b",
  ]);
  assert.deepEqual(parts(thread("a"), thread("c", false, true)), ["frame: app · c"]);
  assert.deepEqual(parts(thread("a")), ["frame: app · a"]);
  assert.deepEqual(parts(thread("a"), thread("b")), ["message: none"]);
});

test("an error of which nothing is known is grouped by its title", () => {
  assert.deepEqual(partsOf({}), ["message: an error"]);
});

test("long groupings are shown in part, and hashed whole", () => {
  const many = (last: string) =>
    traced(Array.from({ length: 250 }, (_, i) => own({ function: i === 249 ? last : `f${i}` })));
  const parts = partsOf(many("x"));
  assert.equal(parts.length, 101);
  assert.equal(parts.at(-1), "and 151 more");
  assert.notEqual(keyOf(many("x")), keyOf(many("y")));
  const [long = ""] = partsOf({ loggedMessage: "💥".repeat(400) });
  assert.ok(long.length <= 300 && long.isWellFormed());
});

test("any error is grouped, and the same error always alike", () => {
  const text = fc.option(fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...nasty)));
  const frames = fc.array(
    fc
      .record({ function: text, module: text, filename: text, absPath: text, package: text })
      .map((fields) => frame({ ...fields, inApp: true })),
    { maxLength: 8 },
  );
  const exceptions = fc.array(
    fc
      .record({
        type: text,
        value: text,
        frames,
        id: fc.option(fc.nat(4)),
        parent: fc.option(fc.nat(4)),
        group: fc.boolean(),
      })
      .map(({ type, value, frames: calls, id, parent, group }) =>
        thrown({
          type,
          value,
          frames: calls,
          mechanism: mechanism({ exceptionId: id, parentId: parent, isExceptionGroup: group }),
        }),
      ),
    { maxLength: 6 },
  );
  const errors = fc.record({
    platform: fc.constantFrom("native", "cocoa", "javascript", "java", "php", "ruby", "csharp"),
    exceptions,
    loggedMessage: text,
    fingerprint: fc.array(fc.constantFrom("{{ default }}", "{{function}}", "{{ x }}", "y")),
  });
  fc.assert(
    fc.property(errors, (fields) => {
      const grouping = groupingOf(anError(fields));
      assert.match(grouping.key, /^g1:[0-9a-f]{32}$/);
      assert.ok(grouping.parts.length > 0);
      assert.deepEqual(groupingOf(structuredClone(anError(fields))), grouping);
    }),
  );
});

/** Texts that upset those who take names apart. */
const nasty = [
  "",
  "<<<<",
  ">)]}",
  "operator<",
  "a -> ",
  "initialization expression of",
  "@@GLIBC_",
  "lambda_",
  "$$Lambda$",
  "class@anonymous",
  "block ",
  "http://",
  "/",
];

test("no text is slow, however hostile", () => {
  const pieces = [
    ..."a1-.:@='\"é",
    "a.",
    "1:",
    "-1",
    "f:",
    "::",
    "1.1.",
    "a-.",
    "0x",
    "Jan ",
    "Mon, ",
    "2026-01-02 ",
    "datetime.datetime(",
    "http://",
    "='a",
    "x@y.",
    "1s",
    "deadbeef1",
    "<",
    "operator<",
    "{lambda(",
    "$$FastClassBy",
    "std::",
    "\n",
  ];
  const started = process.hrtime.bigint();
  for (const piece of pieces) {
    const long = piece.repeat(Math.ceil(8192 / piece.length)).slice(0, 8192);
    const name = long.slice(0, 512);
    const call = own({ function: name, module: name, package: name, filename: name });
    groupingOf(anError({ loggedMessage: long }));
    for (const platform of ["native", "java", "javascript", "php"]) {
      groupingOf(anError({ platform, exceptions: [thrown({ value: long, frames: [call] })] }));
    }
  }
  // Some 5 ms each where it is linear; one pattern that backs up would take minutes.
  const ms = Number(process.hrtime.bigint() - started) / 1e6;
  assert.ok(ms < 5000, `${ms} ms`);
});
