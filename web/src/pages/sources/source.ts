import type { ReplyOf } from "../../client/call.ts";

export type Source = ReplyOf<"GET /api/v1/sources/{slug}">;
export type Backfill = ReplyOf<"GET /api/v1/backfills">["items"][number];
export type SourceCheck = ReplyOf<"POST /api/v1/sources/{slug}/check">["checks"][number];

/** What no change tells of is asked for again so often. */
export const everyMs = 5000;
/** While something is fetched one looks on. */
export const watchedMs = 1000;
