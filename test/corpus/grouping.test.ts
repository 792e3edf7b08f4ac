// Compares our grouping with Sentry's own decisions, on inputs of Sentry's tests, and holds the scores.
import assert from "node:assert/strict";
import { test } from "node:test";
import { corpusExists } from "../../bench/grouping/corpus.ts";
import { patched } from "../../bench/grouping/patch.ts";
import { scores } from "../../bench/grouping/score.ts";

/** How many cases of each kind must be decided as Sentry does. A regression fails; better is welcome. */
const minimums: Readonly<Record<string, number>> = {
  "same pairs": 22,
  "different pairs": 44,
  "mutations that change nothing": 173,
  "mutations that tell apart": 59,
  "parameterisation, 24.8": 27,
  "parameterisation, 2026": 75,
  "fingerprint rules": 19,
  "fingerprints with messages": 3,
  "explicit cases": 4,
  "what is hashed, per input": 95,
};

test("a patched event is a copy with the changes that the patch names", () => {
  const event = { a: [1, { "b/c": 2 }], d: 3 };
  const copy = patched(event, [
    { op: "replace", path: "/a/1/b~1c", value: 4 },
    { op: "add", path: "/a/1", value: "x" },
    { op: "add", path: "/a/-", value: "y" },
    { op: "remove", path: "/d" },
    { op: "remove", path: "/a/0" },
  ]);
  assert.deepEqual(copy, { a: ["x", { "b/c": 4 }, "y"] });
  assert.deepEqual(event, { a: [1, { "b/c": 2 }], d: 3 });
  assert.throws(
    () => patched(event, [{ op: "add", path: "/no/where", value: 1 }]),
    /no such place/,
  );
});

if (corpusExists) {
  for (const { kind, right, of, otherwise } of scores()) {
    test(`our grouping decides as Sentry does: ${kind}`, () => {
      const minimum = minimums[kind];
      assert.ok(minimum !== undefined, `no minimum is written down for ${kind}`);
      assert.ok(of >= minimum, `${of} cases were found, ${minimum} expected`);
      assert.ok(right >= minimum, `${right} of ${of}:\n${otherwise.join("\n")}`);
    });
  }
} else if (process.env["REQUIRE_ALL"] === "1") {
  test("the corpus of grouping lies beside the project", () => {
    assert.fail("../shared/corpus/grouping is absent, and REQUIRE_ALL=1 asks for it");
  });
} else {
  console.log("corpus of grouping absent: our grouping is not compared with Sentry's");
}
