import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSearch, type SearchProblem, type SearchResult, searchLimits } from "./index.ts";

function parse(query: string): SearchResult {
  return parseSearch(query, { about: "issues", now: Date.UTC(2026, 5, 15), me: null });
}

function problemOf(query: string): SearchProblem {
  const result = parse(query);
  assert.ok(!result.ok, `${query} is no problem`);
  return result.problem;
}

test("a query has a limit of characters", () => {
  const { queryChars } = searchLimits;
  assert.ok(parse("a".repeat(queryChars)).ok);
  assert.deepEqual(problemOf("a".repeat(queryChars + 3)), {
    position: queryChars,
    length: 3,
    message: "The query has 4099 characters, more than 4096.",
    expected: [],
  });
});

test("a query has a limit of terms", () => {
  const terms = (count: number): string => "a x:b ".repeat(count / 2);
  assert.ok(parse(terms(searchLimits.terms)).ok);
  assert.deepEqual(problemOf(`${terms(searchLimits.terms)}c:last`), {
    position: 600,
    length: 6,
    message: "A query has at most 200 terms.",
    expected: [],
  });
});

test("brackets have a limit of nesting, and only those that are open at once count", () => {
  const nested = (depth: number): string => `${"(".repeat(depth)}a${")".repeat(depth)}`;
  assert.ok(parse(`${nested(50)} OR ${nested(50)}`).ok);
  assert.deepEqual(problemOf(`b ${nested(51)}`), {
    position: 52,
    length: 1,
    message: "Brackets stand within each other at most 50 times.",
    expected: [],
  });
  assert.equal(problemOf("(".repeat(4096)).position, 50);
  assert.equal(problemOf("!(".repeat(2048)).position, 101);
});

test("a list has a limit of values", () => {
  const list = (count: number): string => `x:[${Array.from({ length: count }, () => "v").join()}]`;
  assert.ok(parse(list(100)).ok);
  assert.deepEqual(problemOf(list(101)), {
    position: 203,
    length: 1,
    message: "A list has at most 100 values.",
    expected: [],
  });
});
