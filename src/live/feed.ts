import type { Change } from "../store/index.ts";

export interface FeedDeps {
  /** What changed after a number, in order; at most `limit`. */
  readonly after: (id: number, limit: number) => Promise<readonly Change[]>;
  readonly bounds: () => Promise<{ oldest: number; newest: number }>;
  readonly limits: {
    /** Those who watch at one time. */
    readonly watchersMax: number;
    readonly heartbeatMs: number;
  };
}

/** What a watcher is given: a change, word that some were forgotten meanwhile, or a sign of life. */
export type Told = Change | { readonly forgotten: true; readonly upTo: number } | null;

/** Recent changes that are held in memory, so that each is read once, however many watch. */
const recentMax = 2000;
const pageSize = 500;

/**
 * Tells those who watch what changes. A watcher asks for what comes after a number; what is recent comes
 * from memory, what is older from the table. Each goes at its own pace: one that is slow holds nobody up
 * and nothing is gathered for it.
 */
export class Feed {
  readonly #deps: FeedDeps;
  #recent: Change[] = [];
  /** Every change up to this number has been read. */
  #newest = 0;
  #reading: Promise<void> | null = null;
  #stale = true;
  #watchers = 0;
  #woken = Promise.withResolvers<void>();

  constructor(deps: FeedDeps) {
    this.#deps = deps;
  }

  /** True when nobody more may watch. */
  get isFull(): boolean {
    return this.#watchers >= this.#deps.limits.watchersMax;
  }

  /** Those who watch at this moment. */
  get watchers(): number {
    return this.#watchers;
  }

  /** Something may have changed. */
  wake(): void {
    this.#stale = true;
    const woken = this.#woken;
    this.#woken = Promise.withResolvers<void>();
    woken.resolve();
  }

  /**
   * Tells what changes after a number, or from now on where that is null, until `signal` is aborted. A sign of
   * life comes first: nothing that changes after it passes the watcher by.
   */
  async *watch(after: number | null, signal: AbortSignal): AsyncGenerator<Told, void, void> {
    this.#watchers += 1;
    try {
      const { oldest, newest } = await this.#deps.bounds();
      if (this.#watchers === 1) this.#beginAt(newest);
      let at = after === null ? newest : Math.min(after, newest);
      yield null;
      if (at < oldest - 1 && after !== null) {
        at = oldest - 1;
        yield { forgotten: true, upTo: at };
      }
      while (!signal.aborted) {
        const woken = this.#woken.promise;
        const page = await this.#pageAfter(at);
        for (const change of page) {
          at = change.id;
          yield change;
        }
        if (page.length === 0 && !(await this.#wait(woken, signal))) yield null;
      }
    } finally {
      this.#watchers -= 1;
    }
  }

  async #pageAfter(id: number): Promise<readonly Change[]> {
    if (this.#stale) await this.#read();
    const first = this.#recent[0]?.id ?? this.#newest + 1;
    if (id >= first - 1) return this.#recent.filter((change) => change.id > id);
    return this.#deps.after(id, pageSize);
  }

  /** Reads what is new, once for all who wait for it. */
  #read(): Promise<void> {
    this.#reading ??= this.#readOn().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #readOn(): Promise<void> {
    // Whatever happens from now on makes it stale again.
    this.#stale = false;
    for (;;) {
      const fresh = await this.#deps.after(this.#newest, pageSize);
      const last = fresh.at(-1);
      if (last === undefined) return;
      this.#newest = last.id;
      this.#recent = [...this.#recent, ...fresh].slice(-recentMax);
    }
  }

  /** Nobody watched for a while: what happened meanwhile is read from the table by whoever asks for it. */
  #beginAt(newest: number): void {
    this.#newest = newest;
    this.#recent = [];
    this.#stale = true;
  }

  /** Waits for news; false when only time went by. */
  async #wait(woken: Promise<void>, signal: AbortSignal): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => resolve(false), this.#deps.limits.heartbeatMs);
    const end = (): void => resolve(true);
    signal.addEventListener("abort", end);
    void woken.then(end);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
    }
  }
}
