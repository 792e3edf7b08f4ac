import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readIssueSearch } from "../../web/src/pages/issue/search.ts";
import { parseSearch, stringifySearch, textIn } from "../../web/src/search-params.ts";

test("a query in an address is what was typed, whatever it looks like", () => {
  for (const query of [
    "1.0",
    "1e3",
    "0x10",
    "007",
    "12345678901234567890",
    "true",
    "null",
    "[1]",
    '"no route"',
    "-0",
  ]) {
    assert.equal(textIn(parseSearch(`?query=${encodeURIComponent(query)}`)["query"]), query);
  }
});

test("a query that the page writes into the address is read again as it was", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: "grapheme" }), (query) => {
      assert.equal(textIn(parseSearch(stringifySearch({ query }))["query"]), query);
    }),
  );
});

test("the error that is shown is a number, its query a text", () => {
  const read = readIssueSearch(parseSearch("?error=12&query=12&view=errors"));
  assert.deepEqual(read, { error: 12, query: "12", view: "errors" });
  assert.deepEqual(readIssueSearch(parseSearch("?error=1.5&chart=1")), {});
});
