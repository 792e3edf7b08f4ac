import { type Kysely, type RawBuilder, sql } from "kysely";
import { fieldTags, type SearchNode } from "../../domain/index.ts";
import { compileSearch } from "../search/compile.ts";
import { issueTerms } from "../search/issue-terms.ts";
import type { SearchLimits } from "../search/limits.ts";
import { SearchLookups } from "../search/lookups.ts";
import { allOf, always, type Condition, never } from "../search/patterns.ts";
import type { IssuesTable, Tables } from "../tables.ts";
import type { Total } from "./error-queries.ts";
import { inSlices } from "./slices.ts";

export const issueSorts = ["last_seen", "first_seen", "count", "users"] as const;
export type IssueSort = (typeof issueSorts)[number];

/** A place in a list of issues: what its last issue was sorted by, and its id. */
export interface IssuePlace {
  readonly value: number;
  readonly id: number;
}

export interface IssueListAsk {
  readonly query: SearchNode;
  /** Only of these projects, by slug, name or upstream id; null: of all. */
  readonly projects: readonly string[] | null;
  readonly sort: IssueSort;
  readonly order: "asc" | "desc";
  readonly after: IssuePlace | null;
  readonly limit: number;
}

/** An issue with the slug of its project; times in milliseconds since 1970. */
export type IssueRow = IssuesTable & { readonly project: string };

/** Hours, from the first to before the last, in steps of so many. */
export interface HourRange {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

export interface TagCount {
  readonly key: string;
  readonly value: string;
  readonly count: number;
  readonly first_seen: number;
  readonly last_seen: number;
}

/** A page of issues. */
export interface IssuePage {
  readonly rows: readonly IssueRow[];
  /** Where it goes on; null when there is no more. It may go on behind a page that is not full. */
  readonly next: IssuePlace | null;
  /** How many there are; null where that was not asked for or would cost too much. */
  readonly total: Total | null;
}

/** A total is counted no further than this. */
const totalMax = 1000;
const sliceRows = 400;
const listed = sql<boolean>`i.merged_into is null and i.deleted_at is null`;

/** What is read of issues. */
export class IssueQueries {
  readonly #db: Kysely<Tables>;
  readonly #limits: SearchLimits;

  constructor(db: Kysely<Tables>, limits: SearchLimits) {
    this.#db = db;
    this.#limits = limits;
  }

