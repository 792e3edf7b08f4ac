import { z } from "zod";
import { error, errorPage, exportedError, fullError, importedError } from "./error-shapes.ts";
import { moment } from "./moments.ts";
import type { Operations } from "./operation.ts";
import {
  count,
  deleted,
  errorRef,
  flag,
  issueRef,
  number,
  paging,
  projects,
  query,
  words,
} from "./parts.ts";

const id = errorRef;
const narrowed = {
  query,
  project: projects,
  since: moment.optional(),
  until: moment.optional(),
};

/** What concerns errors. */
export const errors = {
  "GET /api/v1/errors": {
    summary: "Errors that pass a query, newest first",
    scope: "errors:read",
    input: z.strictObject({ ...narrowed, ...paging() }),
    example: { query: "level:error release:2.1.*", since: "24h" },
    reply: errorPage,
  },
  "GET /api/v1/errors/{id}": {
    summary: "One error with everything that is known of it",
    scope: "errors:read",
    input: z.strictObject({ id }),
    example: { id: "4211" },
    reply: fullError,
  },
  "GET /api/v1/errors/{id}/neighbours": {
    summary: "The errors beside one, in the order in which the errors of its issue happened",
    scope: "errors:read",
    input: z.strictObject({
      id,
      issue: issueRef.optional().describe("404 where the error is not of this issue"),
    }),
    example: { id: "4211" },
    reply: z
      .strictObject({
        id: number,
        issue_id: number,
        issue_short_id: words.meta({ examples: ["WEB-12"] }),
        first_id: number.describe("The oldest error of the issue that is kept"),
        previous_id: number.nullable().describe("The next older one; null: this is the oldest"),
        next_id: number.nullable().describe("The next newer one; null: this is the newest"),
        latest_id: number,
      })
      .meta({ id: "Neighbours" }),
  },
  "GET /api/v1/errors/{id}/markdown": {
    summary: "An error as compact Markdown, for an agent or a colleague",
    about:
      "What matters: where, exceptions, frames of the application with their source, breadcrumbs, request, tags, counts. Whatever the error brought stands in fences that it cannot close, without control characters, and is marked as data that is not to be trusted. At most 24000 characters.",
    scope: "errors:read",
    input: z.strictObject({ id }),
    example: { id: "4211" },
    reply: { form: "text", about: "The error as Markdown", media: "text/markdown" },
  },
  "GET /api/v1/errors/{id}/stacktrace": {
    summary: "The stack trace of an error as text",
    scope: "errors:read",
    input: z.strictObject({ id }),
    example: { id: "4211" },
    reply: { form: "text", about: "The stack trace" },
  },
  "GET /api/v1/errors/{id}/payload": {
    summary: "The delivery of an error, as it came",
    scope: "errors:read",
    input: z.strictObject({ id }),
    example: { id: "4211" },
    reply: { form: "bytes", about: "The bytes of the delivery" },
  },
  "POST /api/v1/errors/{id}/pin": {
    summary: "Pin an error, so that retention leaves it alone, or unpin it",
    scope: "errors:write",
    input: z.strictObject({ id, on: flag.default(true) }),
    example: { id: "4211", on: true },
    reply: z
      .strictObject({ changed: flag.describe("false: it was so already"), error })
      .meta({ id: "ChangedError" }),
  },
  "DELETE /api/v1/errors/{id}": {
    summary: "Delete an error",
    about:
      "Its issue's counts go down with it. Its identity stays, so that the same event does not come back.",
    scope: "errors:write",
    audited: "error.delete",
    input: z.strictObject({ id }),
    example: { id: "4211" },
    reply: deleted,
  },
  "GET /api/v1/export/errors": {
    summary: "Every error that passes a query, as a file",
    about:
      "The newest first, by when they happened; of one moment, the higher number. CSV and Parquet are flat; NDJSON also names the keys by which issues were made, so that an import makes the same ones. Streamed while it is made. An answer that breaks off before its end was not complete. `Total-Count` says beforehand how many errors there are, about.",
    scope: "errors:read",
    audited: "errors.export",
    input: z.strictObject({
      ...narrowed,
      format: z.enum(["ndjson", "csv", "parquet"]).default("ndjson"),
    }),
    example: { query: "project:web", format: "ndjson" },
    reply: {
      form: "file",
      about: "One error to a row",
      media: {
        ndjson: "application/x-ndjson",
        csv: "text/csv",
        parquet: "application/vnd.apache.parquet",
      },
      row: exportedError,
    },
  },
  "POST /api/v1/import/errors": {
    summary: "Take in errors that were exported as NDJSON",
    about:
      "Read while it arrives, line by line, in any order. An error goes to the issue that its `grouping_key` leads to, else to one that another key of `issue.grouping_keys` leads to; without keys it is grouped anew. A line that is refused costs the others nothing. What is known already is left as it is, so the same import may be sent again.",
    scope: "errors:write",
    whole: true,
    audited: "errors.import",
    input: z.strictObject({}),
    lines: importedError,
    reply: z
      .strictObject({
        imported: count,
        known: count.describe("They were here already"),
        refused: count,
        refusals: z
          .array(
            z.strictObject({
              line: z.int().min(1).describe("From 1"),
              reason: words.meta({ examples: ["project: is missing"] }),
            }),
          )
          .describe("The first hundred lines that were refused, and why"),
      })
      .meta({ id: "Imported" }),
  },
} as const satisfies Operations;
