import { z } from "zod";
import { levels, searchLimits } from "../domain/index.ts";

// What many operations share.

/** Text that can be stored: no U+0000, no lone surrogates. */
export function text(charsMax: number) {
  return z
    .string()
    .overwrite((value) => value.toWellFormed().replaceAll("\0", "").trim())
    .min(1)
    .max(charsMax);
}

export const number = z.int().min(1);
export const count = z.int().min(0);
export const time = z.iso.datetime().meta({ examples: ["2026-01-31T12:00:00.000Z"] });
export const flag = z.boolean();
export const level = z.enum(levels).meta({ examples: ["error"] });
export const words = z.string();
export const maybe = words.nullable();
export const record = z.record(z.string(), z.unknown());

export const slug = z.string().meta({ description: "A project, by its slug", examples: ["web"] });

/** What the path calls an issue by. */
export const issueRef = z
  .string()
  .min(1)
  .max(150)
  .meta({
    description: "An issue: its number, or its short id (ours or the upstream's)",
    examples: ["WEB-12"],
  });

/** What the path calls an error by. */
export const errorRef = z
  .string()
  .min(1)
  .max(64)
  .meta({ description: "An error: its number or its event id", examples: ["4211"] });

/** Any of these; a parameter is repeated. */
export function anyOf<Item extends z.ZodType>(item: Item, about: string) {
  return z.array(item).min(1).max(50).optional().describe(about);
}

export const projects = anyOf(text(100), "Only of these projects, by slug, name or upstream id");

/** Neither trimmed nor mended: a problem in it is told by its position. */
export const query = z
  .string()
  .max(searchLimits.queryChars)
  .meta({
    description: "The search language; see `GET /api/v1/search/fields`",
    examples: ["is:unresolved level:error"],
  })
  .optional();

/** The page that is asked for. */
export function paging(rowsMax = 100, rowsDefault = 25) {
  return {
    limit: z.int().min(1).max(rowsMax).default(rowsDefault).describe("Items of one page, at most"),
    cursor: z
      .string()
      .min(1)
      .max(1000)
      .optional()
      .describe("Where the page begins: `next_cursor` of the page before, as it stands there"),
  };
}

/** A page of a list. Pages are stable: what arrives meanwhile neither moves nor repeats an item. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return {
    items: z.array(item),
    next_cursor: maybe.describe(
      "Where the next page begins, also in `Link`; null after the last. A search that ran out of time gives " +
        "what it found, even nothing, and goes on from here",
    ),
  };
}

/** How many there are in all. */
export const totals = {
  total: count
    .nullable()
    .describe(
      "How many there are on all pages; null on further pages, and where counting would cost too much",
    ),
  total_is_exact: flag.describe("false: there are at least `total`; counting stopped there"),
};

export const series = z
  .strictObject({
    start: time.describe("Where the first interval begins; the last one holds now"),
    interval_ms: count.meta({ examples: [3_600_000] }),
    counts: z.array(count).describe("One count for each interval, oldest first"),
  })
  .meta({ id: "Series", description: "Counts over time, without gaps" });

/** How often something has a value. */
export const share = z
  .number()
  .min(0)
  .max(1)
  .meta({ description: "Its part of all, from 0 to 1", examples: [0.25] });

/** What a deletion answers. */
export const deleted = z
  .strictObject({ errors: count.describe("Errors that go with it, their rows in the background") })
  .meta({ id: "Deleted" });
