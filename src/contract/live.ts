import { z } from "zod";
import type { Operations } from "./operation.ts";
import { anyOf, issueRef, maybe, number, projects, record, text, time, words } from "./parts.ts";

const change = z
  .strictObject({
    id: number.describe("Ascending: what to go on after"),
    at: time,
    kind: words.meta({ examples: ["issue.created"] }),
    project: maybe.meta({ examples: ["web"] }),
    issue_id: number.nullable(),
    error_id: number.nullable(),
    data: record,
  })
  .meta({ id: "Change", description: "Something that changed" });

/** What changes, while it changes. */
export const live = {
  "GET /api/v1/live": {
    summary: "Changes while they happen, as server-sent events",
    about: [
      "Each event has the change's number as `id`, its kind as `event` and the change as JSON in `data`.",
      "A watcher that comes back with `Last-Event-ID` (or `after`) first gets what it missed. Lines that begin with a colon are heartbeats.",
      "A watcher that reads too slowly is let go of and may come back.",
      "The kind `gone` says that what was missed is no longer kept: read anew.",
    ].join("\n\n"),
    scope: "issues:read",
    input: z.strictObject({
      project: projects,
      issue: anyOf(issueRef, "Only of these issues"),
      kind: anyOf(text(100), "Only these kinds"),
      after: z
        .int()
        .min(0)
        .optional()
        .describe("Begin after this change; without it, with what comes"),
    }),
    example: { project: ["web"] },
    reply: { form: "events", about: "A stream that ends when the watcher does", event: change },
    unsettled: true,
  },
} as const satisfies Operations;
