import type { InputOf } from "../../client/call.ts";
import { oneOf, textIn } from "../../search-params.ts";

export const sorts = ["last_seen", "first_seen", "count", "users"] as const;
export const periods = ["24h", "14d"] as const;

/** What the address of the list says; what is not there is as usual. */
export interface IssuesSearch {
  readonly query?: string;
  readonly sort?: (typeof sorts)[number];
  readonly order?: "asc";
  readonly period?: "14d";
}

/** Shown before anybody asked for something else. */
export const usualQuery = "is:unresolved";

export function readSearch(search: Readonly<Record<string, unknown>>): IssuesSearch {
  const { query, sort, order, period } = search;
  return present({
    // An empty query is one too: all issues.
    query: query === "" ? "" : textIn(query),
    sort: oneOf(sort, sorts),
    order: oneOf(order, ["asc"]),
    period: oneOf(period, ["14d"]),
  });
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Present<T>;
}

/** What the API is asked for. */
export function inputOf({ query = usualQuery, sort, order, period }: IssuesSearch) {
  const input: InputOf<"GET /api/v1/issues"> = { ...present({ sort, order, period }), limit: 50 };
  return query.trim() === "" ? input : { ...input, query };
}
