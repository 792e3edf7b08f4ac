import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises";
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { messageOf } from "../domain/index.ts";
import { ArchiveReader, Records, storageTrouble } from "../store/index.ts";
import { Digest } from "./digest.ts";
import type { DigestData, FromDigest, RedigestResult, RedigestWhat, ToDigest } from "./messages.ts";

// The digest's thread: the one writer of errors.db. It digests batch after batch and sleeps when
// nothing waits; redigests go in between.

const data = workerData as DigestData;
const port = parentPort as MessagePort;
const say = (message: FromDigest): void => port.postMessage(message);

const records = new Records({ path: data.errorsPath, now: Date.now });
const archive = new ArchiveReader(data.archivePath);
const digest = new Digest({
  records,
  archive,
  filter: data.filter,
  onFailed: (deliveryId, reason) => say({ type: "failed", deliveryId, reason }),
});
const limits = {
  countMax: data.recovery === "one" ? 1 : data.limits.batchDeliveriesMax,
  bytesMax: data.limits.batchBytesMax,
};

let stopping = false;
let hurried = false;
let wake: (() => void) | null = null;
const redigests: { call: number; what: RedigestWhat }[] = [];
const troublePauseMs = 500;
const redigestPage = 500;
/**
 * Measured: in a batch of some hundred a delivery costs a third less than in one of some ten, and half
 * as much is written. So a batch smaller than this is followed by a moment in which more may gather.
 */
const smallBatch = 500;

port.on("message", (message: ToDigest) => {
  if (message.type === "stop") stopping = true;
  if (message.type === "hurry") hurried = true;
  if (message.type === "redigest") redigests.push(message);
  wake?.();
});

async function run(): Promise<void> {
  if (data.recovery === "condemn") digest.condemn("Reading it made the digest's thread die.");
  while (!stopping) {
    const next = redigests.shift();
    if (next !== undefined) await redigest(next);
    hurried = false;
    const took = await tryBatch();
    say({ type: "progress", cursor: records.cursor(), idle: took === 0 });
    await nextTurn();
    if (took === 0) await sleep(null);
    else if (took > 0 && took < smallBatch) await sleep(data.limits.gatherMs);
  }
  archive.close();
  records.close();
  say({ type: "stopped" });
  port.close();
}

/** One batch. Trouble with the storage is told and waited out: what was answered is on disk already. */
async function tryBatch(): Promise<number> {
  try {
    return digest.batch({ ...limits, idMax: Number(Atomics.load(data.durable, 0)) });
  } catch (thrown) {
    const trouble = storageTrouble(thrown);
    if (trouble === null) throw thrown;
    say({ type: "trouble", reason: trouble });
    await pause(troublePauseMs);
    return -1;
  }
}

/** Waits for a message, or at most for `ms`. */
async function sleep(ms: number | null): Promise<void> {
  if (stopping || hurried || redigests.length > 0) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  wake = resolve;
  const timer = ms === null ? null : setTimeout(resolve, ms);
  await promise;
  wake = null;
  if (timer !== null) clearTimeout(timer);
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
    if (last === undefined || what.which === "ids" || stopping) return result;
    after = last;
    await tryBatch();
  }
}

function pageOf(what: RedigestWhat, after: number): readonly number[] {
  if (what.which === "ids") return what.ids;
  if (what.which === "failed") return records.failedDeliveries(after, redigestPage);
  return records.outcomesAfter(after, redigestPage);
}

await run();
