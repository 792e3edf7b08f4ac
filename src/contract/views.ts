import { z } from "zod";
import { issueOrders, searchLimits } from "../domain/index.ts";
import type { Operations } from "./operation.ts";
import { count, maybe, number, pageOf, text, time, words } from "./parts.ts";

const about = z.enum(["issues", "errors"]).describe("What it searches");
const sort = z.enum(issueOrders);
const order = z.enum(["desc", "asc"]);
const name = text(100).meta({ examples: ["New in production"] });
const search = z
  .string()
  .max(searchLimits.queryChars)
  .meta({
    description: "In the search language; empty: everything",
    examples: ["is:unresolved is:new environment:production"],
  });
const position = count.max(10_000).describe("Its place among all views, from 0; the others move");
const id = number.max(Number.MAX_SAFE_INTEGER).describe("The number of a view");

const view = z
  .strictObject({
    id,
    name: words.meta({ examples: ["New in production"] }),
    about,
    query: search,
    sort: sort.nullable().describe("null of errors: they are the newest first"),
    order,
    position,
    created_by: maybe,
    created_at: time,
    changed_at: time,
  })
  .meta({ id: "View", description: "A search that somebody saved under a name, for everybody" });

const changed = {
  name: name.optional(),
  query: search.optional(),
  sort: sort.optional().describe("Of issues only"),
  order: order.optional(),
  position: position.optional(),
};

/** Searches that somebody saved. */
export const views = {
  "GET /api/v1/views": {
    summary: "Saved views in their order",
    scope: "views:read",
    input: z.strictObject({ about: about.optional() }),
    example: { about: "issues" },
    reply: z.strictObject(pageOf(view)).meta({ id: "ViewPage" }),
    unsettled: true,
  },
  "POST /api/v1/views": {
    summary: "Save a search under a name",
    about: "At most VIEWS_MAX. A name that another view of the same kind has is refused (409).",
    scope: "views:write",
    input: z.strictObject({
      name,
      about,
      query: search,
      sort: changed.sort,
      order: order.default("desc"),
      position: position.optional().describe("Its place, from 0; without it, the last"),
    }),
    example: { name: "New in production", about: "issues", query: "is:new env:production" },
    reply: view,
    creates: true,
    unsettled: true,
  },
  "PATCH /api/v1/views/{id}": {
    summary: "Change a saved view, or move it",
    about: "What is not given stays as it is.",
    scope: "views:write",
    input: z
      .strictObject({ id, ...changed })
      .refine(({ id: _, ...given }) => Object.keys(given).length > 0, {
        message: "give what is to change: name, query, sort, order or position",
      }),
    example: { id: 3, name: "New in production", position: 0 },
    reply: view,
    unsettled: true,
  },
  "DELETE /api/v1/views/{id}": {
    summary: "Delete a saved view",
    scope: "views:write",
    input: z.strictObject({ id }),
    example: { id: 3 },
    reply: view,
    unsettled: true,
  },
} as const satisfies Operations;
