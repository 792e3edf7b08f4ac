import type { Connection } from "./connection.ts";
import { PostgresConnection } from "./dialects/postgres.ts";
import { openSqlite } from "./dialects/sqlite.ts";
import type { Location } from "./location.ts";
import type { Migration } from "./migrate.ts";
import { accessMigrations } from "./migrations/access.ts";
import { archiveMigrations } from "./migrations/archive.ts";
import { errorsMigrations } from "./migrations/errors.ts";
import { postgresArchiveMigrations } from "./migrations/postgres-archive.ts";
import { postgresErrorsMigrations } from "./migrations/postgres-errors.ts";

/** A schema: its steps, what a sentence about it names, and the table that says how far it is. */
export interface Schema {
  readonly path: string;
  readonly migrations: readonly Migration[];
  readonly table: string;
}

const table = "schema_migrations";

/** What is known of errors, to be written. */
export function openErrors(location: Location): Connection {
  if (location.kind === "postgres") return new PostgresConnection(location.place);
  // NORMAL: what a power cut takes can be caught up from the archive.
  const db = openSqlite(location.errorsPath, {
    synchronous: "normal",
    cacheKib: 32_768,
    checkpointPages: 12_000,
  });
  // What moves from one page to another leaves nothing where it was.
  db.exec("pragma secure_delete = fast");
  return db;
}

/** What is known of errors, to be read only. */
export function openErrorsToRead(location: Location): Connection {
  return location.kind === "postgres"
    ? new PostgresConnection(location.place)
    : openSqlite(location.errorsPath, { readOnly: true });
}

/** The archive, to be read only. */
export function openArchive(location: Location): Connection {
  return location.kind === "postgres"
    ? new PostgresConnection(location.place)
    : openSqlite(location.archivePath, { readOnly: true });
}

export function accessSchema(location: Location): Schema {
  return location.kind === "postgres"
    ? { path: location.name, migrations: accessMigrations, table: "access_migrations" }
    : { path: location.accessPath, migrations: accessMigrations, table };
}

export function errorsSchema(location: Location): Schema {
  return location.kind === "postgres"
    ? { path: location.name, migrations: postgresErrorsMigrations, table: `public.${table}` }
    : { path: location.errorsPath, migrations: errorsMigrations, table };
}

export function archiveSchema(location: Location): Schema {
  return location.kind === "postgres"
    ? { path: location.name, migrations: postgresArchiveMigrations, table: `archive.${table}` }
    : { path: location.archivePath, migrations: archiveMigrations, table };
}
