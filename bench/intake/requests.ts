import type { Connection } from "./client.ts";
import { Payloads } from "./payload.ts";
import type { Tally } from "./tally.ts";

/** Sends requests of which none is ever sent twice, whatever loop asks for them. */
export class Requests {
  readonly #payloads: Payloads;
  #next = 0;

  constructor(secret: string) {
    this.#payloads = new Payloads(secret);
  }

  newBuffer(): Buffer {
    return this.#payloads.newBuffer();
  }

  /** Sends the next request over a free connection. `dueAt` is of `performance.now()`. */
  send(connection: Connection, dueAt: number, tally: Tally): void {
    this.#payloads.write(connection.request, this.#next, Date.now());
    this.#next += 1;
    connection.dueAt = dueAt;
    connection.sentAt = performance.now();
    tally.sent();
    connection.send();
  }
}
