import type { InputOf, ReplyOf } from "../../client/call.ts";

export type Issue = ReplyOf<"GET /api/v1/issues">["items"][number];
export type Action = InputOf<"POST /api/v1/issues/actions">["action"];
