import { hourOf, hourStart, type OutboxPayload, type UpstreamChange } from "../../domain/index.ts";
import type { Queries } from "../../store/index.ts";
import { iso } from "./rows.ts";

/** Hours that lack something, at most. */
const gapsMax = 500;

/** What readers can be asked about sources, backfills and the outbox. */
export const upstreamReads = {
  async sources(queries: Queries, _ask: null) {
    const [rows, counts] = await Promise.all([
      queries.upstreams.sources(),
      queries.upstreams.outboxCounts(),
    ]);
    const count = (source: string, state: string) =>
      Number(counts.find((each) => each.source === source && each.state === state)?.count ?? 0);
    return rows.map(({ slug, token, projects, enabled, ...row }) => ({
      ...row,
      slug,
      sealedToken: token,
      projects: JSON.parse(projects) as string[],
      enabled: enabled === 1,
      outbox: { waiting: count(slug, "waiting"), failed: count(slug, "failed") },
    }));
  },

  async outbox(
    queries: Queries,
    ask: {
      filter: Parameters<Queries["upstreams"]["outbox"]>[0];
      before: number | null;
      limit: number;
    },
  ) {
    const { filter, before, limit } = ask;
    const rows = await queries.upstreams.outbox(filter, { before, limit: limit + 1 });
    return pageOf(rows, limit, shownJob);
  },

  async outboxJob(queries: Queries, id: number) {
    const row = await queries.upstreams.job(id);
    return row === undefined ? null : shownJob(row);
  },

  async backfills(
    queries: Queries,
    ask: {
      filter: Parameters<Queries["upstreams"]["backfills"]>[0];
      before: number | null;
      limit: number;
    },
  ) {
    const { filter, before, limit } = ask;
    const rows = await queries.upstreams.backfills(filter, { before, limit: limit + 1 });
    return pageOf(rows, limit, shownBackfill);
  },

  async backfillsOf(queries: Queries, ids: readonly number[]) {
    return (await queries.upstreams.backfillsOf(ids)).map(shownBackfill);
  },

  /** `from`: milliseconds since 1970. */
  async completeness(
    queries: Queries,
    ask: { source: string; from: number; project?: readonly string[] },
  ) {
    const { source, from, project } = ask;
    const filter = { from: hourOf(from), ...(project === undefined ? {} : { project }) };
    const rows = (await queries.upstreams.hours(source, filter)).map(({ seen, ...row }) => ({
      ...row,
      seen: Number(seen ?? 0),
    }));
    const projects = [...Map.groupBy(rows, (row) => row.project)].map(([slug, hours]) => ({
      project: slug,
      ...sumOf(hours),
      complete: shareOf(sumOf(hours)) ?? 1,
    }));
    const gaps = rows
      .filter(({ state }) => state !== "complete")
      .slice(0, gapsMax)
      .map(({ hour, checked_at: _, ...row }) => ({
        ...row,
        state: row.state as "filling" | "incomplete",
        hour: iso(hourStart(hour)),
      }));
    const sum = sumOf(rows);
    return { source, since: iso(from), ...sum, complete: shareOf(sum), projects, gaps };
  },
};

interface Compared {
  readonly counted: number;
  readonly seen: number;
}

/** More than is counted in one hour makes up for nothing in another. */
function sumOf(hours: readonly Compared[]): Compared {
  return {
    counted: hours.reduce((sum, { counted }) => sum + counted, 0),
    seen: hours.reduce((sum, { counted, seen }) => sum + Math.min(counted, seen), 0),
  };
}

function shareOf({ counted, seen }: Compared): number | null {
  return counted === 0 ? null : seen / counted;
}

type JobRow = Awaited<ReturnType<Queries["upstreams"]["outbox"]>>[number];

function shownJob(row: JobRow) {
  const payload = JSON.parse(row.payload) as OutboxPayload;
  return {
    id: row.id,
    kind: payload.do,
    source: row.source,
    state: row.state as "waiting" | "done" | "failed",
    attempts: row.attempts,
    due_at: iso(row.due_at),
    reason: row.reason,
    upstream_issue_id: payload.upstreamIssueId,
    what: payload.do === "enrich" ? "fetch the event of the issue" : inWords(payload.change),
    created_at: iso(row.created_at),
    ended_at: row.ended_at === null ? null : iso(row.ended_at),
  };
}

function inWords(change: UpstreamChange): string {
  switch (change.to) {
    case "resolved":
      return change.release === null ? "resolve" : `resolve in ${change.release}`;
    case "archived":
      return `archive until ${change.until}`;
    case "unresolved":
      return "reopen";
    case "assigned":
      return change.assignee === null ? "unassign" : `assign to ${change.assignee}`;
    case "commented":
      return "comment";
  }
}

type BackfillRow = Awaited<ReturnType<Queries["upstreams"]["backfillsOf"]>>[number];

const secondMs = 1000;

function shownBackfill(row: BackfillRow) {
  const done = doneOf(row);
  const tookMs = row.started_at === null ? 0 : row.changed_at - row.started_at;
  const runs = row.state === "running" && tookMs > 0;
  return {
    id: row.id,
    source: row.source,
    project: row.project,
    why: row.why as "asked" | "gap",
    since: iso(row.from_at),
    until: iso(row.to_at),
    state: row.state as "waiting" | "running" | "done" | "failed" | "stopped",
    reason: row.reason,
    expected: row.expected,
    listed: row.listed,
    stored: row.stored,
    requests: row.requests,
    done,
    events_per_second: tookMs > 0 ? (row.listed / tookMs) * secondMs : null,
    seconds_left: runs && done > 0 ? Math.ceil((tookMs / secondMs) * (1 / done - 1)) : null,
    reached: iso(row.anchor),
    created_at: iso(row.created_at),
    changed_at: iso(row.changed_at),
  };
}

/** By what is counted where that is known, else by how far back it is. */
function doneOf({ state, expected, listed, from_at, to_at, anchor }: BackfillRow): number {
  if (state === "done") return 1;
  if (expected !== null && expected > 0) return Math.min(0.99, listed / expected);
  return Math.min(0.99, (to_at - anchor) / Math.max(1, to_at - from_at));
}

/** A page of rows, of which one more was read to know whether there are more behind it. */
function pageOf<Row extends { readonly id: number }, Shown>(
  rows: readonly Row[],
  limit: number,
  show: (row: Row) => Shown,
) {
  const page = rows.slice(0, limit);
  return {
    items: page.map(show),
    next: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}
