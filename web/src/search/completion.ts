import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { call, type InputOf, type ReplyOf } from "../client/call.ts";

const address = "GET /api/v1/search/complete";
const suggestionsMax = 8;

/** What is searched: each has fields of its own. */
export type Subject = InputOf<"GET /api/v1/views">["about"] & string;

type Completion = ReplyOf<typeof address>;
/** Something that may be put into the query. */
export type Suggestion = Completion["suggestions"][number];

/** What may be put in, and into which query: while one types on, it is the one of a moment ago. */
interface Offer extends Completion {
  readonly query: string;
}

/** What may be written at the cursor of a query; null: nothing is asked. */
export function useCompletion(about: Subject, query: string, cursor: number | null): Offer | null {
  const { data } = useQuery({
    queryKey: [address, about, query, cursor],
    queryFn: async ({ signal }): Promise<Offer> => {
      const input = { about, query, position: cursor ?? 0, limit: suggestionsMax };
      return { ...(await call(address, input, { signal })), query };
    },
    enabled: cursor !== null,
    placeholderData: keepPreviousData,
  });
  if (cursor === null || data === undefined) return null;
  const { prefix } = data;
  // What stands there already is no suggestion.
  const suggestions = data.suggestions.filter(({ text }) => text !== prefix);
  return { ...data, suggestions };
}

/** The query with a suggestion put in, and where the cursor is then. */
export function withSuggestion(
  { query, from, to }: Offer,
  { text, kind }: Suggestion,
): { readonly text: string; readonly cursor: number } {
  // A name waits for its value; behind anything else something new begins.
  const put = text.endsWith(":") ? text : `${text} `;
  const rest = query.slice(to);
  const after = kind === "value" ? rest.trimStart() : rest;
  return { text: query.slice(0, from) + put + after, cursor: from + put.length };
}
