import { z } from "zod";
import { changedIssue, fullIssue, issue, timelineEntry } from "./issue-shapes.ts";
import { deadline } from "./moments.ts";
import type { Operations } from "./operation.ts";
import {
  count,
  deleted,
  flag,
  issueRef,
  maybe,
  number,
  paging,
  query,
  text,
  words,
} from "./parts.ts";

const resolution = z
  .discriminatedUnion("in", [
    z.strictObject({ in: z.literal("now") }),
    z.strictObject({ in: z.literal("next_release") }),
    z.strictObject({ in: z.literal("release"), release: text(200) }),
    z.strictObject({
      in: z.literal("commit"),
      commit: text(100),
      repository: text(200).optional(),
    }),
  ])
  .meta({
    id: "Resolution",
    description:
      "`now`: seen again, it regresses. `next_release`, `release`: seen again in that release or a later one. `commit`: seen again in a release that has it",
  });

const archive = z
  .discriminatedUnion("until", [
    z.strictObject({ until: z.literal("forever") }),
    z.strictObject({ until: z.literal("escalating") }),
    z.strictObject({
      until: z.literal("count"),
      count: number.max(1e9),
      window_minutes: number
        .max(60 * 24 * 7)
        .optional()
        .describe("So many within that time"),
    }),
    z.strictObject({ until: z.literal("users"), users: number.max(1e9) }),
    z.strictObject({ until: z.literal("time"), time: deadline }),
  ])
  .meta({
    id: "Archive",
    description:
      "`escalating`: until it is seen far more often than before. `count`, `users`: until that many further errors or users",
  });

const on = flag.default(true);
const who = text(200)
  .nullable()
  .meta({
    description: "A name or a mail address; `me` is whom `X-Actor` names; null: nobody",
    examples: ["ada@example.org"],
  });

// What each action takes, alone and in bulk.
const resolve = { resolution: resolution.default({ in: "now" }) };
const archiveAction = { archive: archive.default({ until: "escalating" }) };
const assign = { to: who };
const toggle = { on };

const action = z
  .discriminatedUnion("do", [
    z.strictObject({ do: z.literal("resolve"), ...resolve }),
    z.strictObject({ do: z.literal("archive"), ...archiveAction }),
    z.strictObject({ do: z.literal("reopen") }),
    z.strictObject({ do: z.literal("assign"), ...assign }),
    z.strictObject({ do: z.literal("bookmark"), ...toggle }),
    z.strictObject({ do: z.literal("pin"), ...toggle }),
    z.strictObject({ do: z.literal("comment"), text: text(10_000) }),
    z.strictObject({ do: z.literal("delete") }),
  ])
  .meta({ id: "IssueAction" });

const refs = z.array(z.union([number, issueRef])).meta({
  description: "Issues by number or short id",
  examples: [[12, "WEB-13"]],
});

const bulk = z
  .strictObject({
    ids: refs.min(1).max(1000).optional(),
    query,
    limit: paging(1000, 1000).limit.describe("Issues that one request changes, at most"),
    cursor: paging().cursor,
    action,
  })
  .refine(({ ids, query: asked }) => (ids === undefined) !== (asked === undefined), {
    message: "give either ids or query, and not both; `query` takes the search language",
    path: ["ids"],
  });

const bulkReply = z
  .strictObject({
    changed: count,
    unchanged: count.describe("They were so already"),
    refused: count,
    refusals: z
      .array(z.strictObject({ issue: words.meta({ examples: ["WEB-12"] }), reason: words }))
      .describe("The first hundred that were refused, and why"),
    next_cursor: maybe.describe(
      "More pass the query than `limit`: go on with this as `cursor`; null when all are done",
    ),
  })
  .meta({ id: "BulkResult" });

const id = issueRef;

