/** Bits of a value that are told apart: a figure is at most 3 % too high. */
const precisionBits = 5;
const perPower = 2 ** precisionBits;
const bucketCount = (32 - precisionBits) * perPower;

/** Durations in milliseconds. All are null where nothing was measured. */
export interface Summary {
  readonly count: number;
  readonly p50: number | null;
  readonly p99: number | null;
  readonly p999: number | null;
  readonly max: number | null;
}

/** Counts durations in buckets that grow with the value, so that a long run needs no more memory. */
export class Histogram {
  readonly #buckets = new Uint32Array(bucketCount);
  #count = 0;
  #maxMs = 0;

  /** A duration in milliseconds; below zero counts as zero. */
  record(ms: number): void {
    this.#count += 1;
    if (ms > this.#maxMs) this.#maxMs = ms;
    const bucket = bucketOf(Math.max(0, Math.min(2 ** 31 - 1, Math.round(ms * 1000))));
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
  }

  summary(): Summary {
    const some = this.#count > 0;
    return {
      count: this.#count,
      p50: some ? this.#at(0.5) : null,
      p99: some ? this.#at(0.99) : null,
      p999: some ? this.#at(0.999) : null,
      max: some ? this.#maxMs : null,
    };
  }

  /** The duration that this share of all does not exceed, in milliseconds. */
  #at(share: number): number {
    let left = Math.ceil(this.#count * share);
    for (let bucket = 0; bucket < bucketCount; bucket += 1) {
      left -= this.#buckets[bucket] ?? 0;
      if (left <= 0) return Math.min(this.#maxMs, upperEdge(bucket) / 1000);
    }
    return this.#maxMs;
  }
}

function bucketOf(microseconds: number): number {
  if (microseconds < perPower) return microseconds;
  const power = 31 - Math.clz32(microseconds);
  const shift = power - precisionBits;
  return (shift + 1) * perPower + ((microseconds >>> shift) & (perPower - 1));
}

function upperEdge(bucket: number): number {
  if (bucket < perPower) return bucket;
  const shift = Math.floor(bucket / perPower) - 1;
  return (perPower + (bucket % perPower) + 1) * 2 ** shift - 1;
}
