export interface GroupsOptions<Item> {
  /** Groups that are on their way at one time, at most. */
  readonly onTheWayMax: number;
  /** How many of those that wait go together: at least one. */
  readonly countTogether: (waiting: readonly Item[]) => number;
  /** Must not reject. */
  readonly send: (group: readonly Item[]) => Promise<void>;
}

/** A round trip for each item costs more than all else: what comes within this time goes together. */
const paceMs = 5;

/** Sends items in groups. The first goes with what the same turn brings, the others every few milliseconds. */
export class Groups<Item> {
  readonly #options: GroupsOptions<Item>;
  #waiting: Item[] = [];
  #onTheWay = 0;
  #sentAt = 0;
  #isDue = false;
  #idle = Promise.withResolvers<void>();

  constructor(options: GroupsOptions<Item>) {
    this.#options = options;
  }

  add(item: Item): void {
    this.#waiting.push(item);
    this.#schedule();
  }

  /** Resolves when nothing waits or is on its way any more. */
  async emptied(): Promise<void> {
    while (this.#onTheWay > 0 || this.#waiting.length > 0) {
      this.#idle = Promise.withResolvers<void>();
      await this.#idle.promise;
    }
  }

  #schedule(): void {
    if (this.#isDue || this.#waiting.length === 0) return;
    if (this.#onTheWay >= this.#options.onTheWayMax) return;
    this.#isDue = true;
    const restMs = this.#sentAt + paceMs - performance.now();
    if (restMs <= 0) setImmediate(() => this.#send());
    else setTimeout(() => this.#send(), restMs);
  }

  #send(): void {
    this.#isDue = false;
    this.#sentAt = performance.now();
    this.#onTheWay += 1;
    const group = this.#waiting.splice(0, this.#options.countTogether(this.#waiting));
    void this.#options.send(group).finally(() => {
      this.#onTheWay -= 1;
      this.#schedule();
      if (this.#onTheWay === 0 && this.#waiting.length === 0) this.#idle.resolve();
    });
    this.#schedule();
  }
}
