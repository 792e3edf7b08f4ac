import type { Level, SearchNode } from "../../domain/index.ts";
import type { ErrorListAsk, ErrorPagePlace, FoundError, Queries } from "../../store/index.ts";
import { iso, shownSighting } from "./rows.ts";
import { type WrittenPage, writtenPage } from "./written.ts";

/** An error as `/api/v1` gives it. */
export function foundError(row: FoundError) {
  return {
    id: row.id,
    event_id: row.event_id,
    project: row.project,
    title: row.title,
    message: row.message,
    exception_type: row.exception_type,
    exception_value: row.exception_value,
    level: row.level as Level,
    platform: row.platform,
    culprit: row.culprit,
    environment: row.environment,
    release: row.release,
    logger: row.logger,
    server_name: row.server_name,
    timestamp: iso(row.timestamp),
    received_at: iso(row.received_at),
    tags: JSON.parse(row.tags) as Record<string, string>,
    web_url: row.web_url,
    partial: row.partial === 1,
    pinned: row.pinned === 1,
    issue_id: row.issue_id,
    issue_short_id: row.issue_short_id,
    delivery_id: row.delivery_id,
  };
}

function upstreamOf({ upstream_source, upstream_id, upstream_short_id }: FoundError) {
  return { upstream_source, upstream_id, upstream_short_id };
}

/** What readers can be asked about errors, by the search language. */
export const errorReads = {
  async errorPage(
    queries: Queries,
    {
      ask,
      before,
      limit,
      counts,
    }: { ask: ErrorListAsk; before: ErrorPagePlace | null; limit: number; counts: boolean },
  ): Promise<WrittenPage> {
    const { rows, next, total } = await queries.searched.page(ask, { before, limit, counts });
    return writtenPage({ items: rows.map(foundError), next, total });
  },

  /** A page of an export: rows with what is needed to read the rest of each. */
  async exportPage(
    queries: Queries,
    { ask, before, limit }: { ask: ErrorListAsk; before: ErrorPagePlace | null; limit: number },
  ) {
    const { rows, next } = await queries.searched.page(ask, { before, limit, counts: false });
    const origins = await queries.origins.of(rows.map(({ id }) => id));
    return {
      items: rows.map((row) => ({
        error: foundError(row),
        origin: origins.get(row.id) ?? null,
        stacktrace: row.stacktrace,
        deliveryItem: row.delivery_item,
        issueTitle: row.issue_title,
        upstream: upstreamOf(row),
      })),
      next,
    };
  },

  /** The number of an error by its number or event id; null when there is none. */
  async errorRef(queries: Queries, ref: string): Promise<number | null> {
    const byNumber = /^\d{1,15}$/.test(ref) ? await queries.searched.get(Number(ref)) : null;
    return byNumber?.id ?? (await queries.errorByEvent(ref))?.id ?? null;
  },

  /** One error with its surroundings; what only its delivery tells is added by the caller. */
  async wholeError(queries: Queries, id: number) {
    const row = await queries.searched.get(id);
    if (row === null) return null;
    const { previous, next } = await queries.searched.neighbours(row);
    return {
      error: foundError(row),
      stacktrace: row.stacktrace,
      deliveryItem: row.delivery_item,
      issue: {
        issue_title: row.issue_title,
        issue_status: row.issue_status,
        issue_permalink: row.issue_permalink,
      },
      told_by: (await queries.sightings(id)).map(shownSighting),
      previous_id: previous,
      next_id: next,
    };
  },

  /** The errors beside one in its issue; null where there is no such error. */
  async errorNeighbours(queries: Queries, id: number) {
    const row = await queries.searched.get(id);
    if (row === null) return null;
    const { previous, next } = await queries.searched.neighbours(row);
    return {
      id,
      issue_id: row.issue_id,
      issue_short_id: row.issue_short_id,
      first_id: (await queries.searched.edge(row.issue_id, "oldest")) ?? id,
      previous_id: previous,
      next_id: next,
      latest_id: (await queries.searched.edge(row.issue_id, "latest")) ?? id,
    };
  },

  importedLine(queries: Queries, id: number) {
    return queries.searched.importedLine(id);
  },

  issueEdge(queries: Queries, { id, which }: { id: number; which: "latest" | "oldest" }) {
    return queries.searched.edge(id, which);
  },

  errorCount(
    queries: Queries,
    { ask, before }: { ask: ErrorListAsk; before: ErrorPagePlace | null },
  ) {
    return queries.searched.count(ask, before);
  },
};

/** Every error: what a query is narrowed from. */
export const everyError = (query: SearchNode): ErrorListAsk => ({
  query,
  projects: null,
  issueId: null,
  since: null,
  until: null,
});
