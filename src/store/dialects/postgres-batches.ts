import type { SQLInputValue } from "node:sqlite";
import type { BridgeQuery } from "./postgres-messages.ts";

/** PostgreSQL takes no more values with one statement. */
const valuesMax = 65_535;
/** Measured: larger ones gain nothing. */
const rowsMax = 500;

/** An insert of one row, cut where its values stand. */
export interface InsertShape {
  readonly head: string;
  readonly tuple: string;
  readonly tail: string;
}

/** Question marks become numbers, as PostgreSQL wants them; `?1` keeps its number. */
export function numbered(sql: string): string {
  let next = 0;
  return sql.replace(/\?(\d*)/g, (_mark, given: string) => `$${given === "" ? ++next : given}`);
}

/** Cuts an `insert … values (?, …)`; null for any other statement. */
export function insertShape(sql: string): InsertShape | null {
  const cut = /^(\s*insert into [\w.]+\s*(?:\([^)]*\))?\s*values\s*)\(([^()]*)\)([^?]*)$/i.exec(
    sql,
  );
  if (cut === null) return null;
  const [, head = "", tuple = "", tail = ""] = cut;
  return { head, tuple, tail };
}

/** The same insert for many rows, in as few statements as it takes. */
export function insertsOf(
  { head, tuple, tail }: InsertShape,
  rows: readonly (readonly SQLInputValue[])[],
): BridgeQuery[] {
  const width = Math.max(1, rows[0]?.length ?? 1);
  const atOnce = Math.min(rowsMax, Math.floor(valuesMax / width));
  const queries: BridgeQuery[] = [];
  for (let next = 0; next < rows.length; next += atOnce) {
    const some = rows.slice(next, next + atOnce);
    const tuples = some.map(() => `(${tuple})`).join(", ");
    queries.push({ sql: numbered(`${head}${tuples}${tail}`), values: some.flat(), name: null });
  }
  return queries;
}
