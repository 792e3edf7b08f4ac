import assert from "node:assert/strict";
import { test } from "node:test";
import { Groups } from "./groups.ts";

test("what one turn brings goes together, and what comes meanwhile goes next", async () => {
  const sent: (readonly number[])[] = [];
  const groups = new Groups<number>({
    onTheWayMax: 1,
    countTogether: () => 3,
    send: async (group) => {
      sent.push(group);
    },
  });
  for (const each of [1, 2, 3, 4]) groups.add(each);
  await groups.emptied();
  assert.deepEqual(sent, [[1, 2, 3], [4]]);
});

test("no more groups are on their way than may be", async () => {
  let onTheWay = 0;
  let most = 0;
  const groups = new Groups<number>({
    onTheWayMax: 2,
    countTogether: () => 1,
    send: async () => {
      onTheWay += 1;
      most = Math.max(most, onTheWay);
      await new Promise((resolve) => setImmediate(resolve));
      onTheWay -= 1;
    },
  });
  for (let each = 0; each < 6; each += 1) groups.add(each);
  await groups.emptied();
  assert.equal(most <= 2, true);
  assert.equal(onTheWay, 0);
});

test("nothing waits: it is empty at once", async () => {
  const groups = new Groups<number>({
    onTheWayMax: 1,
    countTogether: () => 1,
    send: async () => {},
  });
  await groups.emptied();
});
