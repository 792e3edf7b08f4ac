import assert from "node:assert/strict";
import { test } from "node:test";
import { escaped, prettyJson } from "../../web/src/pages/deliveries/pretty.ts";

const enough = 50_000_000;

test("pretty JSON keeps every value as it was written, and hides no character", () => {
  const written =
    '{"id":12345678901234567890,"a":[],"b":{},"c":[1.0,{"d":"x\\"},{"}],"a":"\\u202e"}';
  const pretty = prettyJson(written, enough) ?? "";
  assert.deepEqual(pretty.split("\n"), [
    "{",
    '  "id": 12345678901234567890,',
    '  "a": [],',
    '  "b": {},',
    '  "c": [',
    "    1.0,",
    "    {",
    '      "d": "x\\"},{"',
    "    }",
    "  ],",
    '  "a": "\\u202e"',
    "}",
  ]);
  assert.equal(
    prettyJson(`${"[".repeat(50_000)}${"]".repeat(50_000)}`, enough)?.includes("[]"),
    true,
  );
  assert.equal(prettyJson("no JSON", enough), null);
  assert.equal(escaped("\u001b[31m\u202eabc\n\t"), "\\u001b[31m\\u202eabc\n\t");
});

test("of a body that is too long only the beginning is laid out", () => {
  const value = { list: Array.from({ length: 5000 }, (_, id) => ({ id })) };
  const whole = JSON.stringify(value, null, 2);
  for (const charsMax of [0, 1, 100, 1001, whole.length - 1]) {
    const cut = prettyJson(JSON.stringify(value), charsMax) ?? "";
    assert.ok(cut.length > charsMax && cut.length < charsMax + 50, `${cut.length}`);
    assert.ok(whole.startsWith(cut));
  }
  assert.equal(prettyJson(JSON.stringify(value), whole.length), whole);
});
