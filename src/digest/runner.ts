import { Worker } from "node:worker_threads";
import {
  Failure,
  type Person,
  type ProjectFilter,
  type ScrubRules,
  toFailure,
} from "../domain/index.ts";
import type { Order, Result, RetentionRules } from "../manage/index.ts";
import type { DeletedDeliveries, Location } from "../store/index.ts";
import type {
  DigestData,
  DigestLimits,
  ForgetResult,
  FromDigest,
  Recovery,
  RedigestResult,
  RedigestWhat,
  Refusal,
  SharedId,
  ToDigest,
} from "./messages.ts";
import { busyShareOfThread, Pressure } from "./pressure.ts";
import type { RetainedRun } from "./retainer.ts";

export interface DigestRunnerOptions {
  readonly location: Location;
  readonly filter: ProjectFilter;
  readonly scrubbing: ScrubRules;
  readonly limits: DigestLimits;
  readonly retention: RetentionRules;
  /** Deletes deliveries from the archive for good; ids that are not there are passed over. */
  readonly deleteDeliveries: (ids: readonly number[]) => Promise<DeletedDeliveries>;
  /** A run of retention removed something. */
  readonly onRetained: (run: RetainedRun) => void;
  /** Told after each batch that changed something. */
  readonly onProgress: () => void;
  readonly onFailed: (deliveryId: number, reason: string) => void;
  /** The thread died, or its storage is in trouble; it goes on by itself. */
  readonly onTrouble: (reason: string, cause?: unknown) => void;
}

interface Waiter {
  readonly id: number;
  readonly resolve: (reached: boolean) => void;
  readonly timer: NodeJS.Timeout;
}

const restartPauseMs = 200;
/** Commands that wait, at most. */
const ordersMax = 1000;

/** Runs the digest's thread: wakes it, knows how far it is, and brings it back when it dies. */
export class DigestRunner {
  readonly #options: DigestRunnerOptions;
  #worker: Worker;
  #cursor = 0;
  #newestId = 0;
  readonly #durable: SharedId = new BigInt64Array(new SharedArrayBuffer(8));
  #idle = false;
  #hurried = false;
  #trouble: string | null = null;
  #stopping = false;
  #stopped: () => void = () => {};
  readonly #heard = Promise.withResolvers<void>();
  readonly #waiters = new Set<Waiter>();
  #calls = 0;
  readonly #redigests = new Map<number, PromiseWithResolvers<RedigestResult>>();
  readonly #forgets = new Map<number, PromiseWithResolvers<ForgetResult>>();
  readonly #pressure = new Pressure({ busyShare: busyShareOfThread(), now: Date.now });
  readonly #orders = new Map<number, PromiseWithResolvers<Result>>();
  /** How often in a row the thread died without getting past one delivery. */
  #deaths = 0;
  #diedAt = -1;

  constructor(options: DigestRunnerOptions) {
    this.#options = options;
    this.#worker = this.#start("none");
  }

  /** Every delivery up to this id has its outcome. */
  get cursor(): number {
    return this.#cursor;
  }

  /** Null while all is well, else what the digest's storage suffers from. */
  get trouble(): string | null {
    return this.#trouble;
  }

  /** Resolves when the thread has told how far it is. */
  started(): Promise<void> {
    return this.#heard.promise;
  }

