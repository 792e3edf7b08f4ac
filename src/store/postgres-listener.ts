import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { clientConfig } from "./dialects/postgres-client.ts";
import type { ServerLocation } from "./location.ts";

const againMs = 1000;

/**
 * Calls `wake` whenever a collector on the server has committed changes, and after every time that this could not
 * be heard: whoever is woken reads them from the table. Its connection is made anew until it is closed.
 */
export class PostgresListener {
  readonly #place: ServerLocation["place"];
  readonly #wake: () => void;
  readonly #closed = new AbortController();
  readonly #ended: Promise<void>;

  constructor({ place }: ServerLocation, wake: () => void) {
    this.#place = place;
    this.#wake = wake;
    this.#ended = this.#run();
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#ended;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closed;
    while (!signal.aborted) {
      // A server that is away is told of by whoever needs it.
      await this.#listen().catch(() => {});
      await pause(againMs, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  /** Resolves when the connection is lost, or closed. */
  async #listen(): Promise<void> {
    const { signal } = this.#closed;
    const client = new pg.Client(clientConfig(this.#place));
    const { promise: gone, resolve: end } = Promise.withResolvers<void>();
    client.on("error", () => end());
    client.on("end", () => end());
    client.on("notification", () => this.#wake());
    signal.addEventListener("abort", () => end(), { once: true });
    try {
      await client.connect();
      await client.query("listen collector_changes");
      this.#wake();
      if (!signal.aborted) await gone;
    } finally {
      await client.end().catch(() => {});
    }
  }
}
