import { Failure } from "../../domain/index.ts";
import type { Connection } from "../connection.ts";

/** The table of the Python service that this collector replaces, by SQLAlchemy on SQLite. */
const earlierColumns = [
  "id",
  "event_id",
  "project",
  "message",
  "exception_type",
  "exception_value",
  "stacktrace",
  "timestamp",
  "created_at",
];
/** The name under which it is kept. */
export const earlierTable = "errors_before_collector";

/**
 * Puts an earlier service's table `errors` out of the way, under another name; its rows become errors
 * when the new tables exist (`adoptEarlierErrors`). Throws a `setup` failure for a foreign table.
 */
export function setAsideEarlierErrors(db: Connection): void {
  const columns = db.prepare("select name from pragma_table_info('errors')").all();
  if (columns.length === 0) return;
  const names = new Set(columns.map((column) => String(column["name"])));
  const missing = earlierColumns.filter((name) => !names.has(name));
  if (missing.length > 0) {
    throw new Failure(
      "setup",
      `The database has a table errors that is not ours (it lacks ${missing.join(", ")}): name another file in DATABASE_URL.`,
    );
  }
  db.exec(`alter table errors rename to ${earlierTable}`);
}

/** True where such rows wait to become errors: in a file only, since that service knew no other database. */
export function hasEarlierErrors(db: Connection): boolean {
  if (db.dialect.name !== "sqlite") return false;
  return db.prepare("select 1 from pragma_table_info(?)").get(earlierTable) !== undefined;
}
