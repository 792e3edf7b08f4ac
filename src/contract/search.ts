import { z } from "zod";
import { searchLimits } from "../domain/index.ts";
import type { Operations } from "./operation.ts";
import { count, flag, pageOf, paging, projects, text, words } from "./parts.ts";

const about = z
  .enum(["issues", "errors"])
  .default("issues")
  .describe("What is searched: issues and errors have fields of their own");

const problem = z
  .strictObject({
    message: words.meta({ examples: ["after level: a level is expected"] }),
    position: count.describe("Where it is, in UTF-16 units from 0"),
    length: count.describe("How long the wrong part is; 0: something is missing there"),
    expected: z.array(words).meta({ examples: [["error", "warning"]] }),
  })
  .meta({ id: "QueryProblem" });

/** The search language: for completion, and for whoever writes a query. */
export const search = {
  "GET /api/v1/search/fields": {
    summary: "The fields that a query may name",
    scope: "issues:read",
    input: z.strictObject({ about }),
    example: { about: "issues" },
    reply: z
      .strictObject(
        pageOf(
          z
            .strictObject({
              name: words.meta({ examples: ["level"] }),
              about: words.meta({ examples: ["How bad it is"] }),
              kind: words.meta({
                description: "What its values are: text, number, moment …",
                examples: ["level"],
              }),
              aliases: z.array(words),
              values: z.array(words).meta({
                description: "The values that there are, or those with a meaning of their own",
                examples: [["fatal", "error", "warning", "info", "debug"]],
              }),
              completes: flag.describe("`GET /api/v1/search/values` knows values of it"),
              example: words.meta({ examples: ["level:error"] }),
            })
            .meta({ id: "SearchField" }),
        ),
      )
      .meta({ id: "SearchFieldPage" }),
    unsettled: true,
  },
  "GET /api/v1/search/values": {
    summary: "Values of a field that begin with a prefix, most frequent first",
    scope: "issues:read",
    input: z.strictObject({
      about,
      field: text(200).meta({ description: "A field, or a tag", examples: ["release"] }),
      prefix: z.string().max(200).default(""),
      project: projects,
      limit: paging(100, 20).limit,
    }),
    example: { about: "issues", field: "release", prefix: "2." },
    reply: z
      .strictObject(
        pageOf(
          z
            .strictObject({
              value: words.meta({ examples: ["2.1.0"] }),
              count: count.nullable().describe("How often it occurs, where that is counted"),
            })
            .meta({ id: "SearchValue" }),
        ),
      )
      .meta({ id: "SearchValuePage" }),
    unsettled: true,
  },
  "GET /api/v1/search/check": {
    summary: "Whether a query is right, and if not, where and what was expected",
    scope: "issues:read",
    input: z.strictObject({ about, query: z.string().max(searchLimits.queryChars).default("") }),
    example: { about: "issues", query: "level:" },
    reply: z.strictObject({ valid: flag, problem: problem.nullable() }).meta({ id: "QueryCheck" }),
    unsettled: true,
  },
} as const satisfies Operations;
