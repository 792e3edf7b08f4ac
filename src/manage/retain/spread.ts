/** Rows of which some are kept, evenly over time. Moments are in milliseconds since 1970. */
export interface Spreading {
  /** How many there are. */
  readonly rows: number;
  /** How many may stay. */
  readonly allowed: number;
  /** The moment after which they happened, and that of the last one. */
  readonly from: number;
  readonly to: number;
}

/**
 * Chooses a sample of rows that are told one after the other, the oldest first, without holding them:
 * what is left of the time is shared out among what may still stay. Exactly as many stay as may.
 */
export class Spread {
  #rows: number;
  #allowed: number;
  readonly #to: number;
  #next: number;

  constructor({ rows, allowed, from, to }: Spreading) {
    this.#rows = rows;
    this.#allowed = allowed;
    this.#to = to;
    this.#next = from + (to - from) / (allowed + 1);
  }

  /** True when the next row stays; a pinned one always does, and is one of the sample. */
  keeps({ timestamp, pinned }: { readonly timestamp: number; readonly pinned: boolean }): boolean {
    const isLast = this.#rows <= this.#allowed;
    this.#rows -= 1;
    const isDue = this.#allowed > 0 && (isLast || timestamp >= this.#next);
    if (!isDue && !pinned) return false;
    this.#allowed = Math.max(0, this.#allowed - 1);
    this.#next = timestamp + (this.#to - timestamp) / (this.#allowed + 1);
    return true;
  }
}
