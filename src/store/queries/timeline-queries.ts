import { type Kysely, sql } from "kysely";
import type { Tables } from "../tables.ts";

/** Entries among which the last pinning of an issue is looked for. */
const lookedAtMax = 200;

/** What is read of single entries of timelines. */
export class TimelineQueries {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** One entry by its number; null when there is none. */
  async entry(id: number) {
    const one = this.#db.selectFrom("activity").where("id", "=", id).selectAll();
    return (await one.executeTakeFirst()) ?? null;
  }

  /** Who pinned an issue last, and when (milliseconds since 1970); null where that is long ago, or never was. */
  async pinned(issueId: number): Promise<{ by: string | null; at: number } | null> {
    const { rows } = await sql<{ by: string | null; at: number }>`
      select actor_name as "by", at from (select action, actor_name, at, id from activity
        where issue_id = ${issueId} order by at desc, id desc limit ${lookedAtMax}) as newest
      where action = 'pinned' order by at desc, id desc limit 1`.execute(this.#db);
    return rows[0] ?? null;
  }
}
