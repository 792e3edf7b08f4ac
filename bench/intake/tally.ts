import { setTimeout as pause } from "node:timers/promises";
import { Histogram } from "./histogram.ts";
import type { LoadResult } from "./messages.ts";

/** Requests under way are waited for this long when sending has ended. */
const answerMsMax = 15_000;

/** Counts what becomes of the requests of one plan. Times are milliseconds of `performance.now()`. */
export class Tally {
  readonly #from: number;
  readonly #to: number;
  readonly #answers: Record<string, number> = {};
  readonly #broken: Record<string, number> = {};
  readonly #latency = new Histogram();
  readonly #service = new Histogram();
  readonly #lateness = new Histogram();
  #sent = 0;
  #ended = 0;
  #goodInTime = 0;
  connectionsOpened = 0;

  /** Rates and durations are taken of what is answered (rates) or due (durations) in this time. */
  constructor(from: number, to: number) {
    this.#from = from;
    this.#to = to;
  }

  sent(): void {
    this.#sent += 1;
  }

  answered({ dueAt, sentAt }: { dueAt: number; sentAt: number }, status: number): void {
    const now = performance.now();
    this.#ended += 1;
    this.#answers[status] = (this.#answers[status] ?? 0) + 1;
    const inTime = now >= this.#from && now < this.#to;
    if (inTime && status >= 200 && status < 300) this.#goodInTime += 1;
    if (dueAt < this.#from || dueAt >= this.#to) return;
    this.#latency.record(now - dueAt);
    this.#service.record(now - sentAt);
    this.#lateness.record(sentAt - dueAt);
  }

  broken(code: string): void {
    this.#ended += 1;
    this.#broken[code] = (this.#broken[code] ?? 0) + 1;
  }

  /** Waits for what is under way and says how it went. `unsent`: requests that were due and not sent. */
  async finish(unsent: number): Promise<LoadResult> {
    const deadline = performance.now() + answerMsMax;
    while (this.#ended < this.#sent && performance.now() < deadline) await pause(10);
    const seconds = (this.#to - this.#from) / 1000;
    return {
      sent: this.#sent,
      answers: this.#answers,
      broken: this.#broken,
      unanswered: this.#sent - this.#ended,
      rate: this.#goodInTime / seconds,
      seconds,
      unsent,
      latency: this.#latency.summary(),
      service: this.#service.summary(),
      lateness: this.#lateness.summary(),
      connectionsOpened: this.connectionsOpened,
    };
  }
}
