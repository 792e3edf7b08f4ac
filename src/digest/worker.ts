import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises";
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import {
  Failure,
  mentionsOf,
  messageOf,
  type Person,
  scrubBy,
  toFailure,
} from "../domain/index.ts";
import { type Order, Retention, type RetentionDeps } from "../manage/index.ts";
import {
  ArchiveArrivals,
  ArchiveReader,
  Records,
  storageTrouble,
  yieldToDoors,
} from "../store/index.ts";
import { Digest } from "./digest.ts";
import { type Forgotten, forget } from "./forget.ts";
import type {
  DigestData,
  ForgetResult,
  FromDigest,
  RedigestResult,
  RedigestWhat,
  ToDigest,
} from "./messages.ts";
import { isPressed } from "./pressure.ts";
import { Retainer } from "./retainer.ts";

// The digest's thread: the one writer of errors.db. It digests batch after batch and sleeps when
// nothing waits; redigests go in between.

const data = workerData as DigestData;
const port = parentPort as MessagePort;
const say = (message: FromDigest): void => port.postMessage(message);

// Senders wait for the doors, and nobody for the digest as long as it keeps up.
const troublePauseMs = 500;
yieldToDoors(10);
const isShared = data.location.kind === "postgres";
const records = await opened(() => new Records({ location: data.location, now: Date.now }));
const archive = new ArchiveReader(data.location);
const digest = await opened(
  () =>
    new Digest({
      records,
      archive,
      filter: data.filter,
      scrub: scrubBy(data.scrubbing),
      onFailed: (deliveryId, reason) => say({ type: "failed", deliveryId, reason }),
    }),
);
const arrivals = new ArchiveArrivals(data.location);
const { retained } = records;
const transact: RetentionDeps["transact"] = (work) => digest.change(work);
const retention = new Retention({
  retained,
  arrivals,
  rules: data.retention,
  now: Date.now,
  cursor: () => records.cursor(),
  transact,
});
const retainer = new Retainer({
  retention,
  retained,
  transact,
  now: Date.now,
  deleteDeliveries: (ids) => say({ type: "delete", ids }),
  onRun: (run) => say({ type: "retained", run }),
});
const limits = {
  countMax: data.recovery === "one" ? 1 : data.limits.batchDeliveriesMax,
  bytesMax: data.limits.batchBytesMax,
};

let stopping = false;
let hurried = false;
let wake: (() => void) | null = null;
const orders: { call: number; order: Order }[] = [];
const forgets: { call: number; person: Person }[] = [];
const redigests: { call: number; what: RedigestWhat }[] = [];
/** What other collectors took and left is looked for after this. */
const othersMs = 1000;
const redigestPage = 500;
const settleTriesMax = 50;
const settlePauseMs = 100;
/** While more than this waits to be digested nothing is removed. */
const retentionBacklogMax = 5000;
/**
 * Measured: in a batch of some hundred a delivery costs a third less than in one of some ten, and half
 * as much is written; some thousand share most of the pages that they change. So a batch smaller than
 * this is followed by a moment in which more may gather.
 */
const smallBatch = 3000;

/** From this many on it is worth waiting the whole time for more; of fewer somebody may be told at once. */
const worthGathering = 300;
/** Measured: on a server batches of some hundred cost hardly more than larger ones. */
const shareOnServer = 0.25;
const standBackMs = 50;

port.on("message", (message: ToDigest) => {
  if (message.type === "stop") stopping = true;
  if (message.type === "deleted") retainer.answered(message.counts);
  if (message.type === "hurry") hurried = true;
  if (message.type === "redigest") redigests.push(message);
  if (message.type === "forget") forgets.push(message);
  if (message.type === "perform") orders.push(message);
  wake?.();
});

async function run(): Promise<void> {
  if (data.recovery === "condemn") digest.condemn("Reading it made the digest's thread die.");
  while (!stopping) {
    try {
      await turn();
    } catch (thrown) {
      await waitOut(thrown);
    }
  }
  arrivals.close();
  archive.close();
  records.close();
  say({ type: "stopped" });
  port.close();
}

async function turn(): Promise<void> {
  performOrders();
  const next = redigests.shift();
  if (next !== undefined) await redigest(next);
  const leaving = forgets.shift();
  if (leaving !== undefined) await forgetPerson(leaving);
  const durable = durableId();
  if (standsBack(durable)) {
    await sleep(standBackMs);
    return;
  }
  hurried = false;
  const took = await tryBatch(durable);
  say({ type: "progress", cursor: records.cursor(), idle: took === 0 });
  await nextTurn();
  const restMs = retain();
  const waiting = newestId() - records.cursor();
  // A message that came in between woke nobody: what it told of is seen here.
  if (took === 0 && waiting <= durable - records.cursor()) await sleep(restMs);
  else if (took > 0 && waiting < smallBatch) await sleep(gatherMs(took));
}

/** Tells of trouble with the storage and waits a moment. Throws on what is no such trouble. */
async function waitOut(thrown: unknown): Promise<void> {
  const trouble = storageTrouble(thrown);
  if (trouble === null) throw thrown;
  say({ type: "trouble", reason: trouble });
  await pause(troublePauseMs);
}

/** A server may be away when the thread starts. */
async function opened<T>(open: () => T): Promise<T> {
  for (;;) {
    try {
      return open();
    } catch (thrown) {
      await waitOut(thrown);
    }
  }
}

