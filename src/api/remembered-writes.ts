import type { Order, Result } from "../manage/index.ts";
import type { Readers } from "./reads/readers.ts";
import type { Begun, IdempotencyStore } from "./v1/idempotency.ts";

interface RememberedDeps {
  readonly readers: Pick<Readers, "ask">;
  readonly perform: (order: Order) => Promise<Result>;
  readonly now: () => number;
}

/** Nobody in particular: what is remembered leaves no trace in any timeline. */
const actor = { type: "rule", name: "idempotency" } as const;

/**
 * Writes by their `Idempotency-Key`. Those that run are known here, since one process owns the database:
 * when it dies they are free again. Those that were answered lie in the database.
 */
export class RememberedWrites implements IdempotencyStore {
  readonly #deps: RememberedDeps;
  /** The hash of each request that is being carried out, by its key. */
  readonly #running = new Map<string, string>();

  constructor(deps: RememberedDeps) {
    this.#deps = deps;
  }

  async begin(key: string, requestHash: string): Promise<Begun> {
    const running = this.#running.get(key);
    if (running !== undefined) return { state: running === requestHash ? "running" : "other" };
    this.#running.set(key, requestHash);
    const known = await this.#find(key);
    if (known === null) return { state: "new" };
    this.#running.delete(key);
    if (known.requestHash !== requestHash) return { state: "other" };
    return { state: "done", status: known.status, body: known.body };
  }

  async finish(key: string, status: number, body: string): Promise<void> {
    const requestHash = this.#running.get(key) ?? "";
    const now = this.#deps.now();
    try {
      const command = { do: "remember", key, requestHash, status, body } as const;
      await this.#deps.perform({ command, actor, now });
    } finally {
      this.#running.delete(key);
    }
  }

  async release(key: string): Promise<void> {
    this.#running.delete(key);
  }

  async #find(key: string) {
    try {
      return await this.#deps.readers.ask("rememberedWrite", { key, now: this.#deps.now() });
    } catch (thrown) {
      this.#running.delete(key);
      throw thrown;
    }
  }
}