  /** A page of issues that pass a query, in the order that was asked for. */
  async page(ask: IssueListAsk & { readonly counts: boolean }): Promise<IssuePage> {
    const { limit } = ask;
    const began = performance.now();
    const near = new SearchLookups(this.#db, this.#limits.near);
    const condition = await conditionOf(ask, near);
    const found: IssueRow[] = [];
    const walk = (passes: Condition, place: IssuePlace | null, { isWide, msMax }: Pace) =>
      inSlices<IssuePlace>({
        from: place,
        rows: isWide ? sliceRows : null,
        msMax,
        placeBehind: (from, rows) => this.#placeBehind(ask, from, rows),
        look: async (from, to) => {
          const rest = limit + 1 - found.length;
          found.push(...(await this.#rows(ask, { from, to, limit: rest, condition: passes })));
          return found.length > limit;
        },
      });
    // What a query finds much of is found in the first slice; what is not, is worth gathering.
    let end = await walk(condition, ask.after, { isWide: near.isWide, msMax: 0 });
    if (!end.isOver) {
      const further = new SearchLookups(this.#db, this.#limits.far);
      const gathered = await conditionOf(ask, further);
      const msMax = this.#limits.msMax - (performance.now() - began);
      end = await walk(gathered, end.at, { isWide: further.isWide, msMax });
    }
    const rows = found.slice(0, limit);
    const next = found.length > limit ? placeOf(rows.at(-1), ask) : end.isOver ? null : end.at;
    const total = ask.counts ? await this.#total(ask, { rows, next, near, condition }) : null;
    return { rows, next, total };
  }

  async #rows(
    { sort, order }: IssueListAsk,
    {
      from,
      to,
      limit,
      condition,
    }: { from: IssuePlace | null; to: IssuePlace | null; limit: number; condition: Condition },
  ): Promise<IssueRow[]> {
    const column = sql.ref(`i.${sort}`);
    const direction = sql.raw(order);
    const { rows } = await sql<IssueRow>`
      select i.*, p.slug as project from issues i join projects p on p.id = i.project_id
      where ${listed} and ${behind({ sort, order }, from)} and ${upTo({ sort, order }, to)}
        and ${condition}
      order by ${column} ${direction}, i.id ${direction} limit ${limit}`.execute(this.#db);
    return rows;
  }

  async #placeBehind(
    ask: IssueListAsk,
    place: IssuePlace | null,
    rows: number,
  ): Promise<IssuePlace | null> {
    const column = sql.ref(`i.${ask.sort}`);
    const direction = sql.raw(ask.order);
    const { rows: found } = await sql<IssuePlace>`
      select ${column} as value, i.id from issues i where ${listed} and ${behind(ask, place)}
      order by ${column} ${direction}, i.id ${direction} limit 1 offset ${rows - 1}`.execute(
      this.#db,
    );
    return found[0] ?? null;
  }

  async #total(
    { after }: IssueListAsk,
    page: {
      rows: readonly IssueRow[];
      next: IssuePlace | null;
      near: SearchLookups;
      condition: Condition;
    },
  ): Promise<Total | null> {
    if (after === null && page.next === null) return { total: page.rows.length, isExact: true };
    if (page.near.isWide) return null;
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from (select 1 from issues i where ${listed} and ${page.condition}
        limit ${totalMax + 1}) as counted`.execute(this.#db);
    const total = rows[0]?.n ?? 0;
    return { total: Math.min(total, totalMax), isExact: total <= totalMax };
  }

  /** Ids of issues that pass a query, ascending from after an id. `next`: where to go on; null at the end. */
  async ids(
    ask: Pick<IssueListAsk, "query" | "projects">,
    { after, limit }: { after: number; limit: number },
  ): Promise<{ ids: number[]; next: number | null }> {
    const lookups = new SearchLookups(this.#db, this.#limits.far);
    const condition = await conditionOf(ask, lookups);
    const ids: number[] = [];
    const select = async (where: Condition, page: { limit: number; offset: number }) => {
      const { rows } = await sql<{ id: number }>`
        select i.id from issues i where ${listed} and ${where}
        order by i.id limit ${page.limit} offset ${page.offset}`.execute(this.#db);
      return rows.map(({ id }) => id);
    };
    const behindId = (id: number | null) => sql<boolean>`i.id > ${id ?? 0}`;
    const end = await inSlices<number>({
      from: after,
      rows: lookups.isWide ? sliceRows : null,
      msMax: this.#limits.msMax,
      placeBehind: async (place, rows) =>
        (await select(behindId(place), { limit: 1, offset: rows - 1 }))[0] ?? null,
      look: async (from, to) => {
        const range = to === null ? behindId(from) : sql`${behindId(from)} and i.id <= ${to}`;
        const rest = limit + 1 - ids.length;
        ids.push(
          ...(await select(sql<boolean>`${range} and ${condition}`, { limit: rest, offset: 0 })),
        );
        return ids.length > limit;
      },
    });
    const isFull = ids.length > limit;
    const page = ids.slice(0, limit);
    return { ids: page, next: isFull ? (page.at(-1) ?? null) : end.isOver ? null : end.at };
  }

  /**
   * One issue by its number or a short id (ours before the upstream's); null when there is none. A merged
   * one is given as it is: `merged_into` says where it went.
   */
  async get(ref: string): Promise<IssueRow | null> {
    const byNumber = /^\d{1,15}$/.test(ref) ? sql`i.id = ${Number(ref)}` : sql`false`;
    const short = ref.toUpperCase();
    const { rows } = await sql<IssueRow>`
      select i.*, p.slug as project from issues i join projects p on p.id = i.project_id
      where i.deleted_at is null
        and (${byNumber} or i.short_id = ${short} or i.upstream_short_id in (${ref}, ${short}))
      order by case when ${byNumber} then 0 when i.short_id = ${short} then 1 else 2 end,
        i.merged_into is null desc, i.id
      limit 1`.execute(this.#db);
    return rows[0] ?? null;
  }

  /** The issue that a merged one has become, however often it was merged on. */
  async home(issue: IssueRow): Promise<IssueRow> {
    let found = issue;
    for (let step = 0; found.merged_into !== null && step < mergesMax; step += 1) {
      const next = await this.get(String(found.merged_into));
      if (next === null) break;
      found = next;
    }
    return found;
  }

  /** The keys that lead to an issue, each with the issue that it was made with. */
  async keys(issueId: number) {
    return this.#db
      .selectFrom("grouping_keys as k")
      .innerJoin("issues as o", "o.id", "k.origin_issue_id")
      .where("k.issue_id", "=", issueId)
      .select(["k.key", "k.count", "k.first_seen", "k.last_seen", "k.origin_issue_id"])
      .select("o.short_id as origin_short_id")
      .orderBy("k.id")
      .execute();
  }

  /** Errors of each issue over time: one count for each step of the range. */
  async series(issueIds: readonly number[], range: HourRange): Promise<Map<number, number[]>> {
    const { from, to, step } = range;
    const series = new Map<number, number[]>();
    const steps = Math.ceil((to - from) / step);
    for (const id of issueIds) series.set(id, new Array<number>(steps).fill(0));
    if (issueIds.length === 0) return series;
    const { rows } = await sql<{ issue: number; step: number; count: number }>`
      select k.issue_id as issue, ${stepOf({ from, step })} as step, sum(h.count) as count
      from grouping_keys k join key_hours h on h.grouping_key_id = k.id
      where k.issue_id in (${sql.join(issueIds)}) and h.hour >= ${from} and h.hour < ${to}
      group by 1, 2`.execute(this.#db);
    for (const { issue, step: at, count } of rows) {
      const counts = series.get(issue);
      if (counts !== undefined) counts[at] = count;
    }
    return series;
  }

  /** The tags of an issue: how many errors have each, how many values, and the most frequent of these. */
  async tags(
    issueId: number,
    page: { after: string; limit: number; topMax: number },
  ): Promise<{ key: string; values: number; count: number; top: TagCount[] }[]> {
    const { rows } = await sql<{ key: string; values: number; count: number }>`
      select g.key, count(distinct t.tag_id) as "values", sum(t.count) as count
      from grouping_keys k
      join key_tags t on t.grouping_key_id = k.id
      join tags g on g.id = t.tag_id
      where k.issue_id = ${issueId} and g.key > ${page.after} and g.key >= ${firstShownKey}
      group by g.key order by g.key limit ${page.limit}`.execute(this.#db);
    const tags: { key: string; values: number; count: number; top: TagCount[] }[] = [];
    for (const row of rows) {
      const top = await this.tagValues(issueId, row.key, { after: null, limit: page.topMax });
      tags.push({ ...row, top });
    }
    return tags;
  }

  /** The values of one tag of an issue, the most frequent first. */
  async tagValues(
    issueId: number,
    key: string,
    page: { after: { count: number; value: string } | null; limit: number },
  ): Promise<TagCount[]> {
    const { after, limit } = page;
    const placed =
      after === null
        ? sql``
        : sql`having sum(t.count) < ${after.count}
            or (sum(t.count) = ${after.count} and g.value > ${after.value})`;
    const { rows } = await sql<TagCount>`
      select g.key, g.value, sum(t.count) as count, min(t.first_seen) as first_seen,
        max(t.last_seen) as last_seen
      from grouping_keys k
      join key_tags t on t.grouping_key_id = k.id
      join tags g on g.id = t.tag_id
      where k.issue_id = ${issueId} and g.key = ${key}
      group by g.id ${placed}
      order by 3 desc, g.value limit ${limit}`.execute(this.#db);
    return rows;
  }

  /** How many errors of an issue have a tag, and with how many values. */
  async tagTotal(issueId: number, key: string): Promise<{ values: number; count: number }> {
    const { rows } = await sql<{ values: number; count: number }>`
      select count(distinct t.tag_id) as "values", coalesce(sum(t.count), 0) as count
      from grouping_keys k
      join key_tags t on t.grouping_key_id = k.id
      join tags g on g.id = t.tag_id
      where k.issue_id = ${issueId} and g.key = ${key}`.execute(this.#db);
    return rows[0] ?? { values: 0, count: 0 };
  }

  /** What happened to an issue and to those that were merged into it, newest first, from below a place. */
  async timeline(
    issueId: number,
    page: { before: { at: number; id: number } | null; limit: number },
  ) {
    let query = this.#db
      .selectFrom("activity")
      .where(
        sql<boolean>`issue_id in (select id from issues where id = ${issueId} or merged_into = ${issueId})`,
      )
      .selectAll()
      .orderBy("at", "desc")
      .orderBy("id", "desc")
      .limit(page.limit);
    if (page.before !== null) {
      const { at, id } = page.before;
      query = query.where(sql<boolean>`(at, id) < (${at}, ${id})`);
    }
    return query.execute();
  }
}

function placeOf(row: IssueRow | undefined, { sort }: IssueListAsk): IssuePlace | null {
  return row === undefined ? null : { value: row[sort], id: row.id };
}

/** How a walk goes: in slices, and for how long. */
interface Pace {
  readonly isWide: boolean;
  readonly msMax: number;
}

type Sorting = Pick<IssueListAsk, "sort" | "order">;

/** True for issues that come behind a place. */
function behind({ sort, order }: Sorting, place: IssuePlace | null): Condition {
  if (place === null) return always;
  const sign = sql.raw(order === "desc" ? "<" : ">");
  return sql<boolean>`(${sql.ref(`i.${sort}`)}, i.id) ${sign} (${place.value}, ${place.id})`;
}

/** True for issues that come before a place, and for the one in it. */
function upTo({ sort, order }: Sorting, place: IssuePlace | null): Condition {
  if (place === null) return always;
  const sign = sql.raw(order === "desc" ? ">=" : "<=");
  return sql<boolean>`(${sql.ref(`i.${sort}`)}, i.id) ${sign} (${place.value}, ${place.id})`;
}

async function conditionOf(
  { query, projects }: Pick<IssueListAsk, "query" | "projects">,
  lookups: SearchLookups,
): Promise<Condition> {
  const conditions: Condition[] = [await compileSearch(query, issueTerms(lookups))];
  if (projects !== null) conditions.push(await ofProjects(lookups, projects, sql`i.project_id`));
  return allOf(conditions);
}

/** Which step of a range an hour `h` lies in. Written out, since a parameter would make a fraction of it. */
export function stepOf({ from, step }: Pick<HourRange, "from" | "step">): RawBuilder<number> {
  return sql<number>`(h.hour - ${sql.lit(from)}) / ${sql.lit(step)}`;
}

/** Merges of merges that are followed. */
const mergesMax = 100;
/** Keys before it are fields, not tags: see `fieldTags`. */
const firstShownKey = String.fromCharCode(fieldTags.type.charCodeAt(0) + 1);

/** True when a project is one of those that are named. */
async function ofProjects(
  lookups: SearchLookups,
  names: readonly string[],
  projectId: RawBuilder<unknown>,
): Promise<Condition> {
  const ids = await lookups.projectIdsNamed(names);
  return ids.length === 0 ? never : sql<boolean>`${projectId} in (${sql.join(ids)})`;
}
