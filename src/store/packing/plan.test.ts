import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { planBlocks, type Waiting } from "./plan.ts";

const mebibyte = 1024 * 1024;
const range = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);
const some = { all: false };
const small = (id: number, lane = 0): Waiting => ({ id, lane, bytes: 4096 });

test("few of a lane wait for more, and enough become one block", () => {
  assert.deepEqual(
    planBlocks(
      range(1, 31).map((id) => small(id)),
      some,
    ),
    {
      blocks: [],
      left: range(1, 31),
    },
  );
  assert.deepEqual(
    planBlocks(
      range(1, 32).map((id) => small(id)),
      some,
    ),
    {
      blocks: [{ lane: 0, ids: range(1, 32) }],
      left: [],
    },
  );
});

test("many of a lane become blocks of about equal size", () => {
  const { blocks, left } = planBlocks(
    range(1, 600).map((id) => small(id)),
    some,
  );
  assert.deepEqual(
    blocks.map(({ ids }) => ids.length),
    [200, 200, 200],
  );
  assert.deepEqual(left, []);
});

test("a large body has a block of its own, at once", () => {
  const waiting = [small(1), { id: 2, lane: 0, bytes: 5 * mebibyte }, small(3)];
  assert.deepEqual(planBlocks(waiting, some), { blocks: [{ lane: 0, ids: [2] }], left: [1, 3] });
});

test("where all are wanted, few of a lane become a small block", () => {
  const waiting = [small(1, 4), small(2, 5), small(3, 4)];
  assert.deepEqual(planBlocks(waiting, { all: true }), {
    blocks: [
      { lane: 4, ids: [1, 3] },
      { lane: 5, ids: [2] },
    ],
    left: [],
  });
});

test("nothing waits for a plan of nothing", () => {
  assert.deepEqual(planBlocks([], some), { blocks: [], left: [] });
});

const anyWaiting = fc
  .array(
    fc.record({
      lane: fc.integer({ min: 0, max: 3 }),
      bytes: fc.oneof(
        fc.integer({ min: 0, max: 8192 }),
        fc.integer({ min: 0, max: 200_000 }),
        fc.integer({ min: 0, max: 5 * mebibyte }),
      ),
    }),
    { maxLength: 1500, size: "max" },
  )
  .map((all) => all.map((each, index) => ({ ...each, id: index + 1 })));

test("every delivery is in one block or left, of its own lane, in order, within the limits", () => {
  fc.assert(
    fc.property(anyWaiting, (waiting) => {
      const byId = new Map(waiting.map((each) => [each.id, each]));
      const { blocks, left } = planBlocks(waiting, some);
      const seen = [...blocks.flatMap(({ ids }) => ids), ...left];
      assert.equal(seen.length, waiting.length);
      assert.equal(new Set(seen).size, waiting.length);
      for (const { lane, ids } of blocks) {
        const members = ids.map((id) => byId.get(id));
        const bytes = members.reduce((sum, each) => sum + (each?.bytes ?? 0), 0);
        assert.ok(members.every((each) => each?.lane === lane));
        assert.deepEqual(
          ids,
          ids.toSorted((a, b) => a - b),
        );
        assert.ok(ids.length <= 256);
        assert.ok(ids.length === 1 || (ids.length >= 16 && bytes < 2.125 * mebibyte), `${bytes}`);
      }
      for (const lane of range(0, 4)) {
        assert.ok(left.filter((id) => byId.get(id)?.lane === lane).length < 32);
      }
    }),
    { numRuns: 200 },
  );
});
