import assert from "node:assert/strict";
import { test } from "node:test";
import { Feed, type Told } from "../../src/live/index.ts";
import type { Change } from "../../src/store/index.ts";

function aChange(id: number): Change {
  return { id, at: 0, kind: "issue", project: "web", issueId: id, errorId: null, data: {} };
}

/** A feed over changes from `oldest` to `newest`; `add` makes more. */
function aFeed({ oldest = 1, newest = 0 } = {}) {
  const changes = Array.from({ length: newest - oldest + 1 }, (_, at) => aChange(oldest + at));
  const feed = new Feed({
    after: async (id, limit) => changes.filter((change) => change.id > id).slice(0, limit),
    bounds: async () => ({ oldest: changes[0]?.id ?? 0, newest: changes.at(-1)?.id ?? 0 }),
    limits: { watchersMax: 2, heartbeatMs: 60_000 },
  });
  const add = (count: number): void => {
    for (let more = 0; more < count; more += 1)
      changes.push(aChange((changes.at(-1)?.id ?? 0) + 1));
    feed.wake();
  };
  return { feed, add };
}

async function take(watcher: AsyncGenerator<Told, void, void>, count: number): Promise<Told[]> {
  const told: Told[] = [];
  while (told.length < count) {
    const { value, done } = await watcher.next();
    if (done === true) break;
    told.push(value);
  }
  return told;
}

const idsOf = (told: readonly Told[]) =>
  told.map((change) => (change !== null && "id" in change ? change.id : null));

test("a watcher gets everything after its number in order, however much it is", async () => {
  const { feed, add } = aFeed({ newest: 1700 });
  const watcher = feed.watch(0, new AbortController().signal);
  const missed = await take(watcher, 1700);
  add(900);
  const fresh = await take(watcher, 900);
  assert.deepEqual(
    idsOf([...missed, ...fresh]),
    Array.from({ length: 2600 }, (_, at) => at + 1),
  );
  await watcher.return();
});

test("what happened while nobody watched is not waited for", async () => {
  const { feed, add } = aFeed({ newest: 3 });
  const first = feed.watch(null, new AbortController().signal);
  const waiting = first.next();
  add(1);
  assert.deepEqual(idsOf([(await waiting).value as Told]), [4]);
  await first.return();
  add(5000);
  const second = feed.watch(5003, new AbortController().signal);
  const next = take(second, 2);
  add(1);
  assert.deepEqual(idsOf(await next), [5004, 5005]);
  await second.return();
});

test("a watcher whose changes are forgotten is told so, and goes on with what is kept", async () => {
  const { feed } = aFeed({ oldest: 100, newest: 102 });
  const watcher = feed.watch(5, new AbortController().signal);
  const [forgotten, ...rest] = await take(watcher, 4);
  assert.deepEqual(forgotten, { forgotten: true, upTo: 99 });
  assert.deepEqual(idsOf(rest), [100, 101, 102]);
  await watcher.return();
});

test("no more may watch than the limit says", async () => {
  const { feed } = aFeed({ newest: 1 });
  const stop = new AbortController();
  const watchers = [feed.watch(0, stop.signal), feed.watch(0, stop.signal)];
  for (const watcher of watchers) await watcher.next();
  assert.equal(feed.isFull, true);
  for (const watcher of watchers) await watcher.return();
  assert.equal(feed.isFull, false);
});
