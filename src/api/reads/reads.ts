import type { DeliveryFilter, ErrorFilter, ErrorPlace, Queries } from "../../store/index.ts";
import { errorReads } from "./error-reads.ts";
import { issueReads } from "./issue-reads.ts";
import { projectReads } from "./project-reads.ts";
import { retentionReads } from "./retention-reads.ts";
import { formatRows, type ListFormat, shownDelivery, shownError, shownSighting } from "./rows.ts";
import { upstreamReads } from "./upstream-reads.ts";
import { viewReads } from "./view-reads.ts";

/** A page of a list, written out already, so that the thread that serves the doors only passes it on. */
export interface Page<Place> {
  readonly text: string;
  readonly rows: number;
  /** Where the next page goes on; null after the last one. */
  readonly next: Place | null;
}

/** How long the answer to a write is kept under its `Idempotency-Key`. */
const rememberedMs = 24 * 60 * 60 * 1000;

/** What readers can be asked. Arguments and results cross threads. */
export const reads = {
  ...issueReads,
  ...errorReads,
  ...projectReads,
  ...retentionReads,
  ...viewReads,
  ...upstreamReads,

  async errors(
    queries: Queries,
    ask: { filter: ErrorFilter; before: ErrorPlace | null; limit: number; format: ListFormat },
  ): Promise<Page<ErrorPlace>> {
    const rows = await queries.errors(ask.filter, { before: ask.before, limit: ask.limit + 1 });
    const page = rows.slice(0, ask.limit);
    const last = page.at(-1);
    const more = rows.length > ask.limit && last !== undefined;
    return {
      text: formatRows(page.map(shownError), ask.format),
      rows: page.length,
      next: more ? { timestamp: last.timestamp, id: last.id } : null,
    };
  },

  /** The newest error that the filter lets through. */
  async latest(queries: Queries, filter: ErrorFilter) {
    const [row] = await queries.errors(filter, { before: null, limit: 1 });
    return row === undefined ? null : found(row);
  },

  async error(queries: Queries, id: number) {
    const row = await queries.error(id);
    return row === null ? null : found(row);
  },

  async errorByEvent(queries: Queries, eventId: string) {
    const row = await queries.errorByEvent(eventId);
    return row === null ? null : found(row);
  },

  async sightings(queries: Queries, errorId: number) {
    return (await queries.sightings(errorId)).map(shownSighting);
  },

  async deliveries(
    queries: Queries,
    ask: { filter: DeliveryFilter; before: number | null; limit: number; format: ListFormat },
  ): Promise<Page<number>> {
    const rows = await queries.deliveries(ask.filter, { before: ask.before, limit: ask.limit + 1 });
    const page = rows.slice(0, ask.limit);
    const more = rows.length > ask.limit;
    return {
      text: formatRows(page.map(shownDelivery), ask.format),
      rows: page.length,
      next: more ? (page.at(-1)?.id ?? null) : null,
    };
  },

  async deliveryPage(
    queries: Queries,
    ask: { filter: DeliveryFilter; before: number | null; limit: number },
  ) {
    const rows = await queries.deliveries(ask.filter, { before: ask.before, limit: ask.limit + 1 });
    const items = rows.slice(0, ask.limit).map(shownDelivery);
    return { items, next: rows.length > ask.limit ? (items.at(-1)?.id ?? null) : null };
  },

  async delivery(queries: Queries, id: number) {
    const row = await queries.delivery(id);
    return row === null ? null : shownDelivery(row);
  },

  rememberedWrite(queries: Queries, ask: { key: string; now: number }) {
    return queries.rememberedWrite(ask.key, ask.now - rememberedMs);
  },

  deliveryBody(queries: Queries, id: number): Promise<Uint8Array | null> {
    return queries.deliveryBody(id);
  },
};

function found(row: Parameters<typeof shownError>[0]) {
  return { error: shownError(row), deliveryItem: row.delivery_item };
}

export type Reads = typeof reads;
export type ReadName = keyof Reads;
export type AskOf<Name extends ReadName> = Parameters<Reads[Name]>[1];
export type ReplyOf<Name extends ReadName> = Awaited<ReturnType<Reads[Name]>>;