  /** Tells that deliveries up to `newestId` are on the disk. */
  wake(newestId: number): void {
    this.#newestId = Math.max(this.#newestId, newestId);
    Atomics.store(this.#durable, 0, BigInt(this.#newestId));
    this.#pressure.look();
    if (!this.#idle) return;
    this.#idle = false;
    this.#send({ type: "wake" });
  }

  /** Resolves to true once the delivery has its outcome, or to false after `timeoutMs`. */
  reached(id: number, timeoutMs: number): Promise<boolean> {
    if (this.#cursor >= id) return Promise.resolve(true);
    this.#hurry();
    return new Promise((resolve) => {
      const waiter: Waiter = {
        id,
        resolve,
        timer: setTimeout(() => this.#settle(waiter, false), timeoutMs),
      };
      this.#waiters.add(waiter);
    });
  }

  /** Digests deliveries again: see `Digest.redigest`. */
  redigest(what: RedigestWhat): Promise<RedigestResult> {
    const call = ++this.#calls;
    const pending = Promise.withResolvers<RedigestResult>();
    this.#redigests.set(call, pending);
    this.#send({ type: "redigest", call, what });
    return pending.promise;
  }

  /** Forgets somebody: see `forget`. The deliveries that it dooms are to be deleted by the caller. */
  forget(person: Person): Promise<ForgetResult> {
    const call = ++this.#calls;
    const pending = Promise.withResolvers<ForgetResult>();
    this.#forgets.set(call, pending);
    this.#send({ type: "forget", call, person });
    return pending.promise;
  }

  /**
   * Has a command carried out, between two batches. Rejects with the `Failure` of whoever cannot do it, or
   * `unavailable` when too many wait or the storage is in trouble.
   */
  perform(order: Order): Promise<Result> {
    if (this.#orders.size >= ordersMax) {
      return Promise.reject(new Failure("unavailable", "Too many changes wait; try again."));
    }
    const call = ++this.#calls;
    const pending = Promise.withResolvers<Result>();
    this.#orders.set(call, pending);
    this.#send({ type: "perform", call, order });
    return pending.promise;
  }

  /** Finishes the batch in hand, closes the database and ends the thread. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const stopped = new Promise<void>((resolve) => {
      this.#stopped = resolve;
    });
    this.#send({ type: "stop" });
    await stopped;
    for (const waiter of this.#waiters) this.#settle(waiter, false);
    this.#refuseCalls("The collector is stopping.");
  }

  #start(recovery: Recovery): Worker {
    const { location, filter, scrubbing, limits, retention } = this.#options;
    const data: DigestData = {
      location,
      filter,
      scrubbing,
      limits,
      retention,
      durable: this.#durable,
      pressed: this.#pressure.until,
      recovery,
    };
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: data });
    worker.on("message", (message: FromDigest) => this.#hear(message));
    worker.on("error", (thrown) => {
      this.#options.onTrouble("The digest's thread died and is started again.", thrown);
    });
    worker.on("exit", () => this.#exited());
    return worker;
  }

  #send(message: ToDigest): void {
    this.#worker.postMessage(message);
  }

  #hear(message: FromDigest): void {
    switch (message.type) {
      case "progress":
        this.#progress(message.cursor, message.idle);
        return;
      case "failed":
        this.#options.onFailed(message.deliveryId, message.reason);
        return;
      case "delete":
        void this.#delete(message.ids);
        return;
      case "retained":
        this.#options.onRetained(message.run);
        return;
      case "retentionFailed":
        this.#options.onTrouble(`Retention waits: ${message.reason}.`);
        return;
      case "trouble":
        if (this.#trouble === null) this.#options.onTrouble(`The digest waits: ${message.reason}.`);
        this.#trouble = message.reason;
        return;
      case "redigested": {
        const pending = this.#redigests.get(message.call);
        this.#redigests.delete(message.call);
        if (message.result !== null) pending?.resolve(message.result);
        else pending?.reject(new Failure("unavailable", `Redigest stopped: ${message.failure}.`));
        return;
      }
      case "forgot": {
        const pending = this.#forgets.get(message.call);
        this.#forgets.delete(message.call);
        if (message.result !== null) pending?.resolve(message.result);
        else pending?.reject(new Failure("unavailable", `Forgetting stopped: ${message.failure}.`));
        return;
      }
      case "performed": {
        const pending = this.#orders.get(message.call);
        this.#orders.delete(message.call);
        const { result, refusal } = message;
        if (result !== null) pending?.resolve(result);
        else pending?.reject(failureOf(refusal));
        return;
      }
      case "stopped":
        this.#stopped();
    }
  }

  async #delete(ids: readonly number[]): Promise<void> {
    const worker = this.#worker;
    const counts = await this.#options.deleteDeliveries(ids).catch(() => null);
    // A thread that was started since asks again.
    if (worker === this.#worker) worker.postMessage({ type: "deleted", counts } satisfies ToDigest);
  }

  #hurry(): void {
    if (this.#hurried) return;
    this.#hurried = true;
    this.#send({ type: "hurry" });
  }

  #progress(cursor: number, idle: boolean): void {
    this.#hurried = false;
    if (cursor > this.#cursor || idle) this.#trouble = null;
    if (cursor > this.#cursor) this.#options.onProgress();
    this.#cursor = cursor;
    this.#idle = idle;
    this.#heard.resolve();
    for (const waiter of this.#waiters) {
      if (waiter.id <= cursor) this.#settle(waiter, true);
    }
    if (this.#waiters.size > 0) this.#hurry();
    if (idle && this.#newestId > cursor) this.wake(this.#newestId);
  }

  #settle(waiter: Waiter, reached: boolean): void {
    clearTimeout(waiter.timer);
    this.#waiters.delete(waiter);
    waiter.resolve(reached);
  }

  #exited(): void {
    this.#refuseCalls("The digest's thread died.");
    if (this.#stopping) {
      this.#stopped();
      return;
    }
    this.#deaths = this.#diedAt === this.#cursor ? this.#deaths + 1 : 1;
    this.#diedAt = this.#cursor;
    const recovery: Recovery = this.#deaths < 2 ? "none" : this.#deaths === 2 ? "one" : "condemn";
    this.#idle = false;
    setTimeout(() => {
      if (!this.#stopping) this.#worker = this.#start(recovery);
    }, restartPauseMs);
  }

  #refuseCalls(message: string): void {
    for (const pending of this.#redigests.values()) {
      pending.reject(new Failure("unavailable", message));
    }
    this.#redigests.clear();
    for (const pending of this.#forgets.values()) {
      pending.reject(new Failure("unavailable", message));
    }
    this.#forgets.clear();
    for (const pending of this.#orders.values()) {
      pending.reject(new Failure("unavailable", message));
    }
    this.#orders.clear();
  }
}

function failureOf(refusal: Refusal | null): Failure {
  if (refusal === null) return new Failure("internal", "A command ended without a result.");
  const { code, message } = refusal;
  return code === "internal" ? toFailure(new Error(message)) : new Failure(code, message);
}
