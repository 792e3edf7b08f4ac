import assert from "node:assert/strict";
import { test } from "node:test";
import { anError, frame, thrown } from "../../../../test/support/error-facts.ts";
import type { ErrorFacts } from "../../error.ts";
import { type FingerprintRule, groupingOf } from "../index.ts";

const base: Partial<ErrorFacts> = {
  platform: "native",
  exceptions: [
    thrown({
      type: "Failed",
      value: "row 17",
      frames: [
        frame({
          function: "void shop::pay(int)",
          module: "shop",
          package: "/opt/shop/libshop.so",
          filename: "pay.cpp",
          absPath: "/build/pay.cpp",
          inApp: true,
        }),
        frame({ function: "lib", inApp: false }),
      ],
    }),
  ],
  transaction: "/cart",
  level: "fatal",
  logger: "shop.log",
  environment: "prod",
  tags: [["zone", "eu"]],
};

function values(fingerprint: readonly string[], fields: Partial<ErrorFacts> = base) {
  return groupingOf(anError({ ...fields, fingerprint })).parts;
}

const filled = (variable: string, fields?: Partial<ErrorFacts>) =>
  values([`{{ ${variable} }}`], fields)
    .join()
    .replace("fingerprint: ", "");

test("a fingerprint decides alone, whatever the error is", () => {
  const key = (fields: Partial<ErrorFacts>) =>
    groupingOf(anError({ ...fields, fingerprint: ["mine"] })).key;
  assert.equal(key(base), key({ loggedMessage: "other" }));
});

test("a default within a fingerprint adds our own grouping, a lone one is ours", () => {
  const key = (fingerprint: readonly string[]) => groupingOf(anError({ ...base, fingerprint })).key;
  assert.equal(key(["{{ default }}"]), key([]));
  assert.notEqual(key(["{{default}}", "eu"]), key([]));
  assert.deepEqual(values(["eu", "{{ default }}"]), [
    "fingerprint: eu",
    "frame: shop · shop::pay",
    "type: Failed",
  ]);
});

test("variables are filled in from the error", () => {
  const expected = {
    type: "Failed",
    "error.type": "Failed",
    value: "row 17",
    "error.value": "row 17",
    message: "row <int>",
    raw_message: "row 17",
    transaction: "/cart",
    level: "fatal",
    logger: "shop.log",
    function: "shop::pay",
    "stack.function": "shop::pay",
    module: "shop",
    package: "libshop.so",
    path: "/build/pay.cpp",
    "stack.abs_path": "/build/pay.cpp",
    "stack.filename": "pay.cpp",
    "tags.zone": "eu",
    "tags.environment": "prod",
  };
  for (const [variable, value] of Object.entries(expected)) assert.equal(filled(variable), value);
});

test("what an error does not say is named", () => {
  const expected = {
    type: "<no-type>",
    value: "<no-value>",
    message: "<no-message>",
    transaction: "<no-transaction>",
    function: "<no-function>",
    path: "<no-abs-path>",
    "stack.filename": "<no-filename>",
    package: "<no-package>",
    "tags.zone": "<no-value-for-tag-zone>",
    constructor: "<unrecognized-variable-constructor>",
  };
  for (const [variable, value] of Object.entries(expected)) {
    assert.equal(filled(variable, {}), value);
  }
});

test("spaces within the braces do not matter, and other braces are plain text", () => {
  assert.deepEqual(values(["{{type}}"]), values(["{{   type  }}"]));
  for (const text of ["{{ a b }}", "{{}}", "x {{ type }}", "{ type }"]) {
    assert.deepEqual(values([text]), [`fingerprint: ${text}`]);
  }
});

test("a part that is the message itself loses what differs between occurrences", () => {
  assert.deepEqual(values(["row 17", "row 18"]), ["fingerprint: row <int>", "fingerprint: row 18"]);
});

function byRule(matchers: FingerprintRule["matchers"], fields: Partial<ErrorFacts> = base) {
  const rule = { matchers, fingerprint: ["ruled"] };
  return groupingOf(anError(fields), [rule]).parts[0] === "fingerprint: ruled";
}

test("a rule holds when all that it asks for is of its patterns", () => {
  assert.ok(byRule([["type", "Fail*"]]));
  assert.ok(!byRule([["type", "fail*"]]));
  assert.ok(byRule([["value", "ROW*"]]));
  assert.ok(byRule([["message", "row ??"]]));
  assert.ok(byRule([["path", "**/pay.cpp"]]));
  assert.ok(byRule([["function", "shop::pay"]]));
  assert.ok(byRule([["package", "/opt/**"]]));
  assert.ok(byRule([["tags.zone", "e?"]]));
  assert.ok(byRule([["level", "FATAL"]]));
  assert.ok(byRule([["logger", "shop.*"]]));
  assert.ok(byRule([["family", "native,javascript"]]));
  assert.ok(byRule([["app", "yes"]]));
  assert.ok(!byRule([["release", "1.*"]]));
  assert.ok(!byRule([["unknown", "*"]]));
  const both = (module: string): FingerprintRule["matchers"] => [
    ["type", "Failed"],
    ["stack.module", module],
  ];
  assert.ok(byRule(both("shop")) && !byRule(both("cart")));
});

test("what a rule asks of calls must hold for one and the same call", () => {
  const asked = (app: string): FingerprintRule["matchers"] => [
    ["function", "lib"],
    ["app", app],
  ];
  assert.ok(byRule(asked("no")) && !byRule(asked("yes")));
});

test("a mark of exclamation asks for the contrary", () => {
  assert.ok(byRule([["!type", "Other"]]));
  assert.ok(!byRule([["!type", "Failed"]]));
  assert.ok(byRule([["!release", "1.*"]]));
});

test("SDKs are told without their frameworks", () => {
  const of = (name: string, wanted: string) =>
    byRule([["sdk", wanted]], { sdk: { name, version: null } });
  assert.ok(of("sentry.python.flask", "sentry.python"));
  assert.ok(of("sentry-ruby", "sentry.ruby"));
  assert.ok(of("sentry.javascript.nextjs", "sentry.javascript.nextjs"));
  assert.ok(of("acme", "other"));
});

test("the first rule that holds goes before the client's fingerprint", () => {
  const rules: readonly FingerprintRule[] = [
    { matchers: [["type", "Nothing"]], fingerprint: ["one"] },
    { matchers: [["type", "Failed"]], fingerprint: ["two", "{{ default }}"] },
    { matchers: [["type", "*"]], fingerprint: ["three"] },
  ];
  const { parts } = groupingOf(anError({ ...base, fingerprint: ["client"] }), rules);
  assert.equal(parts[0], "fingerprint: two");
  assert.equal(parts[1], "frame: shop · shop::pay");
});

test("scripts that are gone after a deploy are one issue, whichever they were", () => {
  const failed = (value: string, platform = "javascript") =>
    groupingOf(anError({ platform, exceptions: [thrown({ type: "ChunkLoadError", value })] })).key;
  assert.equal(failed("Loading chunk 7 failed"), failed("Loading chunk cart failed"));
  assert.notEqual(failed("a", "python"), failed("b", "python"));
});

test("failures to hydrate a page are one issue for each page", () => {
  const failed = (transaction: string) =>
    groupingOf(
      anError({
        platform: "javascript",
        transaction,
        exceptions: [
          thrown({ type: "Error", value: "Text content does not match server-rendered HTML." }),
        ],
      }),
    ).parts;
  assert.deepEqual(failed("/cart"), ["fingerprint: hydrationerror", "fingerprint: /cart"]);
});
