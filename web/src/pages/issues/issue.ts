import type { InputOf, ReplyOf } from "../../client/call.ts";

export type Issue = ReplyOf<"GET /api/v1/issues">["items"][number];
/** What an action is done to: an issue, as any reply gives it. */
export type Subject = Omit<Issue, "sparkline">;
export type Action = InputOf<"POST /api/v1/issues/actions">["action"];
