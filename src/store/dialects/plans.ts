import { type Expression, type RawBuilder, sql } from "kysely";
import { either } from "./either.ts";

// What keeps SQLite's planner from ways that cost more here than it believes. PostgreSQL keeps statistics and
// finds its way by itself.

/**
 * True when there is a row; `rows` is what stands behind `select 1`. Of an `exists` SQLite makes a join, in
 * whose order the costly part may come first; these are asked in the order in which they are written.
 */
export function some(rows: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`((select 1 ${rows} limit 1) is not null)`;
}

/** Stands behind a table: it is read by this index, or not at all. */
export function indexedBy(index: string): Expression<unknown> {
  return either(sql`indexed by ${sql.ref(index)}`, sql``);
}

/** A join whose tables are read in the order in which they are written. */
export const joinInOrder = either(sql`cross join`, sql`join`);

/** A number that stays out of the choice of an index. */
export function unindexed(value: Expression<unknown>): Expression<unknown> {
  return either(sql`+${value}`, value);
}
