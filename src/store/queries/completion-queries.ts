import { type Expression, type Kysely, sql } from "kysely";
import { textBetween } from "../dialects/texts.ts";
import type { Tables } from "../tables.ts";

/** How often something has a value. */
export interface ValueCount {
  readonly value: string;
  /** Null where it is not counted. */
  readonly count: number | null;
}

/** Tags that are looked at for completion, at most. */
const lookedAtMax = 5000;

const beginsWith = (column: Expression<unknown>, prefix: string): Expression<boolean> =>
  textBetween(column, { from: prefix, to: `${prefix}\u{10ffff}` });

/** What a person may be about to type. */
export class CompletionQueries {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /**
   * Values of a tag that begin with a text, the most widespread first. Values that no error has any more are
   * left out.
   */
  async tagValues(key: string, prefix: string, limit: number): Promise<ValueCount[]> {
    const { rows } = await sql<ValueCount>`
      select value, count from (
        select value, coalesce(count, (select sum(t.count) from key_tags t where t.tag_id = g.id)) as count
        from (select id, value, count from tags
          where key = ${key} and ${beginsWith(sql`value`, prefix)}
          limit ${lookedAtMax}) g) counted
      where count > 0 order by 2 desc, 1 limit ${limit}`.execute(this.#db);
    return rows;
  }

  /** Keys of tags that begin with a text. */
  async tagKeys(prefix: string, limit: number): Promise<ValueCount[]> {
    const end = `${prefix}\u{10ffff}`;
    // A walk from key to key, since there may be a million values of one; and no further than they fit.
    const { rows } = await sql<{ value: string }>`
      with recursive keys (value) as (
        select min(key) from tags where key >= ${prefix === "" ? "\u0002" : prefix}
        union all
        select (select min(key) from tags where key > keys.value) from keys
        where keys.value is not null and keys.value < ${end}
      )
      select value from keys
      where value is not null and value < ${end} limit ${limit}`.execute(this.#db);
    return rows.map(({ value }) => ({ value, count: null }));
  }

  /** Different values of a column of issues that begin with a text. */
  async issueValues(
    column: "assignee" | "short_id" | "platform" | "first_release" | "last_release",
    prefix: string,
    limit: number,
  ): Promise<ValueCount[]> {
    const name = sql.ref(`i.${column}`);
    const { rows } = await sql<ValueCount>`
      select ${name} as value, count(*) as count from issues i
      where i.merged_into is null and ${beginsWith(name, prefix)}
      group by 1 order by 2 desc, 1 limit ${limit}`.execute(this.#db);
    return rows;
  }

  /** Slugs of projects that begin with a text. */
  async projects(prefix: string, limit: number): Promise<ValueCount[]> {
    const { rows } = await sql<{ value: string }>`
      select slug as value from projects
      where ${beginsWith(sql`slug`, prefix)}
      order by 1 limit ${limit}`.execute(this.#db);
    return rows.map(({ value }) => ({ value, count: null }));
  }
}
