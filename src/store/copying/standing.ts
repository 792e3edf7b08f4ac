import { Failure } from "../../domain/index.ts";
import { type Connection, hasTable } from "../connection.ts";

/** Under which a server keeps what it knows of the copy that filled it, in `meta`. */
export const standingKey = "copy";

/** How a copy stands, and of what it is. */
export interface CopyStanding {
  readonly state: "unfinished" | "done";
  /** `meta.pair` of the files that it comes from. */
  readonly pair: string;
  /** See `CopySource.moment`. */
  readonly moment: string;
}

/** What a server knows of a copy; null: none was begun. */
export function standingOn(db: Connection): CopyStanding | null {
  if (!hasTable(db, "public.meta")) return null;
  const row = db.prepare("select value from public.meta where key = ?").get(standingKey);
  return row === undefined ? null : (JSON.parse(String(row["value"])) as CopyStanding);
}

/** Throws a `setup` failure where a database holds half of what a collector is to go on with. */
export function refuseUnfinished(db: Connection, name: string): void {
  if (standingOn(db)?.state !== "unfinished") return;
  throw new Failure(
    "setup",
    `The copy into ${name} is not finished: give the same collector copy command again, or name another database in DATABASE_URL.`,
  );
}
