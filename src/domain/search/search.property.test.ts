import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  completeSearch,
  formatSearch,
  parseSearch,
  type SearchContext,
  type SearchNode,
  searchFields,
  searchLimits,
} from "./index.ts";

const subjects = ["issues", "errors"] as const;
const contextOf = (about: SearchContext["about"]): SearchContext => ({
  about,
  now: Date.UTC(2026, 5, 15, 12),
  me: "anna",
});

/** Pieces that mean something to the parser, and such as do not. */
const piece = fc.oneof(
  fc.constantFrom(
    ...['"', '\\"', "\\", "\\\\", "*", "\\*", "(", ")", "[", "]", ",", ":", "!", " ", "  ", "/"],
    ...["OR", " OR ", " AND ", "NOT ", "tags[", "]:", '"]:', "a", "b c", "me", "none", "//", "::"],
    ...["-24h", "+7d", ">", ">=", "<", "=", "100", "1.5k", "2026-01-01", "T10:00", "+03:00"],
    ...["Ошибка", "خطأ", "🔥", "\ud83d", "e\u0301", "\u0000", "\u00a0", "İ", "<b>"],
    ...searchFields.map(({ name }) => `${name}:`),
    ...searchFields.flatMap(({ values }) => values),
    ...searchFields.map(({ example }) => `${example} `),
  ),
  fc.string({ unit: "binary", maxLength: 4 }),
);
const hostile = fc.array(piece, { maxLength: 24 }).map((pieces) => pieces.join(""));

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join("")),
);
/** Backslashes count only before a quote, a star and the end. */
const quote = (inner: string): string => {
  const written = inner.replace(/(\\*)(["*]|$)/g, (_, run: string, sign: string) =>
    sign === "" ? run + run : `${run}${run}\\${sign}`,
  );
  return `"${written}"`;
};
const quotedText = text.map(quote);
const date = fc
  .date({ min: new Date(0), max: new Date("9999-12-30"), noInvalidDate: true })
  .chain((at) => fc.constantFrom(10, 16, 19, 24).map((chars) => at.toISOString().slice(0, chars)));
const ofIssues = searchFields.filter(({ about }) => about !== "errors");

/** Queries that are right, of every kind of term. */
const term = fc.oneof(
  fc.constantFrom("a", "b*", "*", "NOT", "x()", "Cart::Item", '"a * b"'),
  fc.constantFrom(...ofIssues.map(({ example }) => example)),
  fc
    .tuple(
      fc.constantFrom("browser", "release", "message", "user", "assigned", "tags[level]", "id"),
      fc.array(
        quotedText.filter((written) => written.length > 2),
        { minLength: 1, maxLength: 3 },
      ),
    )
    .map(([name, values]) => `${name}:[${values.join(",")}]`),
  fc
    .tuple(fc.constantFrom(">", ">=", "<", "<=", "=", ""), fc.maxSafeNat())
    .map(([op, value]) => `times_seen:${op}${value}`),
  fc
    .tuple(fc.constantFrom(">", ">=", "<", "<=", "=", ""), date)
    .map(([op, value]) => `last_seen:${op}${value}`),
  fc
    .tuple(fc.constantFrom("+", "-"), fc.nat(20_000), fc.constantFrom("s", "m", "h", "d"))
    .map(([sign, amount, unit]) => `age:${sign}${amount}${unit}`),
  quotedText.filter((written) => written.trim().length > 2).map((value) => `browser:${value}`),
);
const { query } = fc.letrec<{ query: string }>((tie) => ({
  query: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    term,
    fc
      .tuple(tie("query"), fc.constantFrom(" ", " AND ", " OR "), tie("query"))
      .map((parts) => parts.join("")),
    tie("query").map((inner) => `!(${inner})`),
    tie("query").map((inner) => `(${inner} )`),
    term.map((inner) => `NOT (${inner})`),
  ),
}));

test("no text whatever makes it throw, and a problem lies within the text", () => {
  fc.assert(
    fc.property(fc.oneof(hostile, query), fc.constantFrom(...subjects), (source, about) => {
      const result = parseSearch(source, contextOf(about));
      if (result.ok) return;
      const { position, length, message } = result.problem;
      assert.ok(position >= 0 && length >= 0 && position + length <= source.length);
      assert.ok(message.length > 0 && message.length < 200, message);
    }),
    { numRuns: 3000 },
  );
});

test("what is written from a query is read as the same query", () => {
  let understood = 0;
  fc.assert(
    fc.property(fc.oneof(hostile, query), fc.constantFrom(...subjects), (source, about) => {
      const first = parseSearch(source, contextOf(about));
      if (!first.ok) return;
      understood += 1;
      const written = formatSearch(first.query);
      if (written.length > searchLimits.queryChars) return;
      const second = parseSearch(written, contextOf(about));
      assert.deepEqual(second, first, written);
      assert.equal(formatSearch(first.query), written);
    }),
    { numRuns: 4000 },
  );
  assert.ok(understood > 1000, `only ${understood} queries were right`);
});

test("a query that was put together right is understood", () => {
  fc.assert(
    fc.property(query, (source) => {
      if (source.length > searchLimits.queryChars) return;
      const result = parseSearch(source, contextOf("issues"));
      const message = result.ok ? "" : result.problem.message;
      assert.ok(result.ok || /at most|Nothing stands/.test(message), message);
    }),
    { numRuns: 1000 },
  );
});

test("any text that is quoted is found again as it is", () => {
  fc.assert(
    fc.property(text, (inner) => {
      const result = parseSearch(`x:[${quote(inner)}]`, contextOf("issues"));
      if (inner === "") return;
      assert.deepEqual(result, {
        ok: true,
        query: {
          kind: "term",
          term: {
            kind: "tag",
            tag: "x",
            match: { op: "is", values: [{ kind: "literal", text: inner }] },
          },
        },
      });
    }),
    { numRuns: 1000 },
  );
});

test("the tree has no needless knots", () => {
  const check = (node: SearchNode, parent: string): void => {
    if (node.kind === "not") check(node.child, "not");
    assert.ok(node.kind === "term" || node.kind !== parent);
    if (node.kind !== "and" && node.kind !== "or") return;
    assert.ok(node.children.length > 1);
    for (const child of node.children) check(child, node.kind);
  };
  fc.assert(
    fc.property(fc.oneof(hostile, query), (source) => {
      const result = parseSearch(source, contextOf("issues"));
      if (result.ok) check(result.query, "");
    }),
    { numRuns: 1000 },
  );
});

test("completion never throws, and replaces what is around the cursor", () => {
  fc.assert(
    fc.property(
      fc.oneof(hostile, query),
      fc.nat(100),
      fc.constantFrom(...subjects),
      (source, cursor, about) => {
        const at = Math.min(cursor, source.length);
        const { from, to, what, fixed, prefix } = completeSearch(source, cursor, about);
        assert.ok(from >= 0 && from <= at && at <= to && to <= source.length);
        assert.ok(what !== "none" || fixed.length + prefix.length === 0);
      },
    ),
    { numRuns: 2000 },
  );
});

/** One piece over and over, up to the limit: what makes a careless scanner look again and again. */
test("the work grows with the text and no faster", () => {
  const pieces = ["(", ")", "a(", "!(", "!", '"', '\\"', "\\", "a\\", "*", "a*", "[", ",", "x:[a,"];
  const names = [
    "a",
    "a.",
    "a:",
    "tags[",
    'tags["',
    'tags["a"',
    "::",
    "a[",
    "Я",
    "🔥",
    '"a" ',
    " ",
  ];
  const dates = ["-1", "1", "x:(", "level:[", "age:-", "NOT ", "OR ", "a AND ", "2026-01-01T"];
  const { queryChars } = searchLimits;
  for (const each of [...pieces, ...names, ...dates]) {
    for (const before of ["", "x:", '"', "x:[", "age:-"]) {
      const source = `${before}${each.repeat(queryChars)}`.slice(0, queryChars);
      const bestMs = Math.min(...Array.from({ length: 5 }, () => takenMs(source)));
      // Below 1 ms where it looks once; a scan that starts again at every place takes more than 100.
      assert.ok(bestMs < 30, `${source.slice(0, 20)}… took ${bestMs} ms`);
    }
  }
});

function takenMs(source: string): number {
  const started = performance.now();
  const result = parseSearch(source, contextOf("issues"));
  if (result.ok) formatSearch(result.query);
  completeSearch(source, source.length, "issues");
  return performance.now() - started;
}

test("a text far beyond the limit costs nothing", () => {
  const source = "(".repeat(50_000_000);
  const started = performance.now();
  assert.ok(!parseSearch(source, contextOf("issues")).ok);
  assert.equal(completeSearch(source, source.length, "issues").what, "none");
  assert.ok(performance.now() - started < 1000);
});
