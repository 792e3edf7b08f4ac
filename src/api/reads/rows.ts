import {
  type DeliveryState,
  type ItemOutcome,
  type SignatureState,
  scrubbedHeader,
} from "../../domain/index.ts";
import type { DeliveryRow, ErrorRow, Queries } from "../../store/index.ts";

/** A moment as ISO 8601. */
export const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** An error as the API gives it; times as ISO 8601. */
export function shownError(row: ErrorRow) {
  return {
    id: row.id,
    event_id: row.event_id,
    project: row.project,
    message: row.message,
    exception_type: row.exception_type,
    exception_value: row.exception_value,
    stacktrace: row.stacktrace,
    timestamp: iso(row.timestamp),
    created_at: iso(row.created_at),
    received_at: iso(row.received_at),
    title: row.title,
    level: row.level,
    platform: row.platform,
    culprit: row.culprit,
    environment: row.environment,
    release: row.release,
    logger: row.logger,
    server_name: row.server_name,
    tags: JSON.parse(row.tags) as Record<string, string>,
    partial: row.partial === 1,
    web_url: row.web_url,
    issue_id: row.issue_id,
    issue_short_id: row.issue_short_id,
    issue_title: row.issue_title,
    issue_status: row.issue_status,
    issue_permalink: row.issue_permalink,
    upstream_issue_id: row.upstream_issue_id,
    upstream_issue_short_id: row.upstream_issue_short_id,
    delivery_id: row.delivery_id,
  };
}

export type ShownError = ReturnType<typeof shownError>;

/** One message that told of an error. */
export function shownSighting(row: Awaited<ReturnType<Queries["sightings"]>>[number]) {
  return {
    delivery_id: row.delivery_id,
    received_at: iso(row.received_at),
    family: row.family,
    resource: row.resource,
    rules: row.rules === null ? [] : (JSON.parse(row.rules) as string[]),
  };
}

/** A delivery as the API gives it, without its bytes. */
export function shownDelivery(row: DeliveryRow) {
  return {
    id: row.id,
    received_at: iso(row.received_at),
    state: (row.state ?? "kept") as DeliveryState,
    reason: row.reason,
    family: row.family,
    resource: row.resource,
    action: row.action,
    signature: row.signature as SignatureState,
    error_id: row.error_id,
    items: row.items === null ? null : (JSON.parse(row.items) as ItemOutcome[]),
    repetitions: row.repetitions ?? 0,
    last_repeated_at: row.last_repeated_at === null ? null : iso(row.last_repeated_at),
    source: row.source,
    door: row.door,
    lane: row.lane,
    request_id: row.headers?.["request-id"] ?? null,
    headers: row.headers,
    body_bytes: row.body_bytes,
    scrubbed: row.headers?.[scrubbedHeader] !== undefined,
  };
}

export type ShownDelivery = ReturnType<typeof shownDelivery>;

/** The forms in which a list is given. */
export type ListFormat = "json" | "ndjson" | "csv";

/** Rows of one page as text; a list is pages, one after the other. */
export function formatRows(rows: readonly object[], format: ListFormat): string {
  switch (format) {
    case "json":
      return rows.map((row) => JSON.stringify(row)).join(",\n");
    case "ndjson":
      return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
    case "csv":
      return rows.map((row) => `${Object.values(row).map(csvField).join(",")}\r\n`).join("");
  }
}

/** RFC 4180: quoted where a comma, a quote or a line break is in it. */
export function csvField(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
