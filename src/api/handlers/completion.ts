import {
  completeSearch,
  type FieldName,
  fieldsAbout,
  fieldTags,
  keywordsAt,
  type SearchCompletion,
  type SearchSubject,
  userTagKey,
  writeTag,
  writtenValue,
} from "../../domain/index.ts";
import type { AskOf } from "../reads/reads.ts";
import type { HandlerDeps } from "./deps.ts";

type Source = Pick<AskOf<"completions">, "of" | "key">;

const tag = (key: string): Source => ({ of: "tag", key });

/** Where the values of a field are found; fields that are not here have values of their own, or none. */
const sources: Partial<Readonly<Record<FieldName, Source>>> = {
  project: { of: "projects", key: "" },
  environment: tag("environment"),
  release: tag("release"),
  platform: { of: "platform", key: "" },
  assigned: { of: "assignee", key: "" },
  has: { of: "tags", key: "" },
  user: tag(userTagKey),
  issue: { of: "short_id", key: "" },
  "error.type": tag(fieldTags.type),
  logger: tag(fieldTags.logger),
  server_name: tag(fieldTags.serverName),
  transaction: tag(fieldTags.transaction),
  first_release: { of: "first_release", key: "" },
  last_release: { of: "last_release", key: "" },
  source: tag(fieldTags.source),
};

interface Found {
  readonly value: string;
  readonly count: number | null;
}

interface Suggestion {
  readonly kind: "field" | "tag" | "value" | "keyword";
  readonly label: string;
  readonly text: string;
  readonly about: string | null;
  readonly count: number | null;
}

/** Whether values of a field are found in what is stored. */
export function completes(field: FieldName): boolean {
  return sources[field] !== undefined;
}

/** Values of a field, or of a tag where `field` is null, that begin with a text; the most frequent first. */
export async function storedValues(
  readers: HandlerDeps["readers"],
  field: FieldName | null,
  key: string,
  page: { readonly prefix: string; readonly limit: number },
): Promise<readonly Found[]> {
  const source = field === null ? tag(key) : sources[field];
  return source === undefined ? [] : readers.ask("completions", { ...source, ...page });
}

/** What may be put in at one place of a query. */
export async function completionOf(
  readers: HandlerDeps["readers"],
  asked: {
    readonly about: SearchSubject;
    readonly query: string;
    readonly position: number;
    readonly limit: number;
  },
) {
  const { query, about, position, limit } = asked;
  const completion = completeSearch(query, position, about);
  const { what, field, tag: tagKey, prefix, from } = completion;
  const suggestions =
    what === "field"
      ? await names(readers, completion, asked)
      : what === "value"
        ? await values(readers, completion, limit)
        : [];
  // A name is put in with its colon, so one that stands there already goes.
  const colon = what === "field" && query[completion.to] === ":" && completion.to > from ? 1 : 0;
  return {
    what,
    field: field ?? tagKey,
    prefix,
    from,
    to: completion.to + colon,
    suggestions: suggestions.slice(0, limit),
  };
}

async function names(
  readers: HandlerDeps["readers"],
  completion: SearchCompletion,
  { query, about, limit }: { query: string; about: SearchSubject; limit: number },
): Promise<Suggestion[]> {
  const { prefix, fixed } = completion;
  const says = new Map<string, string>(fieldsAbout(about).map((each) => [each.name, each.says]));
  const fields = fixed.map(
    (name): Suggestion => ({
      kind: "field",
      label: name,
      text: `${name}:`,
      about: says.get(name) ?? null,
      count: null,
    }),
  );
  const keywords = keywordsAt(query, completion).map(
    (word): Suggestion => ({
      kind: "keyword",
      label: word.text,
      text: word.text,
      about: word.says,
      count: null,
    }),
  );
  const found = await readers.ask("completions", { of: "tags", key: "", prefix, limit });
  const tags = found
    .filter(({ value }) => !fixed.includes(value))
    .map(
      ({ value, count }): Suggestion => ({
        kind: "tag",
        label: value,
        text: `${writeTag(value)}:`,
        about: null,
        count,
      }),
    );
  // Words of the language are few, and should not be pushed out by tags.
  return [...fields, ...tags].slice(0, Math.max(0, limit - keywords.length)).concat(keywords);
}

async function values(
  readers: HandlerDeps["readers"],
  { field, tag: key, prefix, fixed }: SearchCompletion,
  limit: number,
): Promise<Suggestion[]> {
  const found = await storedValues(readers, field, key ?? "", { prefix, limit });
  const others = found.filter(({ value }) => !fixed.includes(value));
  const shown = (value: string, text: string, count: number | null): Suggestion => {
    return { kind: "value", label: value, text, about: null, count };
  };
  return [
    ...fixed.map((value) => shown(value, value, null)),
    ...others.map(({ value, count }) => shown(value, writtenValue(value, field), count)),
  ];
}
