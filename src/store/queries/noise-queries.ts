import { type Kysely, sql } from "kysely";
import { indexedBy } from "../dialects/plans.ts";
import type { Tables } from "../tables.ts";
import type { IssueRow } from "./issue-queries.ts";

/** An issue with its errors within the window. */
export type NoisyIssue = IssueRow & { readonly within: number };

interface Window {
  /** Whole hours since 1970: from the first to before the last. */
  readonly from: number;
  readonly to: number;
}

/** Issues that are looked at, at most, and at a time. */
const lookedAtMax = 5000;
const pageSize = 250;
const hourMs = 3_600_000;

/** Which issues had the most errors within a window. */
export class NoiseQueries {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /**
   * Walks down from the issue with the most errors altogether: nothing further down can have more within
   * the window than it has altogether, so the walk ends where that is no more than the least of those that
   * were found. Exact, unless so many issues are nearly as large that it gives up.
   */
  async noisiest(
    window: Window,
    { projectIds, limit }: { projectIds: readonly number[] | null; limit: number },
  ): Promise<{ issues: readonly NoisyIssue[]; isExact: boolean }> {
    let found: readonly NoisyIssue[] = [];
    let after: { count: number; id: number } | null = null;
    for (let looked = 0; looked < lookedAtMax; looked += pageSize) {
      const page: readonly NoisyIssue[] = await this.#page(window, projectIds, after);
      found = [...found, ...page.filter(({ within }) => within > 0)]
        .toSorted((one, other) => other.within - one.within || other.id - one.id)
        .slice(0, limit);
      const last = page.at(-1);
      if (last === undefined || page.length < pageSize) return { issues: found, isExact: true };
      const least = found.length < limit ? 0 : (found.at(-1)?.within ?? 0);
      if (last.count <= least) return { issues: found, isExact: true };
      after = { count: last.count, id: last.id };
    }
    return { issues: found, isExact: false };
  }

  /** The next issues by all their errors, those that were not seen since the window began left out. */
  async #page(
    { from, to }: Window,
    projectIds: readonly number[] | null,
    after: { count: number; id: number } | null,
  ): Promise<NoisyIssue[]> {
    const below = after === null ? sql`` : sql`and (i.count, i.id) < (${after.count}, ${after.id})`;
    const only =
      projectIds === null ? sql`` : sql`and i.project_id in (${sql.join([...projectIds])})`;
    const { rows } = await sql<NoisyIssue>`
      select i.*, p.slug as project,
        (select coalesce(sum(h.count), 0)
          from grouping_keys k join key_hours h on h.grouping_key_id = k.id
          where k.issue_id = i.id and h.hour >= ${from} and h.hour < ${to}) as within
      from issues i ${indexedBy("issues_count")} join projects p on p.id = i.project_id
      where i.merged_into is null and i.deleted_at is null
        and i.last_seen >= ${from * hourMs} ${only} ${below}
      order by i.count desc, i.id desc limit ${pageSize}`.execute(this.#db);
    return rows;
  }
}
