import assert from "node:assert/strict";
import { test } from "node:test";
import { anError } from "../../../../test/support/error-facts.ts";
import type { SecurityReport } from "../../error.ts";
import { groupingOf } from "../index.ts";

function partsOf(fields: Partial<SecurityReport>): readonly string[] {
  const securityReport: SecurityReport = {
    kind: "csp",
    hostname: null,
    effectiveDirective: null,
    violatedDirective: null,
    blockedUri: null,
    ...fields,
  };
  return groupingOf(anError({ securityReport, loggedMessage: "Blocked" })).parts;
}

test("a CSP report counts by its directive and the host or scheme that was blocked", () => {
  const of = (blockedUri: string) => partsOf({ effectiveDirective: "img-src", blockedUri });
  assert.deepEqual(of("https://cdn.example.org/a.png?x=1"), ["csp: img-src · cdn.example.org"]);
  assert.deepEqual(of("data:image/png;base64,AAAA"), ["csp: img-src · data:"]);
  assert.deepEqual(of("data"), ["csp: img-src · data:"]);
  assert.deepEqual(of("wss://live.example.org/x"), ["csp: img-src · wss://live.example.org"]);
  assert.deepEqual(of("self"), ["csp: img-src · 'self'"]);
});

test("a script of the page itself counts by what it did", () => {
  const of = (violatedDirective: string) =>
    partsOf({ effectiveDirective: "script-src", violatedDirective, blockedUri: "" });
  assert.deepEqual(of("script-src 'unsafe-inline'"), ["csp: script-src · 'unsafe-inline'"]);
  assert.deepEqual(of("script-src 'unsafe-eval'"), ["csp: script-src · 'unsafe-eval'"]);
  assert.deepEqual(of("script-src x.org"), ["csp: script-src · 'self'"]);
});

test("without an effective directive the violated one counts, without its sources", () => {
  const parts = partsOf({ violatedDirective: "style-src 'self' x.org", blockedUri: "https://a.b" });
  assert.deepEqual(parts, ["csp: style-src · a.b"]);
});

test("a report of a certificate counts by its host", () => {
  const parts = partsOf({ kind: "expect-ct", hostname: "example.org" });
  assert.deepEqual(parts, ["expect-ct: expect-ct · example.org"]);
});

test("a failed template counts by its file and line", () => {
  const template = { filename: "cart.html", contextLine: "{{ total }" };
  assert.deepEqual(groupingOf(anError({ template, loggedMessage: "x" })).parts, [
    "template: cart.html · {{ total }",
  ]);
});
