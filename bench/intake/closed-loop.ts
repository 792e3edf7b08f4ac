import { setTimeout as pause } from "node:timers/promises";
import { Connection, type Listener } from "./client.ts";
import type { ClosedPlan, LoadResult } from "./messages.ts";
import type { Requests } from "./requests.ts";
import { Tally } from "./tally.ts";

/** A connection that could not be had is tried again after this, so as not to spin. */
const reconnectMs = 20;

/** Every connection sends its next request when the last was answered: as fast as the server can. */
export class ClosedLoop implements Listener {
  readonly #plan: ClosedPlan;
  readonly #requests: Requests;
  readonly #tally: Tally;
  readonly #end: number;
  readonly #connections = new Set<Connection>();

  constructor(plan: ClosedPlan, requests: Requests) {
    this.#plan = plan;
    this.#requests = requests;
    const from = performance.now() + plan.warmUpSeconds * 1000;
    this.#end = from + plan.seconds * 1000;
    this.#tally = new Tally(from, this.#end);
  }

  async run(): Promise<LoadResult> {
    for (let count = 0; count < this.#plan.connections; count += 1) this.#open();
    await pause(this.#end - performance.now());
    const result = await this.#tally.finish(0);
    for (const connection of this.#connections) connection.close();
    return result;
  }

  answered(connection: Connection, status: number): void {
    this.#tally.answered(connection, status);
    this.#again(connection);
  }

  broken(connection: Connection, code: string): void {
    this.#tally.broken(code);
    this.#again(connection);
  }

  #again(connection: Connection): void {
    const now = performance.now();
    if (connection.isOpen) {
      if (now < this.#end) this.#requests.send(connection, now, this.#tally);
      return;
    }
    this.#connections.delete(connection);
    setTimeout(() => {
      if (performance.now() < this.#end) this.#open();
    }, reconnectMs);
  }

  #open(): void {
    const connection = new Connection(this.#plan.port, this.#requests.newBuffer(), this);
    this.#tally.connectionsOpened += 1;
    this.#connections.add(connection);
    this.#requests.send(connection, performance.now(), this.#tally);
  }
}
