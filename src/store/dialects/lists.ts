import { type Expression, type RawBuilder, sql } from "kysely";
import { either } from "./either.ts";

// Lists of numbers, and how JSON is made of rows.

/** The numbers of a list as rows, in a subquery: it is one parameter, however long. */
export function numbersOf(ids: readonly number[]): Expression<number> {
  const list = JSON.stringify(ids);
  return either(
    sql<number>`(select value from json_each(${list}))`,
    sql<number>`(select value::bigint from jsonb_array_elements_text(${list}::jsonb) as j (value))`,
  );
}

/** The same as the table `j` with its column `value`. */
export function rowsOfNumbers(ids: readonly number[]): Expression<unknown> {
  const list = JSON.stringify(ids);
  return either(
    sql`json_each(${list}) j`,
    sql`(select value::bigint as value from jsonb_array_elements_text(${list}::jsonb) as j (value)) j`,
  );
}

/** The tags of the error `e`, as the table `j` with its column `value`; marked ones are negative. */
export const tagsOfError = either(
  sql`json_each(e.tag_ids) j`,
  sql`(select value::bigint as value from jsonb_array_elements_text(e.tag_ids) as j (value)) j`,
);

/** A JSON list of the values of rows. */
export function jsonList(value: RawBuilder<unknown>): Expression<string> {
  return either(
    sql<string>`json_group_array(${value})`,
    sql<string>`coalesce(json_agg(${value})::text, '[]')`,
  );
}

/** A JSON list of objects, one of each row. */
export function jsonObjects(
  fields: Readonly<Record<string, RawBuilder<unknown>>>,
): Expression<string> {
  const parts = sql.join(Object.entries(fields).flatMap(([name, value]) => [sql.lit(name), value]));
  return either(
    sql<string>`json_group_array(json_object(${parts}))`,
    sql<string>`coalesce(json_agg(json_build_object(${parts}))::text, '[]')`,
  );
}
