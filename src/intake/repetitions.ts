import { Generations } from "../store/index.ts";

/** A delivery that is being written, or is written: its id once the bytes are on the disk. */
type Written = number | Promise<number>;

/**
 * The content keys of recent deliveries, the oldest forgotten first. What it has forgotten, the
 * identity index still knows.
 */
export class RecentKeys {
  readonly #written: Generations<string, Written>;

  /** `max`: keys, at most. */
  constructor(max: number) {
    this.#written = new Generations(max);
  }

  /** The first copy of a message, where it is remembered. */
  find(key: string): Written | null {
    return this.#written.get(key) ?? null;
  }

  /** Remembers a message from before its bytes are written, so that a copy that comes at once waits. */
  remember(key: string, writing: Promise<number>): void {
    this.#written.set(key, writing);
    writing.then(
      (id) => this.#written.replace(key, id),
      () => this.#written.delete(key),
    );
  }
}
