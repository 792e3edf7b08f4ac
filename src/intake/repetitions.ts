/** A delivery that is being written, or is written: its id once the bytes are on the disk. */
type Written = number | Promise<number>;

/**
 * The content keys of recent deliveries, the oldest forgotten first. What it has forgotten, the
 * identity index still knows.
 */
export class RecentKeys {
  readonly #generationMax: number;
  /** Two generations: the older one is forgotten as a whole, which costs nothing per key. */
  #newer = new Map<string, Written>();
  #older = new Map<string, Written>();

  constructor(max: number) {
    this.#generationMax = Math.ceil(max / 2);
  }

  /** The first copy of a message, where it is remembered. */
  find(key: string): Written | null {
    return this.#newer.get(key) ?? this.#older.get(key) ?? null;
  }

  /** Remembers a message from before its bytes are written, so that a copy that comes at once waits. */
  remember(key: string, writing: Promise<number>): void {
    if (this.#newer.size >= this.#generationMax) {
      this.#older = this.#newer;
      this.#newer = new Map();
    }
    const generation = this.#newer;
    generation.set(key, writing);
    writing.then(
      (id) => generation.set(key, id),
      () => generation.delete(key),
    );
  }
}
