import type { ReplyOf } from "../../client/call.ts";

export type FullIssue = ReplyOf<"GET /api/v1/issues/{id}">;
export type TimelineEntry = ReplyOf<"GET /api/v1/issues/{id}/timeline">["items"][number];
export type GroupingKey = FullIssue["grouping_keys"][number];
