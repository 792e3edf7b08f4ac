import { z } from "zod";
import { issue } from "./issue-shapes.ts";
import { fitsSeries, seriesAsk, tooLong } from "./moments.ts";
import type { Operations } from "./operation.ts";
import {
  count,
  flag,
  maybe,
  projects as ofProjects,
  pageOf,
  paging,
  series,
  slug,
  text,
  time,
  words,
} from "./parts.ts";

const project = z
  .strictObject({
    slug,
    name: maybe.meta({ examples: ["Web shop"] }),
    created_at: time,
    last_seen: time.nullable().describe("Its newest error; null: it has none"),
    errors: count.describe("All its errors, those that retention removed included"),
    issues: z.strictObject({ unresolved: count, resolved: count, archived: count }),
    upstream: z
      .array(z.strictObject({ source: words, id: words }))
      .describe("The ids by which upstreams know it"),
  })
  .meta({ id: "Project" });

const release = z
  .strictObject({
    version: words.meta({ examples: ["2.1.0"] }),
    first_seen: time,
    last_seen: time,
    errors: count,
    new_issues: count.describe("Issues that were first seen in it"),
  })
  .meta({ id: "Release" });

const one = text(100).meta({ description: "A project, by its slug", examples: ["web"] });

/** Projects and their releases, and counts over all of them. */
export const projects = {
  "GET /api/v1/projects": {
    summary: "Projects with their counts, by slug",
    scope: "projects:read",
    input: z.strictObject(paging(100, 100)),
    example: {},
    reply: z.strictObject(pageOf(project)).meta({ id: "ProjectPage" }),
  },
  "GET /api/v1/projects/{slug}": {
    summary: "One project",
    scope: "projects:read",
    input: z.strictObject({ slug: one }),
    example: { slug: "web" },
    reply: project,
  },
  "GET /api/v1/projects/{slug}/releases": {
    summary: "The releases that errors of a project named, newest first",
    about: "Ordered as versions where they are such, else by when they were first seen.",
    scope: "projects:read",
    input: z.strictObject({ slug: one, ...paging() }),
    example: { slug: "web" },
    reply: z.strictObject(pageOf(release)).meta({ id: "ReleasePage" }),
  },
  "GET /api/v1/stats/noisiest": {
    summary: "The issues with the most errors of a period, the noisiest first",
    scope: "projects:read",
    input: z
      .strictObject({
        ...seriesAsk,
        project: ofProjects,
        limit: z.int().min(1).max(50).default(10).describe("Issues, at most"),
      })
      .refine(fitsSeries, tooLong),
    example: { period: "24h", limit: 5 },
    reply: z
      .strictObject({
        items: z.array(
          z
            .strictObject({ issue, count: count.describe("Its errors of the period"), series })
            .meta({ id: "NoisyIssue" }),
        ),
        is_exact: flag.describe(
          "false: of very many issues of one size only the larger were compared",
        ),
      })
      .meta({ id: "Noisiest" }),
  },
  "GET /api/v1/stats": {
    summary: "Counts over time",
    about:
      "`errors`: how many arrived, together or by one of their parts. `issues`: how many were new, regressed and resolved, three series.",
    scope: "projects:read",
    input: z
      .strictObject({
        what: z.enum(["errors", "issues"]).default("errors"),
        ...seriesAsk,
        by: z
          .enum(["project", "level", "release", "environment"])
          .optional()
          .describe("One series for each value"),
        project: ofProjects,
        limit: z
          .int()
          .min(1)
          .max(50)
          .default(10)
          .describe("Series at most: those with the highest totals; the rest is `others`"),
      })
      .refine(fitsSeries, tooLong)
      .refine(({ what, interval }) => what === "errors" || interval === "day", {
        message: "must be day: issues are counted by the day",
        path: ["interval"],
      })
      .refine(({ what, by }) => what === "errors" || by === undefined, {
        message: "goes with what=errors only",
        path: ["by"],
      }),
    example: { what: "errors", by: "project", interval: "day", period: "14d" },
    reply: z
      .strictObject({
        start: time,
        interval_ms: count.meta({ examples: [86_400_000] }),
        series: z.array(
          z
            .strictObject({
              name: maybe.meta({
                description: "The value; of `issues` new, regressed or resolved; null: everything",
                examples: ["web"],
              }),
              counts: z.array(count),
              total: count,
            })
            .meta({ id: "NamedSeries" }),
        ),
        others: z
          .strictObject({ counts: z.array(count), total: count })
          .nullable()
          .describe("What is not in a series of its own; null: nothing"),
      })
      .meta({ id: "Stats" }),
  },
} as const satisfies Operations;
