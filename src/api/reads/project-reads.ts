import type { HourRange, ProjectRow, Queries } from "../../store/index.ts";
import { iso } from "./rows.ts";
import { shownIssue, shownSeries } from "./shown-issues.ts";

function shownProject(row: ProjectRow) {
  return {
    slug: row.slug,
    name: row.name,
    created_at: iso(row.created_at),
    last_seen: row.last_seen === null ? null : iso(row.last_seen),
    errors: row.errors,
    issues: { unresolved: row.unresolved, resolved: row.resolved, archived: row.archived },
    upstream: JSON.parse(row.upstreams) as { source: string; id: string }[],
  };
}

/** What readers can be asked about projects, their releases and statistics, and for completion. */
export const projectReads = {
  async projectPage(queries: Queries, ask: { after: string; limit: number }) {
    const rows = await queries.projects.list({ ...ask, limit: ask.limit + 1 });
    const items = rows.slice(0, ask.limit).map(shownProject);
    return { items, next: rows.length > ask.limit ? (items.at(-1)?.slug ?? null) : null };
  },

  async project(queries: Queries, ref: string) {
    const row = await queries.projects.get(ref);
    return row === null ? null : shownProject(row);
  },

  async releasePage(
    queries: Queries,
    ask: {
      project: string;
      before: { firstSeen: number; version: string } | null;
      limit: number;
    },
  ) {
    const project = await queries.projects.get(ask.project);
    if (project === null) return null;
    const rows = await queries.projects.releases(project.id, { ...ask, limit: ask.limit + 1 });
    const page = rows.slice(0, ask.limit);
    const last = page.at(-1);
    const more = rows.length > ask.limit && last !== undefined;
    return {
      items: page.map((row) => ({
        ...row,
        first_seen: iso(row.first_seen),
        last_seen: iso(row.last_seen),
      })),
      next: more ? { firstSeen: last.first_seen, version: last.version } : null,
    };
  },

  /** Counts over time by one dimension, for all projects or for those that are named. */
  async projectSeries(
    queries: Queries,
    ask: {
      by: Parameters<Queries["projects"]["series"]>[0];
      hours: HourRange;
      projects: readonly string[] | null;
    },
  ) {
    const ids = ask.projects === null ? null : await queries.projects.ids(ask.projects);
    if (ids !== null && ids.length === 0) return [];
    return queries.projects.series(ask.by, ask.hours, ids);
  },

  /** Issues with the most errors of a period, with their counts over it. */
  async noisiest(
    queries: Queries,
    ask: { hours: HourRange; projects: readonly string[] | null; limit: number },
  ) {
    const projectIds = ask.projects === null ? null : await queries.projects.ids(ask.projects);
    if (projectIds !== null && projectIds.length === 0) return { items: [], isExact: true };
    const found = await queries.noise.noisiest(ask.hours, { projectIds, limit: ask.limit });
    const series = await queries.issues.series(
      found.issues.map(({ id }) => id),
      ask.hours,
    );
    const items = found.issues.map((row) => ({
      issue: shownIssue(row),
      count: row.within,
      series: shownSeries(ask.hours.from, ask.hours.step, series.get(row.id) ?? []),
    }));
    return { items, isExact: found.isExact };
  },

  completions(
    queries: Queries,
    ask: {
      of: "tags" | "tag" | "projects" | IssueColumn;
      key: string;
      prefix: string;
      limit: number;
    },
  ) {
    const { completion } = queries;
    switch (ask.of) {
      case "tags":
        return completion.tagKeys(ask.prefix, ask.limit);
      case "tag":
        return completion.tagValues(ask.key, ask.prefix, ask.limit);
      case "projects":
        return completion.projects(ask.prefix, ask.limit);
      default:
        return completion.issueValues(ask.of, ask.prefix, ask.limit);
    }
  },

  changes(queries: Queries, ask: { after: number; limit: number }) {
    return queries.changes.after(ask.after, ask.limit);
  },

  changeBounds(queries: Queries, _ask: null) {
    return queries.changes.bounds();
  },
};

/** Columns of issues whose values complete a query. */
export type IssueColumn = "assignee" | "short_id" | "platform" | "first_release" | "last_release";
