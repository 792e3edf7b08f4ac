import { setTimeout as pause } from "node:timers/promises";
import { Connection, type Listener } from "./client.ts";
import type { LoadResult, OpenPlan } from "./messages.ts";
import type { Requests } from "./requests.ts";
import { Tally } from "./tally.ts";

const connectionsAtFirst = 64;

/**
 * Sends by the clock, whatever becomes of the requests before. A request takes a free connection or
 * opens one; where none may be opened any more it waits, and since durations count from when it was
 * due, its waiting is seen. Requests fall due once a millisecond, as many as the rate makes: a timer
 * cannot do better without burning a core that the server needs.
 */
export class OpenLoop implements Listener {
  readonly #plan: OpenPlan;
  readonly #requests: Requests;
  readonly #tally: Tally;
  readonly #start = performance.now();
  readonly #end: number;
  readonly #total: number;
  readonly #connections = new Set<Connection>();
  readonly #idle: Connection[] = [];
  #count = 0;
  #nextDueAt: number;

  constructor(plan: OpenPlan, requests: Requests) {
    this.#plan = plan;
    this.#requests = requests;
    this.#end = this.#start + plan.seconds * 1000;
    this.#nextDueAt = this.#start;
    this.#total = Math.floor(plan.rate * plan.seconds);
    this.#tally = new Tally(this.#start, this.#end);
  }

  async run(): Promise<LoadResult> {
    const atFirst = Math.min(connectionsAtFirst, this.#plan.connectionsMax);
    for (let count = 0; count < atFirst; count += 1) this.#idle.push(this.#open());
    while (performance.now() < this.#end) {
      this.#sendDue();
      await pause(1);
    }
    const unsent = this.#total - this.#count;
    this.#count = this.#total;
    const result = await this.#tally.finish(unsent);
    for (const connection of this.#connections) connection.close();
    return result;
  }

  answered(connection: Connection, status: number): void {
    this.#tally.answered(connection, status);
    this.#free(connection);
  }

  broken(connection: Connection, code: string): void {
    this.#tally.broken(code);
    this.#free(connection);
  }

  #free(connection: Connection): void {
    if (connection.isOpen) this.#idle.push(connection);
    else this.#connections.delete(connection);
    this.#sendDue();
  }

  #sendDue(): void {
    while (this.#count < this.#total && this.#nextDueAt <= performance.now()) {
      const connection = this.#take();
      if (connection === null) return;
      this.#requests.send(connection, this.#nextDueAt, this.#tally);
      this.#count += 1;
      this.#nextDueAt = this.#start + Math.floor((this.#count / this.#plan.rate) * 1000);
    }
  }

  /** A connection that is free, or null when none is and none may be opened. */
  #take(): Connection | null {
    for (;;) {
      const connection = this.#idle.pop();
      if (connection === undefined) break;
      if (connection.isOpen) return connection;
      this.#connections.delete(connection);
    }
    return this.#connections.size < this.#plan.connectionsMax ? this.#open() : null;
  }

  #open(): Connection {
    const connection = new Connection(this.#plan.port, this.#requests.newBuffer(), this);
    this.#tally.connectionsOpened += 1;
    this.#connections.add(connection);
    return connection;
  }
}
