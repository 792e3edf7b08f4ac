import assert from "node:assert/strict";
import { test } from "node:test";
import { Feed, type Told } from "../../src/live/index.ts";
import type { Change } from "../../src/store/index.ts";

function aChange(id: number): Change {
  return { id, at: 0, kind: "issue", project: "web", issueId: id, errorId: null, data: {} };
}

/** A feed over changes from `oldest` to `newest`, known once `known` resolves; `add` makes more. */
function aFeed({ oldest = 1, newest = 0, known = Promise.resolve() } = {}) {
  const changes = Array.from({ length: newest - oldest + 1 }, (_, at) => aChange(oldest + at));
  const feed = new Feed({
    after: async (id, limit) => changes.filter((change) => change.id > id).slice(0, limit),
    async bounds() {
      await known;
      return { oldest: changes[0]?.id ?? 0, newest: changes.at(-1)?.id ?? 0 };
    },
    limits: { watchersMax: 2, heartbeatMs: 60_000 },
  });
  const add = (count: number): void => {
    for (let more = 0; more < count; more += 1)
      changes.push(aChange((changes.at(-1)?.id ?? 0) + 1));
    feed.wake();
  };
  return { feed, add };
}

/** A watcher that has been told where it begins. */
async function watching(feed: Feed, after: number | null) {
  const watcher = feed.watch(after, new AbortController().signal);
  assert.equal((await watcher.next()).value, null);
  return watcher;
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
  const watcher = await watching(feed, 0);
  const missed = await take(watcher, 1700);
  add(900);
  const fresh = await take(watcher, 900);
  assert.deepEqual(
    idsOf([...missed, ...fresh]),
    Array.from({ length: 2600 }, (_, at) => at + 1),
  );
  await watcher.return();
});

test("a watcher is told that it watches only when nothing passes it by any more", async () => {
  const { promise: known, resolve } = Promise.withResolvers<void>();
  const { feed, add } = aFeed({ newest: 1, known });
  const watcher = feed.watch(null, new AbortController().signal);
  let isTold = false;
  const told = watcher.next().then(() => {
    isTold = true;
  });
  add(1);
  await new Promise((done) => setImmediate(done));
  assert.equal(isTold, false);
  resolve();
  await told;
  add(1);
  assert.deepEqual(idsOf(await take(watcher, 1)), [3]);
  await watcher.return();
});

test("what happened while nobody watched is not waited for", async () => {
  const { feed, add } = aFeed({ newest: 3 });
  const first = await watching(feed, null);
  const waiting = first.next();
  add(1);
  assert.deepEqual(idsOf([(await waiting).value as Told]), [4]);
  await first.return();
  add(5000);
  const second = await watching(feed, 5003);
  const next = take(second, 2);
  add(1);
  assert.deepEqual(idsOf(await next), [5004, 5005]);
  await second.return();
});

test("a watcher whose changes are forgotten is told so, and goes on with what is kept", async () => {
  const { feed } = aFeed({ oldest: 100, newest: 102 });
  const watcher = await watching(feed, 5);
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
