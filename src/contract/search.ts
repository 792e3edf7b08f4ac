import { z } from "zod";
import { searchLimits } from "../domain/index.ts";
import type { Operations } from "./operation.ts";
import { count, flag, maybe, pageOf, paging, projects, text, words } from "./parts.ts";

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

const suggestion = z
  .strictObject({
    kind: z
      .enum(["field", "tag", "value", "keyword"])
      .describe("A field of ours, a tag of errors, a value, a word of the language"),
    label: words.meta({ description: "As it is shown", examples: ["2.1.0"] }),
    text: words.meta({ description: "As it is put in", examples: ["2.1.0"] }),
    about: maybe.describe("What it means; null where it speaks for itself"),
    count: count.nullable().describe("How often it occurs, where that is counted"),
  })
  .meta({ id: "SearchSuggestion" });

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
  "GET /api/v1/search/complete": {
    summary: "What may be put in at one place of a query, however unfinished it is",
    about:
      "Each suggestion is ready to be put in: names with their colon, values in quotes where they need them. It replaces the text from `from` to before `to`. Fields come before tags, words of the language last.",
    scope: "issues:read",
    input: z.strictObject({
      about,
      query: z.string().max(searchLimits.queryChars).default(""),
      position: count
        .max(searchLimits.queryChars)
        .describe("Where the caret stands in the query, in UTF-16 units from 0"),
      limit: paging(100, 20).limit,
    }),
    example: { about: "issues", query: "release:2.", position: 10 },
    reply: z
      .strictObject({
        what: z
          .enum(["field", "value", "none"])
          .describe("What is completed: a name, the value behind one, or nothing"),
        field: maybe.meta({
          description: "The field or tag whose value is completed",
          examples: ["release"],
        }),
        prefix: words.meta({
          description: "What stands there already, without quotes",
          examples: ["2."],
        }),
        from: count,
        to: count,
        suggestions: z.array(suggestion),
      })
      .meta({ id: "SearchCompletion" }),
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
