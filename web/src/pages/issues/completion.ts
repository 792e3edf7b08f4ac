import { completeSearch, type SearchCompletion } from "../../../../src/domain/search/index.ts";
import { useRead } from "../../client/queries.ts";

/** Something that may be put into the query. */
export interface Suggestion {
  readonly text: string;
  readonly about: string;
}

const suggestionsMax = 8;
const about = "issues";

/** What may be written at the cursor: fields with what they mean, and values that there are. */
export function useSuggestions(text: string, cursor: number | null) {
  const enabled = cursor !== null;
  const completion = completeSearch(text, cursor ?? 0, about);
  const { what, field, tag, prefix, fixed } = completion;
  const fields = useRead("GET /api/v1/search/fields", { about }, { enabled, live: false });
  const asked = what === "value" ? (field ?? tag) : null;
  const values = useRead(
    "GET /api/v1/search/values",
    { about, field: asked ?? "level", prefix, limit: suggestionsMax },
    { enabled: enabled && asked !== null, live: false },
  );
  if (!enabled || what === "none") return { completion, suggestions: [] };
  const meaning = new Map(fields.data?.items.map((each) => [each.name, each.about]));
  const offered: readonly Suggestion[] = [
    ...fixed.map((name) => ({ text: name, about: meaning.get(name) ?? "" })),
    ...(asked === null ? [] : (values.data?.items ?? [])).map(({ value, count }) => ({
      text: value,
      about: count === null ? "" : String(count),
    })),
  ];
  return { completion, suggestions: differing(offered, prefix).slice(0, suggestionsMax) };
}

/** Each text once; what stands there already is no suggestion. */
function differing(offered: readonly Suggestion[], written: string): Suggestion[] {
  const byText = new Map(offered.toReversed().map((each) => [each.text, each]));
  byText.delete(written);
  return [...byText.values()].reverse();
}

/** The query with a suggestion put in, and where the cursor is then. */
export function withSuggestion(
  query: string,
  { what, from, to }: SearchCompletion,
  { text }: Suggestion,
): { readonly text: string; readonly cursor: number } {
  const put = what === "field" ? `${text}:` : `${quoted(text)} `;
  const rest = query.slice(to);
  const after = put.endsWith(" ") ? rest.trimStart() : rest.replace(/^:/, "");
  return { text: query.slice(0, from) + put + after, cursor: from + put.length };
}

function quoted(value: string): string {
  return /[\s"(),[\]]/.test(value) ? `"${value.replaceAll(/["\\]/g, "\\$&")}"` : value;
}
