import type { Kysely } from "kysely";
import type { Tables } from "../tables.ts";

export interface OutboxFilter {
  readonly state?: readonly string[];
  readonly kind?: readonly string[];
  readonly source?: readonly string[];
}

/** What is read of sources, of the outbox and of backfills, for those who look at them. */
export class UpstreamQueries {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** In the order of their names; there are few. */
  sources() {
    return this.#db.selectFrom("sources").selectAll().orderBy("slug").execute();
  }

  /** The newest first. */
  outbox(filter: OutboxFilter, { before, limit }: { before: number | null; limit: number }) {
    let query = this.#db.selectFrom("outbox").selectAll().orderBy("id", "desc").limit(limit);
    if (before !== null) query = query.where("id", "<", before);
    for (const column of ["state", "kind", "source"] as const) {
      const wanted = filter[column];
      if (wanted !== undefined) query = query.where(column, "in", [...wanted]);
    }
    return query.execute();
  }

  job(id: number) {
    return this.#db.selectFrom("outbox").selectAll().where("id", "=", id).executeTakeFirst();
  }

  /** How much of the outbox is in each state, by source. */
  outboxCounts() {
    return this.#db
      .selectFrom("outbox")
      .select(({ fn }) => ["source", "state", fn.countAll<number>().as("count")])
      .groupBy(["source", "state"])
      .execute();
  }

  /** The newest first; `active`: only those that wait or run. */
  backfills(
    filter: { readonly source?: readonly string[]; readonly active?: boolean },
    { before, limit }: { before: number | null; limit: number },
  ) {
    let query = this.#db.selectFrom("backfills").selectAll().orderBy("id", "desc").limit(limit);
    if (before !== null) query = query.where("id", "<", before);
    if (filter.source !== undefined) query = query.where("source", "in", [...filter.source]);
    if (filter.active === true) query = query.where("state", "in", ["waiting", "running"]);
    return query.execute();
  }

  backfillsOf(ids: readonly number[]) {
    return this.#db
      .selectFrom("backfills")
      .selectAll()
      .where("id", "in", [...ids])
      .orderBy("id")
      .execute();
  }

  /** What the upstream counts in each hour, beside what was seen: the newest hour first. */
  hours(source: string, filter: { readonly from: number; readonly project?: readonly string[] }) {
    let query = this.#db
      .selectFrom("upstream_hours as u")
      .leftJoin("projects as p", "p.slug", "u.project")
      .leftJoin("project_hours as h", (join) =>
        join
          .onRef("h.project_id", "=", "p.id")
          .onRef("h.hour", "=", "u.hour")
          .on("h.dimension", "=", "all")
          .on("h.value", "=", ""),
      )
      .select([
        "u.project",
        "u.hour",
        "u.counted",
        "u.state",
        "u.reason",
        "u.checked_at",
        "h.count as seen",
      ])
      .where("u.source", "=", source)
      .where("u.hour", ">=", filter.from)
      .orderBy("u.hour", "desc")
      .orderBy("u.project");
    if (filter.project !== undefined) query = query.where("u.project", "in", [...filter.project]);
    return query.execute();
  }
}
