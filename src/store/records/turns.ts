import { randomUUID } from "node:crypto";
import type { Connection } from "../connection.ts";
import { appendLock, recordLock } from "../server-locks.ts";
import type { Statements } from "./statements.ts";

/** How collectors that share a database write in turns. A file has one writer, whose turn it always is. */
export class Turns {
  readonly #db: Connection;
  readonly #statements: Statements;
  readonly #name: string = randomUUID();
  #generation = 0;

  constructor(db: Connection, statements: Statements) {
    this.#db = db;
    this.#statements = statements;
  }

  /** Counted up whenever somebody else wrote meanwhile: what was read before may be wrong then. */
  get generation(): number {
    return this.#generation;
  }

  /** Runs `work` while no other collector writes. What it reads and writes is to be in here whole. */
  alone<T>(work: () => T): T {
    return this.#db.alone(recordLock, () => {
      if (this.#db.dialect.name === "postgres") this.#takeOver();
      return work();
    });
  }

  newestDelivery(): number {
    return this.#statements.number(lastDeliverySql) ?? 0;
  }

  /**
   * The newest delivery before which none can come any more: who appends holds a lock until its ids are
   * committed. Of a server only; a file's one writer knows it.
   */
  settledDelivery(): number {
    return this.#statements.number("select archive.settled_delivery(?) as n", appendLock) ?? 0;
  }

  #takeOver(): void {
    const writer = this.#statements.get("select value from meta where key = 'writer'")?.["value"];
    if (writer === this.#name) return;
    // First: where the answer to the write is lost, it may have been written, and nothing tells the next time.
    this.#generation += 1;
    this.#statements.run(takeOverSql, this.#name);
    this.#statements.flush();
  }
}

const lastDeliverySql =
  "select case when is_called then last_value else 0 end as n from archive.delivery_ids";
const takeOverSql = `insert into meta values ('writer', ?)
  on conflict (key) do update set value = excluded.value`;
