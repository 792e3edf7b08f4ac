import { type RawBuilder, sql } from "kysely";

// What keeps SQLite's planner from ways that cost more here than it believes.

/**
 * True when there is a row; `rows` is what stands behind `select 1`. Of an `exists` SQLite makes a join, in
 * whose order the costly part may come first; these are asked in the order in which they are written.
 */
export function some(rows: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`((select 1 ${rows} limit 1) is not null)`;
}

/** Stands behind a table: it is read by this index, or not at all. */
export function indexedBy(index: string): RawBuilder<unknown> {
  return sql`indexed by ${sql.ref(index)}`;
}
