import assert from "node:assert/strict";
import { test } from "node:test";
import { anError, frame, mechanism, thrown } from "../../../../test/support/error-facts.ts";
import type { Exception } from "../../stacktrace.ts";
import { groupingOf } from "../index.ts";

/** A part of a tree of exceptions, as SDKs number it. */
function node(
  type: string,
  exceptionId: number | null,
  parentId: number | null,
  more: { readonly value?: string; readonly group?: boolean; readonly calls?: string } = {},
): Exception {
  const frames = more.calls === undefined ? [] : [frame({ function: more.calls, inApp: true })];
  return thrown({
    type,
    value: more.value ?? null,
    frames,
    mechanism: mechanism({ exceptionId, parentId, isExceptionGroup: more.group === true }),
  });
}

const group = (id: number, parent: number | null) =>
  node("ExceptionGroup", id, parent, { group: true, value: "2 sub-exceptions" });

/** What counts of a chain, which is listed with the outermost last. */
const counted = (...exceptions: readonly Exception[]) =>
  groupingOf(anError({ platform: "python", exceptions })).parts;
const keyOf = (...exceptions: readonly Exception[]) =>
  groupingOf(anError({ platform: "python", exceptions })).key;

test("a group of exceptions of one kind is that exception", () => {
  const two = [
    node("E", 2, 0, { value: "row 2 is bad" }),
    node("E", 1, 0, { value: "row 1 is bad" }),
    group(0, null),
  ];
  assert.deepEqual(counted(...two), ["type: E", "value: row <int> is bad"]);
  assert.equal(keyOf(...two), keyOf(node("E", null, null, { value: "row 9 is bad" })));
});

test("groups within groups are seen through", () => {
  const nested = [node("E", 3, 2), node("E", 2, 1), group(1, 0), group(0, null)];
  assert.deepEqual(counted(...nested), ["type: E", "type: E"]);
});

test("the causes of the one that is left count with it", () => {
  const parts = counted(node("Cause", 2, 1), node("E", 1, 0), group(0, null));
  assert.deepEqual(parts, ["type: E", "type: Cause"]);
});

test("of exceptions of several kinds one each counts, and the group", () => {
  const parts = counted(node("A", 3, 0), node("B", 2, 0), node("A", 1, 0), group(0, null));
  assert.deepEqual(parts, [
    "type: B",
    "type: A",
    "type: ExceptionGroup",
    "value: <int> sub-exceptions",
  ]);
});

test("it does not matter in which order the tasks of a group failed", () => {
  const a = (id: number) => node("E", id, 0, { calls: "a" });
  const b = (id: number) => node("E", id, 0, { calls: "b" });
  assert.equal(keyOf(a(2), b(1), group(0, null)), keyOf(b(2), a(1), group(0, null)));
});

test("exceptions of one type with other calls are of another kind", () => {
  const [a, b] = [node("E", 1, 0, { calls: "a" }), node("E", 2, 0, { calls: "b" })];
  assert.notEqual(keyOf(a, b, group(0, null)), keyOf(a, group(0, null)));
});

test("a chain that is no tree of a group stays whole", () => {
  const whole = ["type: A", "type: B"];
  assert.deepEqual(counted(node("A", null, null), node("B", null, null)), whole);
  assert.deepEqual(counted(node("A", 1, 0), node("B", 1, 0)), whole);
  assert.deepEqual(counted(node("A", 1, 1), node("B", 0, null)), whole);
  assert.deepEqual(counted(node("A", 2, 1), node("B", 1, null)), whole);
});

test("a tree that runs in a circle is taken as it is", () => {
  const circle = [node("A", 1, 0), { ...group(0, 1), type: "B" }];
  assert.deepEqual(counted(...circle).slice(0, 2), ["type: A", "type: B"]);
  const loop = [node("A", 2, 1), node("B", 1, 2), group(0, null)];
  assert.deepEqual(counted(...loop), ["type: ExceptionGroup", "value: <int> sub-exceptions"]);
});
