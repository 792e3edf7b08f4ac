import assert from "node:assert/strict";
import { test } from "node:test";
import { type ErrorFacts, untoldError } from "../error.ts";
import type { Exception, Frame } from "../stacktrace.ts";
import { groupingOf } from "./index.ts";

function frame(fields: Partial<Frame>): Frame {
  const unknown = {
    filename: null,
    absPath: null,
    function: null,
    module: null,
    package: null,
    lineno: null,
    colno: null,
    inApp: true,
    contextLine: null,
    preContext: [],
    postContext: [],
    vars: null,
    instructionAddr: null,
    platform: null,
  };
  return { ...unknown, ...fields };
}

function thrown(type: string, value: string, frames: readonly Frame[] = []): Exception {
  return { type, value, module: null, mechanism: null, frames };
}

function anError(fields: Partial<ErrorFacts>): ErrorFacts {
  return { ...untoldError("an error"), platform: "python", ...fields };
}

const keyOf = (fields: Partial<ErrorFacts>): string => groupingOf(anError(fields)).key;

test("a line that moved does not make another issue", () => {
  const at = (lineno: number) =>
    keyOf({ exceptions: [thrown("E", "v", [frame({ module: "a", function: "f", lineno })])] });
  assert.equal(at(1), at(99));
});

test("another function makes another issue", () => {
  const of = (name: string) =>
    keyOf({ exceptions: [thrown("E", "v", [frame({ module: "a", function: name })])] });
  assert.notEqual(of("f"), of("g"));
});

test("frames of libraries do not count where the application has its own", () => {
  const own = frame({ module: "app", function: "f" });
  const library = frame({ module: "lib", function: "x", inApp: false });
  assert.equal(
    keyOf({ exceptions: [thrown("E", "v", [library, own])] }),
    keyOf({ exceptions: [thrown("E", "v", [own])] }),
  );
});

test("recursion counts once, however deep", () => {
  const own = frame({ module: "app", function: "f" });
  const deep = (count: number) =>
    keyOf({
      exceptions: [
        thrown(
          "E",
          "v",
          Array.from({ length: count }, () => own),
        ),
      ],
    });
  assert.equal(deep(2), deep(40));
});

test("numbers, ids and dates in a value do not tell errors without frames apart", () => {
  const of = (value: string) => keyOf({ exceptions: [thrown("E", value)] });
  assert.equal(of("user 17 not found"), of("user 4711 not found"));
  assert.equal(
    of("job 6f1c1d5e-1b1f-4d5e-9b1a-0a1b2c3d4e5f failed at 2026-01-02T03:04:05Z"),
    of("job 00000000-1b1f-4d5e-9b1a-0a1b2c3d4e5f failed at 2025-11-12T13:14:15Z"),
  );
  assert.notEqual(of("user 17 not found"), of("order 17 not found"));
});

test("a message is grouped by its template", () => {
  const of = (message: string) => keyOf({ message, messageTemplate: "hello %s" });
  assert.equal(of("hello anna"), of("hello boris"));
});

test("a fingerprint of the client decides alone, and a default within it adds our own", () => {
  const exceptions = [thrown("E", "v")];
  assert.equal(
    keyOf({ fingerprint: ["mine"], exceptions }),
    keyOf({ fingerprint: ["mine"], message: "other" }),
  );
  assert.equal(keyOf({ fingerprint: ["{{ default }}"], exceptions }), keyOf({ exceptions }));
  assert.notEqual(keyOf({ fingerprint: ["{{default}}", "eu"], exceptions }), keyOf({ exceptions }));
});

test("variables of a fingerprint are filled in from the error", () => {
  const of = (environment: string) =>
    keyOf({
      fingerprint: ["{{ type }}", "{{ tags.zone }}"],
      exceptions: [thrown("E", "v")],
      tags: [["zone", environment]],
    });
  assert.equal(of("eu"), of("eu"));
  assert.notEqual(of("eu"), of("us"));
});
