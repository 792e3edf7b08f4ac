import { type Kysely, sql } from "kysely";
import { jsonObjects } from "../dialects/lists.ts";
import type { Dimension } from "../records/tally.ts";
import type { Tables } from "../tables.ts";
import { type HourRange, stepOf } from "./issue-queries.ts";

export interface ProjectRow {
  readonly id: number;
  readonly slug: string;
  readonly name: string | null;
  readonly created_at: number;
  readonly errors: number;
  readonly unresolved: number;
  readonly resolved: number;
  readonly archived: number;
  readonly last_seen: number | null;
  /** `{source, id}` by which upstreams know it, as a JSON list. */
  readonly upstreams: string;
}

/** Counts of one value over time. */
export interface SeriesOfValue {
  readonly value: string;
  readonly counts: number[];
}

/** The issues of the project whose row is `p`. */
const living = sql`issues i
  where i.project_id = p.id and i.merged_into is null and i.deleted_at is null`;

const upstreamList = jsonObjects({ source: sql`u.source`, id: sql`u.upstream_id` });

/** Values that one statistic shows, the most frequent ones. */
const valuesMax = 50;

/** What is read of projects, their releases and their hours. */
export class ProjectQueries {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Projects by slug, from after one. */
  async list(page: { after: string; limit: number }): Promise<ProjectRow[]> {
    return this.#projects(sql`p.slug > ${page.after}`, page.limit);
  }

  /** One project by slug, name or upstream id; null when there is none. */
  async get(ref: string): Promise<ProjectRow | null> {
    const named = sql`p.id = (select q.id from projects q
      left join project_upstreams u on u.project_id = q.id
      where q.slug = ${ref} or q.name = ${ref} or u.upstream_id = ${ref}
      order by q.slug = ${ref} desc limit 1)`;
    return (await this.#projects(named, 1))[0] ?? null;
  }

  /** The numbers of projects by slug, name or upstream id. */
  async ids(refs: readonly string[]): Promise<number[]> {
    const ids: number[] = [];
    for (const ref of refs) {
      const row = await this.get(ref);
      if (row !== null) ids.push(row.id);
    }
    return ids;
  }

  async #projects(condition: ReturnType<typeof sql>, limit: number): Promise<ProjectRow[]> {
    const { rows } = await sql<ProjectRow>`
      select p.id, p.slug, p.name, p.created_at,
        (select coalesce(sum(count), 0) from grouping_keys k where k.project_id = p.id) as errors,
        (select count(*) from ${living} and i.status = 'unresolved') as unresolved,
        (select count(*) from ${living} and i.status = 'resolved') as resolved,
        (select count(*) from ${living} and i.status = 'archived') as archived,
        (select max(last_seen) from ${living}) as last_seen,
        (select ${upstreamList}
          from project_upstreams u where u.project_id = p.id) as upstreams
      from projects p where ${condition} order by p.slug limit ${limit}`.execute(this.#db);
    return rows;
  }

  /** The releases of a project, the newest first by when each was first seen. */
  async releases(
    projectId: number,
    page: { before: { firstSeen: number; version: string } | null; limit: number },
  ) {
    const { before, limit } = page;
    const placed =
      before === null
        ? sql``
        : sql`and (first_seen, version) < (${before.firstSeen}, ${before.version})`;
    const { rows } = await sql<{
      version: string;
      first_seen: number;
      last_seen: number;
      errors: number;
      new_issues: number;
    }>`
      select version, first_seen, last_seen,
        (select coalesce(sum(count), 0) from project_hours h
          where h.project_id = r.project_id and h.dimension = 'release' and h.value = r.version)
          as errors,
        (select count(*) from issues i where i.project_id = r.project_id
          and i.first_release = r.version and i.merged_into is null and i.deleted_at is null)
          as new_issues
      from releases r where project_id = ${projectId} ${placed}
      order by first_seen desc, version desc limit ${limit}`.execute(this.#db);
    return rows;
  }

  /** Counts over time by one dimension, the most frequent values first. */
  async series(
    dimension: Dimension | "project",
    range: HourRange,
    projectIds: readonly number[] | null,
  ): Promise<SeriesOfValue[]> {
    const { from, to, step } = range;
    const only = projectIds === null ? sql`` : sql`and h.project_id in (${sql.join(projectIds)})`;
    const value = dimension === "project" ? sql`p.slug` : sql`h.value`;
    const kept = dimension === "project" ? "all" : dimension;
    const { rows } = await sql<{ value: string; step: number; count: number }>`
      select ${value} as value, ${stepOf(range)} as step, sum(h.count) as count
      from project_hours h join projects p on p.id = h.project_id
      where h.dimension = ${kept} and h.hour >= ${from} and h.hour < ${to} ${only}
      group by 1, 2`.execute(this.#db);
    const steps = Math.ceil((to - from) / step);
    const series = new Map<string, { total: number; counts: number[] }>();
    for (const { value: name, step: at, count } of rows) {
      const entry = series.get(name) ?? { total: 0, counts: new Array<number>(steps).fill(0) };
      entry.counts[at] = count;
      entry.total += count;
      series.set(name, entry);
    }
    return [...series]
      .toSorted(([, one], [, other]) => other.total - one.total)
      .slice(0, valuesMax)
      .map(([name, { counts }]) => ({ value: name, counts }));
  }
}
