/** Keys that are remembered, at most; those that were seen longest ago are forgotten. */
const keysMax = 20_000;

interface Bucket {
  tokens: number;
  at: number;
}

/**
 * How often each key may do something: `perSecond` in the long run, and for a moment ten seconds' worth at once. 0: as often as it
 * likes. Times are milliseconds of any clock that does not go back.
 */
export class Rate {
  readonly #perMs: number;
  readonly #burst: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(perSecond: number) {
    this.#perMs = perSecond / 1000;
    this.#burst = perSecond * 10;
  }

  /** 0: it may. Else after how many milliseconds it may again. */
  take(key: string, now: number): number {
    if (this.#burst === 0) return 0;
    const known = this.#buckets.get(key);
    const filled =
      known === undefined ? this.#burst : known.tokens + (now - known.at) * this.#perMs;
    const tokens = Math.min(this.#burst, filled);
    const may = tokens >= 1;
    // Set anew, it stands last: the first is the one that was seen longest ago.
    this.#buckets.delete(key);
    this.#buckets.set(key, { tokens: may ? tokens - 1 : tokens, at: now });
    if (this.#buckets.size > keysMax) {
      const [oldest = ""] = this.#buckets.keys();
      this.#buckets.delete(oldest);
    }
    return may ? 0 : Math.ceil((1 - tokens) / this.#perMs);
  }
}
