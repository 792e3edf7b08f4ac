import { type Kysely, sql } from "kysely";
import type { Tables } from "../tables.ts";

/** Failed deliveries are counted no further. */
const failedMax = 10_000;
/** Outcomes that are looked at. */
const latelyMax = 1000;

export interface StoredStanding {
  /** When the oldest delivery arrived that waits for its digest, in milliseconds since 1970; null: none waits. */
  readonly oldestWaiting: number | null;
  readonly failed: number;
  /** What became of the newest deliveries that have an outcome. */
  readonly lately: {
    readonly of: number;
    readonly digested: number;
    readonly ignored: number;
    readonly failed: number;
  };
}

/** What the database tells of how the collector is doing, however much is in it: a few thousand index entries at most. */
export class StandingQueries {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async get(): Promise<StoredStanding> {
    const { rows } = await sql<{ waiting: number | null; failed: number }>`
      select (select received_at from archive.deliveries
          where id > (select cursor from progress where name = 'digest') order by id limit 1) as waiting,
        (select count(*) from (select 1 from outcomes where state = 'failed' limit ${failedMax}) as counted) as failed`.execute(
      this.#db,
    );
    return {
      oldestWaiting: rows[0]?.waiting ?? null,
      failed: rows[0]?.failed ?? 0,
      lately: await this.#lately(),
    };
  }

  async #lately(): Promise<StoredStanding["lately"]> {
    const { rows } = await sql<{ state: "digested" | "ignored" | "failed"; n: number }>`
      select state, count(*) as n
      from (select state from outcomes order by delivery_id desc limit ${latelyMax}) as newest
      group by state`.execute(this.#db);
    const found = { digested: 0, ignored: 0, failed: 0 };
    for (const { state, n } of rows) found[state] = n;
    return { of: found.digested + found.ignored + found.failed, ...found };
  }
}
