/** Remembers what was used last, as much as weighs `bytesMax`. */
export class ByteCache<Value> {
  readonly #bytesMax: number;
  readonly #entries = new Map<number, { value: Value; bytes: number }>();
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get(key: number): Value | null {
    const entry = this.#entries.get(key);
    if (entry === undefined) return null;
    // A Map goes by the order of insertion: the first is the one that was unused for longest.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** Remembers a value in place of the earlier one; one that alone weighs too much is not remembered. */
  set(key: number, value: Value, bytes: number): void {
    this.#remove(key);
    if (bytes > this.#bytesMax) return;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes + bytes <= this.#bytesMax) break;
      this.#remove(oldest);
    }
    this.#entries.set(key, { value, bytes });
    this.#bytes += bytes;
  }

  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }

  #remove(key: number): void {
    this.#bytes -= this.#entries.get(key)?.bytes ?? 0;
    this.#entries.delete(key);
  }
}
