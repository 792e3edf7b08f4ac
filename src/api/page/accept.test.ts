import assert from "node:assert/strict";
import { test } from "node:test";
import { prefersHtml } from "./accept.ts";

test("browsers get the page, programs get JSON", () => {
  const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
  assert.ok(prefersHtml(browser));
  assert.ok(prefersHtml("application/json;q=0.5, text/html"));
  for (const accept of [
    undefined,
    "",
    "*/*",
    "application/json",
    "application/json, text/html;q=0.5",
    "text/html;q=0",
    "text/plain",
  ]) {
    assert.ok(!prefersHtml(accept), accept);
  }
});
