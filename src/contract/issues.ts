import { z } from "zod";
import { errorPage, fullError } from "./error-shapes.ts";
import { fullIssue, listedIssue, tag, timelineEntry } from "./issue-shapes.ts";
import { fitsSeries, seriesAsk, tooLong } from "./moments.ts";
import type { Operations } from "./operation.ts";
import {
  count,
  issueRef,
  pageOf,
  paging,
  projects,
  query,
  series,
  share,
  text,
  time,
  totals,
  words,
} from "./parts.ts";

const id = issueRef;

/** What reads issues. */
export const issues = {
  "GET /api/v1/issues": {
    summary: "Issues that pass a query",
    scope: "issues:read",
    input: z.strictObject({
      query,
      project: projects,
      sort: z.enum(["last_seen", "first_seen", "count", "users"]).default("last_seen"),
      order: z.enum(["desc", "asc"]).default("desc"),
      ...paging(),
      period: z
        .enum(["24h", "14d"])
        .default("24h")
        .describe("Of the sparkline: 24 hours by the hour, or 14 days by the day"),
    }),
    example: { query: "is:unresolved level:error", sort: "count", limit: 25 },
    reply: z.strictObject({ ...pageOf(listedIssue), ...totals }).meta({ id: "IssuePage" }),
  },
  "GET /api/v1/issues/{id}": {
    summary: "One issue with its grouping keys",
    scope: "issues:read",
    input: z.strictObject({ id }),
    example: { id: "WEB-12" },
    reply: fullIssue,
    moves: true,
  },
  "GET /api/v1/issues/{id}/errors": {
    summary: "The errors of an issue, newest first",
    scope: "issues:read",
    input: z.strictObject({ id, query, ...paging() }),
    example: { id: "WEB-12", query: "environment:prod" },
    reply: errorPage,
    moves: true,
  },
  "GET /api/v1/issues/{id}/errors/latest": {
    summary: "The newest error of an issue, whole",
    scope: "issues:read",
    input: z.strictObject({ id }),
    example: { id: "WEB-12" },
    reply: fullError,
    moves: true,
  },
  "GET /api/v1/issues/{id}/errors/oldest": {
    summary: "The oldest error of an issue that is kept, whole",
    scope: "issues:read",
    input: z.strictObject({ id }),
    example: { id: "WEB-12" },
    reply: fullError,
    moves: true,
  },
  "GET /api/v1/issues/{id}/timeline": {
    summary: "What happened to an issue, and who did it; newest first",
    scope: "issues:read",
    input: z.strictObject({ id, ...paging() }),
    example: { id: "WEB-12" },
    reply: z.strictObject(pageOf(timelineEntry)).meta({ id: "Timeline" }),
    moves: true,
  },
  "GET /api/v1/issues/{id}/stats": {
    summary: "How often an issue was seen over time",
    scope: "issues:read",
    input: z.strictObject({ id, ...seriesAsk }).refine(fitsSeries, tooLong),
    example: { id: "WEB-12", interval: "day", period: "30d" },
    reply: series,
    moves: true,
  },
  "GET /api/v1/issues/{id}/tags": {
    summary: "The tags of an issue with their most frequent values",
    scope: "issues:read",
    input: z.strictObject({ id, ...paging() }),
    example: { id: "WEB-12" },
    reply: z.strictObject(pageOf(tag)).meta({ id: "TagPage" }),
    moves: true,
  },
  "GET /api/v1/issues/{id}/tags/{key}": {
    summary: "The values of one tag of an issue, most frequent first",
    scope: "issues:read",
    input: z.strictObject({
      id,
      key: text(200).meta({ description: "The tag", examples: ["browser"] }),
      ...paging(),
    }),
    example: { id: "WEB-12", key: "browser" },
    reply: z
      .strictObject({
        ...pageOf(
          z
            .strictObject({
              value: words.meta({ examples: ["Firefox 128"] }),
              count,
              share,
              first_seen: time,
              last_seen: time,
            })
            .meta({ id: "TagValue" }),
        ),
        key: words.meta({ examples: ["browser"] }),
        values: count.describe("Different values"),
        count: count.describe("Errors that have it"),
      })
      .meta({ id: "TagValuePage" }),
    moves: true,
  },
} as const satisfies Operations;
