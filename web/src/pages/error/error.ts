import type { ReplyOf } from "../../../../src/contract/index.ts";

export type FullError = ReplyOf<"GET /api/v1/errors/{id}">;
export type Exception = FullError["exceptions"][number];
export type Frame = Exception["frames"][number];
export type Breadcrumb = FullError["breadcrumbs"][number];

/** The views of an error, one at a time. */
export const tabs = ["details", "stacktrace", "json"] as const;
export type ErrorTab = (typeof tabs)[number];
