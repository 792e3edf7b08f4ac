import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";

/** A row as the database gives it. */
export type Row = Readonly<Record<string, SQLInputValue>>;

/** The statements of one connection, each prepared once. */
export class Statements {
  readonly #db: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  run(sql: string, ...values: SQLInputValue[]): void {
    this.#statement(sql).run(...values);
  }

  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values) as Row | undefined;
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#statement(sql).all(...values) as Row[];
  }

  /** The column `n` of the first row; null where there is no row or no value. */
  number(sql: string, ...values: SQLInputValue[]): number | null {
    const value = this.get(sql, ...values)?.["n"];
    return value === undefined || value === null ? null : Number(value);
  }

  #statement(sql: string): StatementSync {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#prepared.set(sql, statement);
    }
    return statement;
  }
}
