import type { StatementSync } from "node:sqlite";
import type { Kysely } from "kysely";
import { inTransaction } from "../connection.ts";
import type { PostgresPool } from "../dialects/postgres-pool.ts";
import { openSqlite, type SqliteConnection } from "../dialects/sqlite.ts";
import type { Location, ServerLocation } from "../location.ts";
import { migrate } from "../migrate.ts";
import { accessMigrations } from "../migrations/access.ts";
import { openPool } from "../open-pool.ts";

export type Value = string | number | null;
export type Row = Readonly<Record<string, unknown>>;
/** A statement; values stand for its question marks, in their order. */
export type Step = readonly [text: string, ...values: Value[]];

/** Where it is kept who may. The thread of the doors asks it, so nothing of a server is waited for. */
export interface AccessDatabase {
  rows(...step: Step): Promise<Row[]>;
  /** Resolves to how many rows were changed. */
  change(...step: Step): Promise<number>;
  /** All of them, or none. */
  together(steps: readonly Step[]): Promise<void>;
  /**
   * The same database by Kysely, for better-auth. Loaded only when somebody signs in: it weighs much in a process
   * where nobody ever does.
   */
  kysely(): Promise<Kysely<unknown>>;
  close(): Promise<void>;
}

/** Connections to a server that may be busy with who may, beside those of the doors. */
const connectionsMax = 2;

/** A file is made and brought to its schema; a server's tables are there already, see `prepareStore`. */
export function openAccessDatabase(location: Location, now: () => number): AccessDatabase {
  return location.kind === "postgres"
    ? new ServerAccess(location)
    : new FileAccess(location.accessPath, now());
}

/**
 * A file of its own, since errors.db has one writer, for which the door's thread must never wait, and since it outlives
 * an errors.db that is made anew.
 */
class FileAccess implements AccessDatabase {
  readonly #db: SqliteConnection;
  readonly #statements = new Map<string, StatementSync>();
  #kysely: Promise<Kysely<unknown>> | null = null;

  constructor(path: string, now: number) {
    this.#db = openSqlite(path, { cacheKib: 512 });
    this.#db.exec("pragma foreign_keys = on");
    migrate(this.#db, { path, migrations: accessMigrations, now });
  }

  async rows(text: string, ...values: Value[]): Promise<Row[]> {
    return this.#statement(text).all(...values);
  }

  async change(text: string, ...values: Value[]): Promise<number> {
    return this.#run(text, values);
  }

  async together(steps: readonly Step[]): Promise<void> {
    inTransaction(this.#db, () => {
      for (const [text, ...values] of steps) this.#run(text, values);
    });
  }

  kysely(): Promise<Kysely<unknown>> {
    this.#kysely ??= (async () => {
      const [{ Kysely }, { kyselyDialect }] = await Promise.all([
        import("kysely"),
        import("../dialects/sqlite-kysely.ts"),
      ]);
      return new Kysely<unknown>({ dialect: kyselyDialect(this.#db) });
    })();
    return this.#kysely;
  }

  async close(): Promise<void> {
    this.#db.close();
  }

  #run(text: string, values: readonly Value[]): number {
    return Number(this.#statement(text).run(...values).changes);
  }

  #statement(text: string): StatementSync {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    const prepared = this.#db.prepare(text);
    this.#statements.set(text, prepared);
    return prepared;
  }
}

/** Tables on the server that all collectors share: whoever signs in by one is signed in by all. */
class ServerAccess implements AccessDatabase {
  readonly #location: ServerLocation;
  #pool: Promise<PostgresPool> | null = null;
  #kysely: Promise<Kysely<unknown>> | null = null;

  constructor(location: ServerLocation) {
    this.#location = location;
  }

  async rows(text: string, ...values: Value[]): Promise<Row[]> {
    return (await this.#query(text, values)).rows;
  }

  async change(text: string, ...values: Value[]): Promise<number> {
    return (await this.#query(text, values)).rowCount ?? 0;
  }

  async together(steps: readonly Step[]): Promise<void> {
    const pool = await this.#opened();
    await pool.transact(steps.map(([text, ...values]) => ({ sql: numbered(text), values })));
  }

  kysely(): Promise<Kysely<unknown>> {
    this.#kysely ??= (async () => {
      const [{ Kysely }, { PostgresReading }] = await Promise.all([
        import("kysely"),
        import("../dialects/postgres-kysely.ts"),
      ]);
      return new Kysely<unknown>({ dialect: new PostgresReading(this.#location.place) });
    })();
    return this.#kysely;
  }

  async close(): Promise<void> {
    await (await this.#kysely)?.destroy();
    await (await this.#pool)?.close();
  }

  async #query(text: string, values: readonly Value[]) {
    return (await this.#opened()).query(numbered(text), values);
  }

  #opened(): Promise<PostgresPool> {
    this.#pool ??= openPool(this.#location, connectionsMax);
    return this.#pool;
  }
}

/** PostgreSQL numbers its values. */
function numbered(text: string): string {
  let count = 0;
  return text.replaceAll("?", () => `$${++count}`);
}
