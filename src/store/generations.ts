/**
 * A map that remembers the newest entries, in two generations: the older one is forgotten as a whole, which
 * costs nothing per key. What is asked for counts as new.
 */
export class Generations<Key, Value> {
  readonly #generationMax: number;
  #newer = new Map<Key, Value>();
  #older = new Map<Key, Value>();

  /** `max`: entries, at most. */
  constructor(max: number) {
    this.#generationMax = Math.ceil(max / 2);
  }

  get(key: Key): Value | undefined {
    const newer = this.#newer.get(key);
    if (newer !== undefined) return newer;
    const older = this.#older.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  set(key: Key, value: Value): void {
    if (this.#newer.size >= this.#generationMax) {
      this.#older = this.#newer;
      this.#newer = new Map();
    }
    this.#newer.set(key, value);
  }

  /** Exchanges the value of a key, unless it is forgotten; that does not count as new. */
  replace(key: Key, value: Value): void {
    for (const generation of [this.#newer, this.#older]) {
      if (generation.has(key)) generation.set(key, value);
    }
  }

  delete(key: Key): void {
    this.#newer.delete(key);
    this.#older.delete(key);
  }

  clear(): void {
    this.#newer.clear();
    this.#older.clear();
  }
}
