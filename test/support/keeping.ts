import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { PostgresConnection } from "../../src/store/dialects/postgres.ts";
import {
  Archive,
  type ArchiveOptions,
  filesOf,
  type Keeper,
  type Location,
  locate,
  openPool,
  PostgresArchive,
} from "../../src/store/index.ts";
import { databaseOf, isOnPostgres } from "./postgres.ts";

/** Where a test keeps everything: in files in its folder, or in a database of its own. */
export async function locationIn(folder: string): Promise<Location> {
  if (!isOnPostgres()) return filesOf(join(folder, "errors.db"), folder);
  return locate(await databaseOf(folder), folder);
}

/** Deliveries are appended by this one. */
export async function openTestArchive(
  location: Location,
  told: Omit<ArchiveOptions, "path">,
): Promise<Keeper> {
  return location.kind === "postgres"
    ? PostgresArchive.open(await openPool(location, 4), told)
    : new Archive({ ...told, path: location.archivePath });
}

/** Reads rows as anybody could, beside whoever has the database open. */
export function rowsAt(
  location: Location,
  sql: string,
  values: readonly SQLInputValue[] = [],
): Record<string, unknown>[] {
  if (location.kind === "postgres") {
    const db = new PostgresConnection(location.place);
    try {
      return db.prepare(sql).all(...values);
    } finally {
      db.close();
    }
  }
  const db = new DatabaseSync(location.errorsPath, { readOnly: true, timeout: 5000 });
  try {
    db.prepare("attach ? as archive").run(location.archivePath);
    return db
      .prepare(sql)
      .all(...values)
      .map((row) => ({ ...row }));
  } finally {
    db.close();
  }
}
