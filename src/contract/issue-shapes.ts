import { z } from "zod";
import { count, flag, level, maybe, number, record, series, slug, time, words } from "./parts.ts";

export const statuses = ["unresolved", "resolved", "archived"] as const;

const substatuses = [
  "new",
  "ongoing",
  "regressed",
  "escalating",
  "archived_forever",
  "archived_until_escalating",
  "archived_until_condition_met",
] as const;

const statusDetails = z
  .strictObject({
    resolution: z
      .strictObject({
        in: z.enum(["now", "next_release", "release", "commit"]),
        release: maybe.describe(
          "`release`: the one that mends it; else the newest when it was resolved",
        ),
        commit: maybe,
        repository: maybe,
      })
      .nullable()
      .describe("While it is resolved; null where an upstream did not say how"),
    archive: z
      .strictObject({
        until: z.enum(["forever", "escalating", "count", "users", "time"]),
        count: count.nullable(),
        window_minutes: count.nullable().describe("`count`: so many within that time"),
        count_then: count.nullable().describe("`count`: its errors when it was archived"),
        users: count.nullable(),
        users_then: count.nullable().describe("`users`: its users when it was archived"),
        time: time.nullable(),
      })
      .nullable()
      .describe("While it is archived; null where an upstream did not say until when"),
  })
  .meta({
    id: "StatusDetails",
    description: "What ends the status, beside a person",
    examples: [{ resolution: null, archive: null }],
  });

const issueFields = {
  id: number,
  short_id: words.meta({ examples: ["WEB-12"] }),
  upstream_short_id: maybe.meta({
    description: "Its short id upstream",
    examples: ["ACME-WEB-3F"],
  }),
  project: slug,
  title: words.meta({ examples: ["TypeError: x is not a function"] }),
  culprit: maybe.meta({ examples: ["app/checkout in pay"] }),
  level,
  platform: maybe.meta({ examples: ["javascript"] }),
  status: z.enum(statuses),
  substatus: z
    .enum(substatuses)
    .nullable()
    .meta({ description: "A resolved issue has none", examples: ["ongoing"] }),
  status_details: statusDetails,
  assignee: maybe.meta({ description: "A name or a mail address", examples: ["ada@example.org"] }),
  bookmarked: flag,
  pinned: flag.describe("Retention leaves it alone"),
  first_seen: time,
  last_seen: time,
  first_release: maybe.meta({ examples: ["2.0.0"] }),
  last_release: maybe.meta({ examples: ["2.1.0"] }),
  count: count.describe("Its errors, those that retention removed included"),
  users: count.describe("Users that it happened to"),
  permalink: maybe.describe("Where a person sees it upstream"),
};

/** A group of errors that have one cause. */
export const issue = z.strictObject(issueFields).meta({ id: "Issue" });

export const listedIssue = z
  .strictObject({ ...issueFields, sparkline: series })
  .meta({ id: "ListedIssue" });

export const groupingKey = z
  .strictObject({
    key: words.meta({ examples: ["g1:0f3c9a7be0b14f6f9a2e5d8c7b6a5948"] }),
    version: count
      .nullable()
      .meta({ description: "Our grouping's version; null: the upstream's own id", examples: [1] }),
    merged_from: words
      .nullable()
      .describe("The short id of the issue that it came from by a merge; unmerging gives it back"),
    count: count.describe("Errors that came by it"),
    first_seen: time,
    last_seen: time,
  })
  .meta({ id: "GroupingKey", description: "What makes errors belong to this issue" });

export const fullIssue = z
  .strictObject({
    ...issueFields,
    grouping_keys: z.array(groupingKey),
    upstream: z
      .strictObject({ source: words, id: words })
      .nullable()
      .describe("Which issue it is upstream"),
    kept: count.describe("Its errors that are kept: those that retention removed not included"),
    first_error_id: number.nullable().describe("Its oldest error that is kept"),
    latest_error_id: number.nullable().describe("Its newest error"),
    pinned_by: z
      .strictObject({ name: maybe, at: time })
      .nullable()
      .describe("Who pinned it; null: it is not pinned, or that is too long ago to be found"),
  })
  .meta({ id: "FullIssue" });

/** What an action on one issue answers. */
export const changedIssue = z
  .strictObject({ changed: flag.describe("false: it was so already"), issue: fullIssue })
  .meta({ id: "ChangedIssue" });

export const timelineEntry = z
  .strictObject({
    id: number,
    at: time,
    kind: words.meta({ description: "`state`, `comment`, `seer`, `alert` …", examples: ["state"] }),
    action: words.meta({ examples: ["resolved"] }),
    actor: z
      .strictObject({ type: words.meta({ examples: ["user"] }), name: maybe })
      .nullable()
      .describe("Who did it; null where nobody was named"),
    source: words.meta({
      description: "By which way it came: a person, a token, an upstream, a rule",
      examples: ["person"],
    }),
    summary: words.meta({ description: "One line", examples: ["resolved in 2.1.0"] }),
    detail: record,
    delivery_id: number.nullable().describe("The delivery that told of it"),
  })
  .meta({ id: "TimelineEntry" });

export const tag = z
  .strictObject({
    key: words.meta({ examples: ["browser"] }),
    values: count.describe("Different values"),
    count: count.describe("Errors that have it"),
    top: z
      .array(z.strictObject({ value: words.meta({ examples: ["Firefox 128"] }), count }))
      .describe("Its most frequent values"),
  })
  .meta({ id: "Tag" });
