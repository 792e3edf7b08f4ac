import assert from "node:assert/strict";
import { test } from "node:test";
import { passing } from "../../web/src/pages/error/crumbs.ts";
import type { Breadcrumb, Frame } from "../../web/src/pages/error/error.ts";
import { groupsOf, placeOf } from "../../web/src/pages/error/frames.ts";
import { highlight } from "../../web/src/pages/error/highlight.ts";
import { visible } from "../../web/src/pages/error/visible.ts";

const kinds = (line: string, platform: string) =>
  highlight(line, platform)
    .filter(({ kind }) => kind !== null)
    .map(({ text, kind }) => `${kind}: ${text}`);

test("source is cut into keywords, strings, numbers and comments by the platform's signs", () => {
  assert.deepEqual(kinds(`if x == "a # b": return 12  # why`, "python"), [
    "keyword: if",
    `string: "a # b"`,
    "keyword: return",
    "number: 12",
    "comment: # why",
  ]);
  assert.deepEqual(kinds("const a = b // 2;", "javascript"), ["keyword: const", "comment: // 2;"]);
  assert.deepEqual(kinds("x = a // 2", "python"), ["number: 2"]);
});

test("no source is lost by its colours, whatever stands in it", () => {
  const lines = [
    '<script>alert("x")</script>',
    "'never closed \\",
    "/* open",
    "`",
    "",
    "\u0000é漢",
  ];
  for (const line of [...lines, "x".repeat(100_000)]) {
    const pieces = highlight(line, "javascript");
    assert.equal(pieces.map(({ text }) => text).join(""), line);
  }
});

test("controls that are not seen, or that turn the writing round, become visible", () => {
  assert.equal(visible("a\u202eb\u001b[31mc\td\n"), "a\\u202eb␛[31mc\td\n");
});

const aFrame = (filename: string, inApp: boolean | null): Frame => ({
  filename,
  abs_path: null,
  function: null,
  raw_function: null,
  module: null,
  package: null,
  lineno: 7,
  colno: null,
  in_app: inApp,
  context_line: null,
  pre_context: [],
  post_context: [],
  vars: null,
  instruction_addr: null,
  platform: null,
  source_mapped: false,
});

test("frames stand with the crash first, and those of the system by the run", () => {
  const frames = [
    aFrame("main", true),
    aFrame("lib1", false),
    aFrame("lib2", false),
    aFrame("pay", null),
  ];
  const shown = groupsOf(frames).map(
    ({ isApp, frames: each }) => `${isApp}: ${each.map(placeOf).join(" ")}`,
  );
  assert.deepEqual(shown, ["true: pay:7", "false: lib2:7 lib1:7", "true: main:7"]);
});

test("where no frame is the application's, the crash itself is in sight", () => {
  const groups = groupsOf([aFrame("lib1", false), aFrame("lib2", false)]);
  assert.deepEqual(
    groups.map(({ isApp }) => isApp),
    [true, false],
  );
});

test("breadcrumbs pass by level, category and text, the last one first", () => {
  const crumb = (category: string, level: string | null, message: string): Breadcrumb => ({
    category,
    level,
    message,
    timestamp: null,
    type: null,
    data: null,
  });
  const crumbs = [
    crumb("ui", null, "Click"),
    crumb("http", "error", "GET /a"),
    crumb("ui", null, "b"),
  ];
  const places = (filter: { text?: string; level?: string; category?: string }) =>
    passing(crumbs, { text: "", level: "", category: "", ...filter }).map(([at]) => at);
  assert.deepEqual(places({}), [2, 1, 0]);
  assert.deepEqual(places({ level: "info" }), [2, 0]);
  assert.deepEqual(places({ category: "http" }), [1]);
  assert.deepEqual(places({ text: " CLICK " }), [0]);
});
