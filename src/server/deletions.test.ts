import assert from "node:assert/strict";
import { test } from "node:test";
import { Deletions } from "./deletions.ts";

test("nothing is deleted while something needs all deliveries, whatever becomes of that", async () => {
  const deletions = new Deletions();
  const { promise, reject } = Promise.withResolvers<void>();
  assert.equal(await deletions.run(async () => 1), 1);
  const work = deletions.without(() => promise);
  await assert.rejects(() => deletions.run(async () => 2), /during a backup/);
  reject(new Error("the disk is full"));
  await assert.rejects(work, /the disk is full/);
  assert.equal(await deletions.run(async () => 3), 3);
});
