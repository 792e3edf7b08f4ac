import {
  exampleValue,
  fieldNamed,
  fieldsAbout,
  isOptional,
  type SearchField,
  type SearchSubject,
} from "./fields.ts";
import { searchLimits } from "./limits.ts";
import { ageOf, momentOf } from "./moment.ts";
import { patternOf } from "./pattern.ts";
import { bad, good, type Parsed, type Spot, shown } from "./problem.ts";
import type { RawValue } from "./raw.ts";
import type { Token } from "./tokens.ts";
import { all, leaf, not, type SearchNode, type SearchTerm } from "./tree.ts";
import {
  assigneeOf,
  each,
  fieldTextOf,
  isValueOf,
  levelOf,
  numberOf,
  statusOf,
  textValueOf,
  wordsOf,
} from "./values.ts";

/** What a query is read against. */
export interface SearchContext {
  readonly about: SearchSubject;
  /** Milliseconds since 1970, whole: what `-24h` counts from. */
  readonly now: number;
  /** Name or mail of who asks, as issues are assigned to it; null where that is not known. */
  readonly me: string | null;
}

type WordsToken = Extract<Token, { readonly kind: "words" }>;
type PairToken = Extract<Token, { readonly kind: "pair" }>;

/** What a word, a phrase or `name:value` asks for. */
export function termOf(token: WordsToken | PairToken, context: SearchContext): Parsed<SearchNode> {
  if (token.kind === "words") {
    const pattern = wordsOf(token.raw);
    if (!pattern.ok) return pattern;
    return good(pattern.value === null ? all : leaf({ kind: "words", pattern: pattern.value }));
  }
  const extra = token.values[searchLimits.listValues];
  if (extra !== undefined) {
    return bad(extra, `A list has at most ${searchLimits.listValues} values.`);
  }
  const field = token.name.isTag ? null : fieldNamed(token.name.text);
  if (field === null) return tagOf(token);
  if (field.about !== "both" && field.about !== context.about) {
    return otherSubject(token.name, field, context.about);
  }
  return fieldOf(token, field, context);
}

function otherSubject(spot: Spot, field: SearchField, subject: SearchSubject): Parsed<never> {
  const alike = fieldsAbout(subject).filter(
    ({ kind, about }) => kind === field.kind && about === subject,
  );
  const message = `${field.name} can be asked of ${field.about} only, and this query is about ${subject}.`;
  return bad(
    spot,
    message,
    alike.map((other) => other.name),
  );
}

function tagOf(token: PairToken): Parsed<SearchNode> {
  const tag = token.name.text;
  if (token.values.length === 0) return missing(token, ["value"]);
  if (isEmptyText(token)) return good(not(leaf({ kind: "hasTag", tag })));
  const values = each(token.values, (raw) => textValueOf(raw, shown(tag)));
  return asTerm(values, (patterns) => ({
    kind: "tag",
    tag,
    match: { op: "is", values: patterns },
  }));
}

function fieldOf(
  token: PairToken,
  field: SearchField,
  { now, me, about }: SearchContext,
): Parsed<SearchNode> {
  const { values } = token;
  const [first] = values;
  if (first === undefined) {
    return missing(token, field.values.length > 0 ? field.values : [exampleValue(field)]);
  }
  if (isOptional(field) && isEmptyText(token)) {
    return good(not(leaf({ kind: "has", field: field.name })));
  }
  switch (field.kind) {
    case "is":
      return asTerm(each(values, isValueOf), (is) => ({ kind: "is", values: is }));
    case "level":
      return asTerm(each(values, levelOf), (levels) => ({ kind: "level", values: levels }));
    case "status":
      return asTerm(each(values, statusOf), (statuses) => ({ kind: "status", values: statuses }));
    case "assigned":
      return asTerm(
        each(values, (raw) => assigneeOf(raw, me)),
        (assignees) => ({ kind: "assigned", values: assignees }),
      );
    case "text":
      return asTerm(
        each(values, (raw) => fieldTextOf(raw, field)),
        (patterns) => ({ kind: "text", field: field.name, match: { op: "is", values: patterns } }),
      );
    case "number":
      return asTerm(single(token, first, numberOf), (match) => ({
        kind: "number",
        field: field.name,
        match,
      }));
    case "moment":
      return asTerm(
        single(token, first, (raw) => (field.name === "age" ? ageOf : momentOf)(raw, now)),
        (match) => ({ kind: "moment", field: field.name, match }),
      );
    case "has":
      return asTerm(
        single(token, first, (raw) => hasOf(raw, about)),
        (term) => term,
      );
  }
}

function asTerm<T>(parsed: Parsed<T>, toTerm: (value: T) => SearchTerm): Parsed<SearchNode> {
  return parsed.ok ? good(leaf(toTerm(parsed.value))) : parsed;
}

/** Where a list would not say what it means: all of them, or any. */
function single<T>(
  { name, isList }: PairToken,
  raw: RawValue,
  read: (raw: RawValue) => Parsed<T>,
): Parsed<T> {
  return isList ? bad(raw, `${name.text} takes one value, not a list.`) : read(raw);
}

function missing(token: PairToken, expected: readonly string[]): Parsed<never> {
  const spot = { position: token.position + token.length, length: 0 };
  return bad(spot, `A value is missing behind ${shown(`${token.name.text}:`)}.`, expected);
}

/** `name:""` asks for what has no such value. */
function isEmptyText({ values, isList }: PairToken): boolean {
  return !isList && values[0]?.quoted === true && values[0].text === "";
}

function hasOf(raw: RawValue, about: SearchSubject): Parsed<SearchTerm> {
  const pattern = patternOf(raw);
  if (pattern.kind === "wildcard" || pattern.text === "") {
    return bad(raw, "has: takes the name of a field or tag.", ["user"]);
  }
  const tag = raw.quoted ? null : /^tags\[(.+)\]$/.exec(pattern.text);
  if (tag !== null) return good({ kind: "hasTag", tag: tag[1] ?? "" });
  const field = fieldNamed(pattern.text);
  if (field === null) return good({ kind: "hasTag", tag: pattern.text });
  if (field.about !== "both" && field.about !== about) return otherSubject(raw, field, about);
  if (isOptional(field)) return good({ kind: "has", field: field.name });
  const optional = fieldsAbout(about).filter(isOptional);
  return bad(
    raw,
    `${field.name} is never missing; for a tag of this name write has:tags[${field.name}].`,
    optional.map(({ name }) => name),
  );
}
