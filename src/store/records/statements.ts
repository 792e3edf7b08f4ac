import type { SQLInputValue } from "node:sqlite";
import { type Connection, numberOf, type Row, type Statement } from "../connection.ts";
import type { Dialect } from "../dialects/dialect.ts";

export type { Row };

/**
 * The statements of one connection, each prepared once. Where the database is reached by a network what is
 * only written waits, and goes out together before anything is read and at the end of the transaction.
 */
export class Statements {
  readonly #db: Connection;
  readonly #prepared = new Map<string, Statement>();
  readonly #waits: boolean;
  /** By statement, in the order in which each came first. */
  #waiting = new Map<string, SQLInputValue[][]>();

  constructor(db: Connection) {
    this.#db = db;
    this.#waits = db.dialect.name === "postgres";
  }

  get dialect(): Dialect {
    return this.#db.dialect;
  }

  run(sql: string, ...values: SQLInputValue[]): void {
    if (!this.#waits) {
      this.#statement(sql).run(...values);
      return;
    }
    const rows = this.#waiting.get(sql);
    if (rows === undefined) this.#waiting.set(sql, [values]);
    else rows.push(values);
  }

  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    this.flush();
    return this.#statement(sql).get(...values);
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    this.flush();
    return this.#statement(sql).all(...values);
  }

  /** The column `n` of the first row; null where there is no row or no value. */
  number(sql: string, ...values: SQLInputValue[]): number | null {
    return numberOf(this.get(sql, ...values));
  }

  /** The first row for each of the values, in their order: one round trip where the database is far. */
  each(sql: string, rows: readonly (readonly SQLInputValue[])[]): (Row | undefined)[] {
    if (rows.length === 0) return [];
    this.flush();
    return this.#db.getEach(sql, rows);
  }

  /** The column `n` for each of the values: see `number`. */
  numbers(sql: string, rows: readonly (readonly SQLInputValue[])[]): (number | null)[] {
    if (rows.length === 0) return [];
    this.flush();
    return this.#db.getNumbers(sql, rows);
  }

  /** Writes what waits. To be called before the transaction ends, and between what must keep its order. */
  flush(): void {
    if (this.#waiting.size === 0) return;
    const waiting = this.#waiting;
    this.#waiting = new Map();
    this.#db.runAll(waiting);
  }

  /** Forgets what waits: its transaction is undone. */
  forget(): void {
    this.#waiting.clear();
  }

  #statement(sql: string): Statement {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#prepared.set(sql, statement);
    }
    return statement;
  }
}
