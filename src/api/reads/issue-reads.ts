import { hourOf, type SearchNode } from "../../domain/index.ts";
import type { HourRange, IssuePlace, IssueRow, IssueSort, Queries } from "../../store/index.ts";
import { iso } from "./rows.ts";
import { fullIssue, shownIssue, shownSeries } from "./shown-issues.ts";
import { type WrittenPage, writtenPage } from "./written.ts";

export interface IssuePageAsk {
  readonly query: SearchNode;
  readonly projects: readonly string[] | null;
  readonly sort: IssueSort;
  readonly order: "asc" | "desc";
  readonly after: IssuePlace | null;
  readonly limit: number;
  /** Of the sparkline. */
  readonly hours: HourRange;
}

const topTagValuesMax = 10;

/** What readers can be asked about issues. */
export const issueReads = {
  async issuePage(queries: Queries, ask: IssuePageAsk): Promise<WrittenPage> {
    const counts = ask.after === null;
    const { rows, next, total } = await queries.issues.page({ ...ask, counts });
    const ids = rows.map(({ id }) => id);
    const series = await queries.issues.series(ids, ask.hours);
    const { from, step } = ask.hours;
    const items = rows.map((row) => ({
      ...shownIssue(row),
      sparkline: shownSeries(from, step, series.get(row.id) ?? []),
    }));
    return writtenPage({ items, next, total });
  },

  /** Ids of issues that pass a query, ascending; `next`: where to go on, null at the end. */
  issueIds(
    queries: Queries,
    ask: { query: SearchNode; projects: readonly string[] | null; after: number; limit: number },
  ): Promise<{ ids: number[]; next: number | null }> {
    return queries.issues.ids(ask, ask);
  },

  /** What an address calls an issue: its number, or where it went by a merge; null: there is none. */
  async issueRef(queries: Queries, ref: string) {
    const row = await queries.issues.get(ref);
    if (row === null) return null;
    const home = await queries.issues.home(row);
    return {
      id: home.id,
      shortId: home.short_id,
      project: home.project,
      moved: home.id !== row.id,
    };
  },

  async fullIssue(queries: Queries, id: number) {
    const row = await queries.issues.get(String(id));
    return row === null ? null : fullIssue(queries, row);
  },

  async issuesByIds(queries: Queries, ids: readonly number[]) {
    const rows: IssueRow[] = [];
    for (const id of ids) {
      const row = await queries.issues.get(String(id));
      if (row !== null) rows.push(row);
    }
    return rows.map(shownIssue);
  },

  async timeline(
    queries: Queries,
    ask: { issueId: number; before: { at: number; id: number } | null; limit: number },
  ) {
    const rows = await queries.issues.timeline(ask.issueId, { ...ask, limit: ask.limit + 1 });
    const page = rows.slice(0, ask.limit);
    const last = page.at(-1);
    const more = rows.length > ask.limit && last !== undefined;
    return {
      items: page.map(shownEntry),
      next: more ? { at: last.at, id: last.id } : null,
    };
  },

  async timelineEntry(queries: Queries, id: number) {
    const row = await queries.timeline.entry(id);
    return row === null ? null : shownEntry(row);
  },

  async issueStats(queries: Queries, { id, hours }: { id: number; hours: HourRange }) {
    const series = await queries.issues.series([id], hours);
    return shownSeries(hours.from, hours.step, series.get(id) ?? []);
  },

  async issueTags(queries: Queries, ask: { id: number; after: string; limit: number }) {
    const page = { after: ask.after, limit: ask.limit + 1, topMax: topTagValuesMax };
    const tags = await queries.issues.tags(ask.id, page);
    const items = tags.slice(0, ask.limit).map(({ top, ...tag }) => ({
      ...tag,
      top: top.map(({ value, count }) => ({ value, count })),
    }));
    return { items, next: tags.length > ask.limit ? (items.at(-1)?.key ?? null) : null };
  },

  async tagValues(
    queries: Queries,
    ask: {
      id: number;
      key: string;
      after: { count: number; value: string } | null;
      limit: number;
    },
  ) {
    const { values, count } = await queries.issues.tagTotal(ask.id, ask.key);
    const rows = await queries.issues.tagValues(ask.id, ask.key, { ...ask, limit: ask.limit + 1 });
    const page = rows.slice(0, ask.limit);
    const last = page.at(-1);
    return {
      key: ask.key,
      values,
      count,
      items: page.map((row) => ({
        value: row.value,
        count: row.count,
        share: count === 0 ? 0 : row.count / count,
        first_seen: iso(row.first_seen),
        last_seen: iso(row.last_seen),
      })),
      next:
        rows.length > ask.limit && last !== undefined
          ? { count: last.count, value: last.value }
          : null,
    };
  },
};

/** One thing that happened to an issue, as the API gives it. */
function shownEntry(row: ActivityRow) {
  return {
    id: row.id,
    at: iso(row.at),
    kind: row.kind,
    action: row.action,
    actor: row.actor_type === null ? null : { type: row.actor_type, name: row.actor_name },
    source: row.source,
    summary: row.summary,
    detail: JSON.parse(row.detail) as Record<string, unknown>,
    delivery_id: row.delivery_id,
  };
}

type ActivityRow = NonNullable<Awaited<ReturnType<Queries["timeline"]["entry"]>>>;

/** The hours of a period that ends with the running hour or day, in steps of as many hours. */
export function hoursBack(now: number, periodHours: number, step: number): HourRange {
  // Days begin at midnight UTC, as hours since 1970 do when divided by 24.
  const last = Math.floor(hourOf(now) / step);
  const steps = Math.ceil(periodHours / step);
  return { from: (last - steps + 1) * step, to: (last + 1) * step, step };
}
