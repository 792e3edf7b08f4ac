import { performance } from "node:perf_hooks";

/** When the digest's thread may work again, in milliseconds since 1970; the doors' thread writes it. */
export type PressedUntil = BigInt64Array<SharedArrayBuffer>;

/** How often the doors' thread looks how busy it is. */
const everyMs = 100;
/** A disk that stands still, and with it the looks, for less than this does not end the pressure. */
const lastsMs = 2000;
/**
 * Of its time, when the doors' thread works for more than this it has hardly any left. Measured: at rates that
 * the digest can hold it is below 0.8.
 */
const pressedFrom = 0.9;

/** Looks at the doors' thread, in which it lives: is there time for anybody else? */
export class Pressure {
  readonly until: PressedUntil = new BigInt64Array(new SharedArrayBuffer(8));
  readonly #busyShare: () => number;
  readonly #now: () => number;
  #lookedAt = 0;

  constructor({ busyShare, now }: { busyShare: () => number; now: () => number }) {
    this.#busyShare = busyShare;
    this.#now = now;
  }

  /** Costs nothing but a look at the clock most of the time: call it as often as there is work. */
  look(): void {
    const now = this.#now();
    if (now - this.#lookedAt < everyMs) return;
    this.#lookedAt = now;
    const until = this.#busyShare() > pressedFrom ? now + lastsMs : 0;
    Atomics.store(this.until, 0, BigInt(until));
  }
}

/** Whether the doors' thread said not long ago that it has no time to share. */
export function isPressed(until: PressedUntil, now: number): boolean {
  return now < Number(Atomics.load(until, 0));
}

/** Returns a function that tells which share of the time since its last call this thread has worked. */
export function busyShareOfThread(): () => number {
  let before = performance.eventLoopUtilization();
  return () => {
    const current = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(current, before);
    before = current;
    return utilization;
  };
}
