import assert from "node:assert/strict";
import { test } from "node:test";
import { formatSearch, parseSearch, type SearchNode } from "./index.ts";

const context = {
  about: "issues",
  now: Date.UTC(2026, 5, 15, 12),
  me: "anna@example.com",
} as const;

function canonical(query: string): string {
  const result = parseSearch(query, context);
  assert.ok(result.ok, query);
  return formatSearch(result.query);
}

const cases: Readonly<Record<string, string>> = {
  "": "",
  "*": "",
  "(*)": "",
  "!*": "!*",
  "a OR *": "a OR *",
  "  a   AND b ": "a b",
  "((a)) OR (b c)": "a OR b c",
  "(a OR b) c": "(a OR b) c",
  "NOT (a OR b)": "!(a OR b)",
  "!(!a)": "a",
  '"a"': "a",
  '"AND" "or" "NOT"': '"AND" or "NOT"',
  "http://x a, f()": '"http://x" "a," "f()"',
  'say"hi"': '"say\\"hi\\""',
  "a\\*b a*b *": '"a\\*b" a*b',
  "a\\": '"a\\\\"',
  '"a b*"': '"a b*"',
  "env:prod Level:WARN count:=1.5k": "environment:prod level:warning times_seen:1500",
  "level:[ error ,fatal ] is:ignored": "level:[error, fatal] is:archived",
  "release:[1.0]": "release:1.0",
  'release:[a,"b, c", "d*"]': 'release:[a, "b, c", d*]',
  "op:a::b op:a:b": "op:a::b op:a:b",
  'message:":a" message:"//a"': 'message:":a" message:"//a"',
  'message:"(a)" message:"[a]" message:">a"': 'message:"(a)" message:"[a]" message:">a"',
  'user:"" has:env': "!has:user has:environment",
  "tags[browser]:x tags[level]:x": "browser:x tags[level]:x",
  'tags[C]:/x tags[404]:x tags["a b"]:x': 'tags[C]:/x tags["404"]:x tags["a b"]:x',
  "tags[404]://x": 'tags["404"]:"//x"',
  'has:tags[level] has:x has:"tags[level]"': 'has:tags[level] has:x has:"tags[level]"',
  'assigned:ME assigned:"me" assigned:"None" assignee:[none, bob*]':
    'assigned:me assigned:"me" assigned:"None" assigned:[none, bob*]',
  "first_seen:-24h age:+7d": "first_seen:-24h age:+7d",
  "last_seen:=2026-01-01 last_seen:>2026-01-01": "last_seen:2026-01-01 last_seen:>=2026-01-02",
  "last_seen:<=2026-01-01": "last_seen:<2026-01-02",
  "last_seen:2026-01-01T10:00+03:00": "last_seen:2026-01-01T07:00Z",
  "last_seen:2026-01-01T10:00:00": "last_seen:2026-01-01T10:00:00Z",
  "last_seen:2026-01-01T10:00:00.5": "last_seen:2026-01-01T10:00:00.500Z",
  "last_seen:>=2026-01-01T10:00:00.5": "last_seen:>=2026-01-01T10:00:00.500Z",
  "last_seen:<2026-01-01T10:00": "last_seen:<2026-01-01T10:00:00Z",
};

test("a query has one way to be written, which is read as the same", async (t) => {
  for (const [query, expected] of Object.entries(cases)) {
    await t.test(query === "" ? "(nothing)" : query, () => {
      assert.equal(canonical(query), expected);
      assert.equal(canonical(expected), expected);
    });
  }
});

test("a range that no single date stands for is written as its two ends", () => {
  const range = (from: number | null, to: number | null): SearchNode => ({
    kind: "not",
    child: {
      kind: "term",
      term: { kind: "moment", field: "last_seen", match: { from, to, relative: null } },
    },
  });
  const day = Date.UTC(2026, 0, 1);
  assert.equal(
    formatSearch(range(day, day + 7_200_000)),
    "!(last_seen:>=2026-01-01 last_seen:<2026-01-01T02:00:00Z)",
  );
  assert.equal(
    formatSearch(range(day + 1, day + 86_400_001)),
    "!(last_seen:>=2026-01-01T00:00:00.001Z last_seen:<2026-01-02T00:00:00.001Z)",
  );
  assert.equal(formatSearch(range(null, null)), "!*");
});
