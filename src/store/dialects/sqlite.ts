import { chmodSync, existsSync } from "node:fs";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { type Connection, numberOf, type Row, type Writes } from "../connection.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";

/** How a file is opened. */
export interface SqliteOptions {
  readonly readOnly?: boolean;
  /** `full`: a commit is on the disk. `normal`: a power cut may take the last commits, never half of one. */
  readonly synchronous?: "full" | "normal";
  /** Bytes; only matters when the file is created. */
  readonly pageSize?: number;
  /** Pages in the write-ahead log after which a commit copies them into the file. */
  readonly checkpointPages?: number;
  readonly cacheKib?: number;
}

const busyMs = 5000;
/** A write-ahead log that grew under a long read is cut back to this. */
const walBytesMax = 64 * 1024 * 1024;

/** A connection to a database file. */
export class SqliteConnection extends DatabaseSync implements Connection {
  readonly dialect = sqliteDialect;

  ahead(sql: string, values: readonly SQLInputValue[]): () => Row[] {
    return () => this.prepare(sql).all(...values);
  }

  runAll(writes: Iterable<Writes>): void {
    for (const [sql, rows] of writes) {
      const statement = this.prepare(sql);
      for (const row of rows) statement.run(...row);
    }
  }

  getEach(sql: string, rows: readonly (readonly SQLInputValue[])[]): (Row | undefined)[] {
    const statement = this.prepare(sql);
    return rows.map((row) => statement.get(...row));
  }

  getNumbers(sql: string, rows: readonly (readonly SQLInputValue[])[]): (number | null)[] {
    return this.getEach(sql, rows).map(numberOf);
  }

  alone<T>(_lock: number, work: () => T): T {
    return work();
  }
}

/** Opens a database file, creating it (with incremental vacuum) where it may be written and is absent. */
export function openSqlite(path: string, options: SqliteOptions = {}): SqliteConnection {
  const isNew = !existsSync(path);
  const db = new SqliteConnection(path, { readOnly: options.readOnly ?? false, timeout: busyMs });
  if (options.readOnly !== true) {
    if (isNew) {
      // Its write-ahead log gets the same permissions, by SQLite.
      chmodSync(path, 0o600);
      db.exec(`pragma page_size = ${options.pageSize ?? 4096}`);
      db.exec("pragma auto_vacuum = incremental");
    }
    db.exec("pragma journal_mode = wal");
    db.exec(`pragma synchronous = ${options.synchronous ?? "full"}`);
    db.exec(`pragma wal_autocheckpoint = ${options.checkpointPages ?? 1000}`);
    db.exec(`pragma journal_size_limit = ${walBytesMax}`);
  }
  db.exec(`pragma cache_size = -${options.cacheKib ?? 4096}`);
  return db;
}

// Primary result codes: https://www.sqlite.org/rescode.html
const codes = {
  busy: 5,
  nomem: 7,
  readonly: 8,
  ioerr: 10,
  corrupt: 11,
  full: 13,
  cantopen: 14,
  notadb: 26,
};

/** Why a file cannot serve, as a sentence; null when it is the statement's fault. */
export function sqliteTrouble(thrown: unknown): string | null {
  const extended = (thrown as { errcode?: unknown } | null)?.errcode;
  if (typeof extended !== "number") return null;
  switch (extended & 0xff) {
    case codes.full:
      return "the disk is full";
    case codes.ioerr:
      return "the disk failed to read or write";
    case codes.readonly:
      return "the database cannot be written";
    case codes.busy:
      return "another program holds the database";
    case codes.nomem:
      return "there is no memory left";
    case codes.corrupt:
      return "the database file is damaged";
    case codes.cantopen:
      return "the database file cannot be opened";
    case codes.notadb:
      return "the file is no SQLite database";
    default:
      return null;
  }
}

/** True when another connection holds the lock that was asked for. */
export function isBusy(thrown: unknown): boolean {
  const extended = (thrown as { errcode?: unknown } | null)?.errcode;
  return typeof extended === "number" && (extended & 0xff) === codes.busy;
}

/** True when what was read makes no sense to SQLite. */
export function isCorrupt(thrown: unknown): boolean {
  const extended = (thrown as { errcode?: unknown } | null)?.errcode;
  return typeof extended === "number" && (extended & 0xff) === codes.corrupt;
}