/**
 * What comes in faster than it can be digested is kept first: senders wait one second, and on a small
 * machine both cannot be had. Whoever waits for what comes next is served all the same.
 */
function standsBack(durable: number): boolean {
  if (hurried || stopping || !isPressed(data.pressed, Date.now())) return false;
  return durable - records.cursor() < data.limits.standBackDeliveriesMax;
}

/**
 * The newest delivery that is on the disk and has none before it that is still to come. On a server every appender is
 * waited for, so it is asked once a turn.
 */
function durableId(): number {
  return isShared ? records.turns.settledDelivery() : newestId();
}

/** The newest delivery that anybody sees, which may be one that must wait for others. */
function newestId(): number {
  return isShared ? records.turns.newestDelivery() : Number(Atomics.load(data.durable, 0));
}

function gatherMs(took: number): number {
  const share = isShared ? shareOnServer : 1;
  return data.limits.gatherMs * share * Math.min(1, took / worthGathering);
}

/** A little retention, unless there is more important work. Returns when it wants to go on, in milliseconds. */
function retain(): number {
  if (newestId() - records.cursor() > retentionBacklogMax) return 0;
  try {
    return digest.alone(() => retainer.step());
  } catch (thrown) {
    say({ type: "retentionFailed", reason: storageTrouble(thrown) ?? messageOf(thrown) });
    return retainer.postpone();
  }
}

function performOrders(): void {
  for (const order of orders.splice(0)) performOrder(order);
}

/** Carries out what somebody asked for, in a transaction of its own. */
function performOrder({ call, order }: { call: number; order: Order }): void {
  try {
    say({ type: "performed", call, result: digest.perform(order), refusal: null });
  } catch (thrown) {
    const trouble = storageTrouble(thrown);
    const failure = trouble === null ? toFailure(thrown) : new Failure("unavailable", trouble);
    const { code, message } = failure;
    const cause = code === "internal" ? messageOf(failure.cause) : message;
    say({ type: "performed", call, result: null, refusal: { code, message: cause } });
  }
}

/** One batch. Trouble with the storage is told and waited out: what was answered is on disk already. */
async function tryBatch(idMax = durableId()): Promise<number> {
  try {
    return digest.batch({ ...limits, idMax });
  } catch (thrown) {
    await waitOut(thrown);
    return -1;
  }
}

/** Waits for a message, or at most for `ms`. */
async function sleep(ms: number): Promise<void> {
  if (ms <= 0 || stopping || hurried || redigests.length + forgets.length + orders.length > 0)
    return;
  const { promise, resolve } = Promise.withResolvers<void>();
  wake = resolve;
  const timer = setTimeout(resolve, isShared ? Math.min(ms, othersMs) : ms);
  await promise;
  wake = null;
  clearTimeout(timer);
}

async function redigest({ call, what }: { call: number; what: RedigestWhat }): Promise<void> {
  try {
    say({ type: "redigested", call, result: await redigestAll(what), failure: null });
  } catch (thrown) {
    const failure = storageTrouble(thrown) ?? messageOf(thrown);
    say({ type: "redigested", call, result: null, failure });
  }
}

async function redigestAll(what: RedigestWhat): Promise<RedigestResult> {
  const result = { tried: 0, digested: 0, ignored: 0, failed: 0, missing: 0 };
  let after = 0;
  for (;;) {
    const ids = pageOf(what, after);
    for (const id of ids) {
      result.tried += 1;
      result[digest.redigest(id) ?? "missing"] += 1;
    }
    const last = ids.at(-1);
    if (last === undefined || what.which === "ids") return result;
    after = last;
    await tryBatch();
    say({ type: "progress", cursor: records.cursor(), idle: false });
    // Without a turn of its own no message comes in, and all of this may take hours.
    await nextTurn();
    performOrders();
    if (stopping) return result;
  }
}

function pageOf(what: RedigestWhat, after: number): readonly number[] {
  if (what.which === "ids") return what.ids;
  if (what.which === "failed") return records.failedDeliveries(after, redigestPage);
  return records.outcomesAfter(after, redigestPage);
}

async function forgetPerson({ call, person }: { call: number; person: Person }): Promise<void> {
  try {
    say({ type: "forgot", call, result: await forgetAll(person), failure: null });
  } catch (thrown) {
    const failure = storageTrouble(thrown) ?? messageOf(thrown);
    say({ type: "forgot", call, result: null, failure });
  }
}

async function forgetAll(person: Person): Promise<ForgetResult> {
  const steps = forget(mentionsOf(person), { records, archive, transact });
  const forgotten = await throughout(steps);
  // Readers end soon: until then the write-ahead log has what is gone from the file.
  for (let tries = 0; !records.forgettable.settle(); tries += 1) {
    if (tries === settleTriesMax)
      throw new Error("somebody reads the database for long, ask again");
    await pause(settlePauseMs);
  }
  return { forgotten, doomed: retained.doomed(Number.MAX_SAFE_INTEGER) };
}

/** Takes step after step, and between them does what else there is to do. */
async function throughout(steps: Generator<void, Forgotten, void>): Promise<Forgotten> {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    await tryBatch();
    say({ type: "progress", cursor: records.cursor(), idle: false });
    await nextTurn();
    performOrders();
    if (stopping) {
      steps.throw(new Error("the collector is stopping"));
    }
  }
}

await run();