/** What changes issues. Each change is a row in the issue's timeline, with who did it. */
export const issueActions = {
  "POST /api/v1/issues/{id}/resolve": {
    summary: "Resolve an issue",
    about: "Seen again (in the release that was named, or a later one), it reopens as _regressed_.",
    scope: "issues:write",
    input: z.strictObject({ id, ...resolve }),
    example: { id: "WEB-12", resolution: { in: "release", release: "2.1.0" } },
    reply: changedIssue,
    moves: true,
  },
  "POST /api/v1/issues/{id}/archive": {
    summary: "Archive an issue: it is nobody's task for now",
    scope: "issues:write",
    input: z.strictObject({ id, ...archiveAction }),
    example: { id: "WEB-12", archive: { until: "count", count: 100 } },
    reply: changedIssue,
    moves: true,
  },
  "POST /api/v1/issues/{id}/reopen": {
    summary: "Make an issue unresolved again",
    scope: "issues:write",
    input: z.strictObject({ id }),
    example: { id: "WEB-12" },
    reply: changedIssue,
    moves: true,
  },
  "POST /api/v1/issues/{id}/assign": {
    summary: "Assign an issue to somebody, or to nobody",
    scope: "issues:write",
    input: z.strictObject({ id, ...assign }),
    example: { id: "WEB-12", to: "ada@example.org" },
    reply: changedIssue,
    moves: true,
  },
  "POST /api/v1/issues/{id}/bookmark": {
    summary: "Bookmark an issue, or take the bookmark away",
    scope: "issues:write",
    input: z.strictObject({ id, ...toggle }),
    example: { id: "WEB-12", on: true },
    reply: changedIssue,
    moves: true,
  },
  "POST /api/v1/issues/{id}/pin": {
    summary: "Pin an issue, so that retention leaves it alone, or unpin it",
    scope: "issues:write",
    input: z.strictObject({ id, ...toggle }),
    example: { id: "WEB-12", on: true },
    reply: changedIssue,
    moves: true,
  },
  "POST /api/v1/issues/{id}/comments": {
    summary: "Say something about an issue",
    scope: "issues:write",
    input: z.strictObject({ id, text: text(10_000) }),
    example: { id: "WEB-12", text: "Happens only behind the proxy." },
    reply: timelineEntry,
    creates: true,
    moves: true,
  },
  "DELETE /api/v1/issues/{id}": {
    summary: "Delete an issue and its errors",
    about: "It is gone at once. The same error seen again makes a new issue.",
    scope: "issues:write",
    audited: "issue.delete",
    input: z.strictObject({ id }),
    example: { id: "WEB-12" },
    reply: deleted,
  },
  "POST /api/v1/issues/actions": {
    summary: "Do one thing to many issues",
    about:
      "To those that are named, or to all that pass a query, up to `limit` in one request. An issue that refuses costs the others nothing.",
    scope: "issues:write",
    audited: "issues.act",
    input: bulk,
    example: { query: "is:unresolved last_seen:+30d", action: { do: "resolve" } },
    reply: bulkReply,
  },
  "POST /api/v1/issues/merge": {
    summary: "Make one issue of several",
    about:
      "The oldest stays, the others lead to it. It holds for future errors too. Issues of different projects are refused.",
    scope: "issues:write",
    audited: "issues.merge",
    input: z.strictObject({ ids: refs.min(2).max(100) }),
    example: { ids: ["WEB-12", "WEB-15"] },
    reply: z
      .strictObject({
        issue: fullIssue,
        merged: z.array(words).meta({
          description: "The short ids of those that went into it",
          examples: [["WEB-15"]],
        }),
      })
      .meta({ id: "Merged" }),
  },
  "POST /api/v1/issues/{id}/unmerge": {
    summary: "Give grouping keys of an issue back to issues of their own",
    about:
      "Each key goes back to the issue that it came from; one that came from nowhere gets a new issue. At least one key must stay.",
    scope: "issues:write",
    input: z.strictObject({ id, keys: z.array(text(200)).min(1).max(100) }),
    example: { id: "WEB-12", keys: ["g1:0f3c9a7be0b14f6f9a2e5d8c7b6a5948"] },
    reply: z
      .strictObject({ issue: fullIssue, issues: z.array(issue).describe("Where the keys went") })
      .meta({ id: "Unmerged" }),
    moves: true,
  },
} as const satisfies Operations;
