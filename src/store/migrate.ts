import type { DatabaseSync } from "node:sqlite";
import { Failure } from "../domain/index.ts";
import { inTransaction } from "./dialects/sqlite.ts";

/** One step of a schema. Steps are numbered from 1 without gaps, go forward only and never change. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  up(db: DatabaseSync, now: number): void;
}

/**
 * Brings a database to the newest schema, each step in a transaction of its own. Refuses a database
 * that a newer program has written: `path` is named in the sentence that says so.
 */
export function migrate(
  db: DatabaseSync,
  { path, migrations, now }: { path: string; migrations: readonly Migration[]; now: number },
): void {
  db.exec(
    "create table if not exists schema_migrations (version integer primary key, name text not null, applied_at integer not null)",
  );
  const have = schemaVersion(db);
  const newest = migrations.at(-1)?.version ?? 0;
  if (have > newest) {
    throw new Failure(
      "setup",
      `${path} was written by a newer version of the collector (schema ${have}, this program knows ${newest}): start that version, or restore a backup made with this one.`,
    );
  }
  for (const migration of migrations.filter(({ version }) => version > have)) {
    inTransaction(db, () => {
      migration.up(db, now);
      db.prepare("insert into schema_migrations values (?, ?, ?)").run(
        migration.version,
        migration.name,
        now,
      );
    });
  }
}

/** The newest step that was applied; 0 for none. */
export function schemaVersion(db: DatabaseSync): number {
  const row = db.prepare("select max(version) as version from schema_migrations").get();
  return Number(row?.["version"] ?? 0);
}
