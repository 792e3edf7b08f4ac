import type { SQLInputValue } from "node:sqlite";
import type { Dialect } from "./dialects/dialect.ts";

/** A row as the database gives it. */
export type Row = Readonly<Record<string, SQLInputValue>>;

/** A statement that is compiled once. Values stand for its question marks, in their order. */
export interface Statement {
  run(...values: SQLInputValue[]): { readonly changes: number | bigint };
  get(...values: SQLInputValue[]): Row | undefined;
  all(...values: SQLInputValue[]): Row[];
  iterate(...values: SQLInputValue[]): Iterable<Row>;
}

/** A statement that only writes, and the values of each time that it runs. */
export type Writes = readonly [sql: string, rows: readonly (readonly SQLInputValue[])[]];

/**
 * A database as one thread uses it: each call returns when it is done. It blocks its thread meanwhile, so
 * the doors' thread has none but to its own file.
 */
export interface Connection {
  readonly dialect: Dialect;
  readonly isTransaction: boolean;
  exec(sql: string): void;
  prepare(sql: string): Statement;
  /** Asks at once and returns what waits for the rows, so that other work can be done meanwhile. */
  ahead(sql: string, values: readonly SQLInputValue[]): () => Row[];
  /** Runs statements that only write, one after the other, each for each of its rows in their order. */
  runAll(writes: Iterable<Writes>): void;
  /** The first row of a statement for each of the values, in their order; it may also write. */
  getEach(sql: string, rows: readonly (readonly SQLInputValue[])[]): (Row | undefined)[];
  /** The column `n` of that row, null where there is none: no more than that is asked for. */
  getNumbers(sql: string, rows: readonly (readonly SQLInputValue[])[]): (number | null)[];
  /** Runs `work` while nobody else who asks for the same lock does; a file has one writer anyhow. */
  alone<T>(lock: number, work: () => T): T;
  close(): void;
}

/** The column `n` of a row; null where there is no row or no value. */
export function numberOf(row: Row | undefined): number | null {
  const value = row?.["n"];
  return value === undefined || value === null ? null : Number(value);
}

/** Whether there is a table of that name. */
export function hasTable(db: Connection, name: string): boolean {
  return db.prepare(db.dialect.tableNamed).get(name) !== undefined;
}

/** Runs `work` in one transaction; whatever it throws undoes all of it and is thrown on. */
export function inTransaction<T>(db: Connection, work: () => T): T {
  db.exec(db.dialect.begin);
  try {
    const result = work();
    db.exec("commit");
    return result;
  } catch (thrown) {
    // The database itself has rolled back already after some failures (a full disk, a lost connection).
    if (db.isTransaction) db.exec("rollback");
    throw thrown;
  }
}

/** Runs `work`, which only reads, so that all of it sees one moment. It must not wait for anything. */
export function inReadTransaction<T>(db: Connection, work: () => T): T {
  if (db.isTransaction) return work();
  db.exec(db.dialect.beginReading);
  try {
    return work();
  } finally {
    if (db.isTransaction) db.exec("commit");
  }
}
