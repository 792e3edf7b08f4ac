import { TooMany } from "../domain/index.ts";

/** Keys that are remembered, at most: the oldest are forgotten first. */
const keysMax = 10_000;

/** Lets something fail so often in a while, by key, and then no more until the while is over. */
export class Throttle {
  readonly #failuresMax: number;
  readonly #windowMs: number;
  readonly #failures = new Map<string, { count: number; until: number }>();

  constructor({ failuresMax, windowMs }: { failuresMax: number; windowMs: number }) {
    this.#failuresMax = failuresMax;
    this.#windowMs = windowMs;
  }

  /** Throws `TooMany` where it failed too often. */
  enter(key: string, now: number): void {
    const known = this.#failures.get(key);
    if (known === undefined || known.until <= now || known.count < this.#failuresMax) return;
    throw new TooMany("Too many attempts failed: try again later.", known.until - now);
  }

  failed(key: string, now: number): void {
    const known = this.#failures.get(key);
    if (known !== undefined && known.until > now) {
      known.count += 1;
      return;
    }
    this.#failures.delete(key);
    this.#failures.set(key, { count: 1, until: now + this.#windowMs });
    if (this.#failures.size <= keysMax) return;
    const [oldest = ""] = this.#failures.keys();
    this.#failures.delete(oldest);
  }

  succeeded(key: string): void {
    this.#failures.delete(key);
  }
}
