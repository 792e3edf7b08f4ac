/** A delivery that is being written, or is written: its id once the bytes are on the disk. */
type Written = number | Promise<number>;

/**
 * The content keys of recent deliveries, the oldest forgotten first. What it has forgotten, the
 * identity index still knows.
 */
export class RecentKeys {
  readonly #max: number;
  readonly #keys = new Map<string, Written>();

  constructor(max: number) {
    this.#max = max;
  }

  /** The first copy of a message, where it is remembered. */
  find(key: string): Written | null {
    return this.#keys.get(key) ?? null;
  }

  /** Remembers a message from before its bytes are written, so that a copy that comes at once waits. */
  remember(key: string, writing: Promise<number>): void {
    this.#keys.set(key, writing);
    writing.then(
      (id) => this.#keys.set(key, id),
      () => this.#keys.delete(key),
    );
    if (this.#keys.size <= this.#max) return;
    const oldest = this.#keys.keys().next().value;
    if (oldest !== undefined) this.#keys.delete(oldest);
  }
}
