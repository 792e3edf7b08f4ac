import { Failure } from "../domain/index.ts";
import { type Connection, hasTable, inTransaction } from "./connection.ts";
import { migrationLock } from "./server-locks.ts";

/** One step of a schema. Steps are numbered from 1 without gaps, go forward only and never change. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  up(db: Connection, now: number): void;
}

export interface Migrating {
  /** What is migrated: it is named in the sentence that refuses it. */
  readonly path: string;
  readonly migrations: readonly Migration[];
  /** The table that says how far it is. */
  readonly table?: string;
  readonly now: number;
}

/**
 * Brings a database to the newest schema, each step in a transaction of its own. Refuses a database
 * that a newer program has written: `path` is named in the sentence that says so.
 */
export function migrate(
  db: Connection,
  { path, migrations, table = tableOfFile, now }: Migrating,
): void {
  const isServer = db.dialect.name === "postgres";
  if (isServer) db.exec(`select pg_advisory_lock(${migrationLock})`);
  try {
    if (table.startsWith("archive.")) db.exec("create schema if not exists archive");
    db.exec(
      `create table if not exists ${table} (version integer primary key, name text not null, applied_at bigint not null)`,
    );
    const have = schemaVersion(db, table);
    const newest = newestOf(migrations);
    if (have > newest) throw newerFailure(path, { have, newest });
    for (const migration of migrations.filter(({ version }) => version > have)) {
      inTransaction(db, () => {
        migration.up(db, now);
        db.prepare(`insert into ${table} values (?, ?, ?)`).run(
          migration.version,
          migration.name,
          now,
        );
      });
    }
  } finally {
    if (isServer) db.exec(`select pg_advisory_unlock(${migrationLock})`);
  }
}

/** What is said of a schema that a newer program wrote. */
export function newerFailure(
  path: string,
  { have, newest }: { have: number; newest: number },
): Failure {
  return new Failure(
    "setup",
    `${path} was written by a newer version of the collector (schema ${have}, this program knows ${newest}): start that version, or restore a backup made with this one.`,
  );
}

const tableOfFile = "schema_migrations";

/** The newest step that was applied; 0 for none. Throws where there is no such table. */
export function schemaVersion(db: Connection, table = tableOfFile): number {
  const row = db.prepare(`select max(version) as version from ${table}`).get();
  return Number(row?.["version"] ?? 0);
}

/** The same, and 0 where there is nothing yet. */
export function schemaVersionIfAny(db: Connection, table = tableOfFile): number {
  return hasTable(db, table) ? schemaVersion(db, table) : 0;
}

/** The newest step that this program knows. */
export function newestOf(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.version ?? 0;
}
