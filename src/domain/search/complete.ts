import {
  type FieldName,
  fieldNamed,
  fieldsAbout,
  isOptional,
  type SearchField,
  type SearchSubject,
} from "./fields.ts";
import { searchLimits } from "./limits.ts";
import { textOf } from "./pattern.ts";
import { quotedAt, type RawValue } from "./raw.ts";
import { isSpace } from "./scan.ts";
import { type Token, tokensOf } from "./tokens.ts";

/** What may be put in at the cursor. Positions are UTF-16 units of the query. */
export interface SearchCompletion {
  /** `field`: the name of a field or tag; `value`: what stands behind a name; `none`: nothing is offered. */
  readonly what: "field" | "value" | "none";
  /** The field whose value is wanted, by its own name; null: none, or a tag's. */
  readonly field: FieldName | null;
  /** The tag whose value is wanted. */
  readonly tag: string | null;
  /** What stands before the cursor already, without quotes and escapes. */
  readonly prefix: string;
  /** What is put in replaces the query from here … */
  readonly from: number;
  /** … to before here. A name is put in without its colon. */
  readonly to: number;
  /** What is known without looking into the records, and begins with the prefix. */
  readonly fixed: readonly string[];
}

/** Times that are asked for most, as a start. */
const usualTimes = ["-1h", "-24h", "-7d", "-30d"] as const;

/** What a person or a client may be about to write at the cursor, however unfinished the query is. Never throws. */
export function completeSearch(
  text: string,
  cursor: number,
  about: SearchSubject,
): SearchCompletion {
  const at = Math.max(0, Math.min(Math.trunc(cursor) || 0, text.length));
  const place = { text, at, about };
  if (text.length > searchLimits.queryChars) return nothing(place);
  // What stands behind the cursor must not change what stands before it.
  const token = tokensOf(text.slice(0, at)).at(-1);
  if (token === undefined || token.position + token.length < at) return nameAt(place, "");
  switch (token.kind) {
    case "open":
    case "not":
      return nameAt(place, "");
    case "close":
      return nothing(place);
    case "and":
    case "or":
      return nameAt(place, text.slice(token.position, at));
    case "words":
      return inWords(place, token.raw);
    case "pair":
      return inPair(place, token);
  }
}

interface Place {
  readonly text: string;
  readonly at: number;
  readonly about: SearchSubject;
}

type Pair = Extract<Token, { readonly kind: "pair" }>;

function nothing({ at }: Place): SearchCompletion {
  return { what: "none", field: null, tag: null, prefix: "", from: at, to: at, fixed: [] };
}

function inWords(place: Place, raw: RawValue): SearchCompletion {
  if (raw.quoted) return nothing(place);
  if (raw.text === "!") return nameAt(place, "");
  const name = /^[\p{L}_][\p{L}\p{M}\p{N}_.[\]-]*/u.exec(raw.text)?.[0] ?? "";
  if (name === raw.text) return nameAt(place, name);
  // The colon was just typed: without a value yet, the parser takes it for a word.
  return `${name}:` === raw.text
    ? valueAt(place, { tag: name, field: null }, null)
    : nothing(place);
}

function nameAt(place: Place, prefix: string): SearchCompletion {
  const { text, at, about } = place;
  const rest = /^[\p{L}\p{M}\p{N}_.[\]-]*/u.exec(text.slice(at))?.[0] ?? "";
  const wanted = prefix.toLowerCase();
  const names = fieldsAbout(about).filter(({ name, aliases }) =>
    [name, ...aliases].some((each) => each.toLowerCase().startsWith(wanted)),
  );
  return {
    what: "field",
    field: null,
    tag: null,
    prefix,
    from: at - prefix.length,
    // Before a word that is not touched yet a name is put in; it replaces nothing.
    to: prefix === "" ? at : at + rest.length,
    fixed: names.map(({ name }) => name),
  };
}

function inPair(place: Place, { name, values, isList }: Pair): SearchCompletion {
  const field = name.isTag ? null : fieldNamed(name.text);
  const owner = { field, tag: field === null ? name.text : null };
  const last = values.at(-1);
  if (last !== undefined && last.position + last.length === place.at) {
    // Behind the closing quote the value is done.
    return last.quoted && last.closed ? nothing(place) : valueAt(place, owner, last);
  }
  if (!isList) return valueAt(place, owner, null);
  const before = place.text.slice(0, place.at).trimEnd().at(-1);
  return before === "[" || before === "," ? valueAt(place, owner, null) : nothing(place);
}

function valueAt(
  place: Place,
  { field, tag }: { readonly field: SearchField | null; readonly tag: string | null },
  raw: RawValue | null,
): SearchCompletion {
  const prefix = raw === null ? "" : textOf({ ...raw, quoted: false });
  const wanted = prefix.toLowerCase();
  const known = field === null ? [] : knownValues(field, place.about);
  return {
    what: "value",
    field: field?.name ?? null,
    tag,
    prefix,
    from: raw?.position ?? place.at,
    to: raw === null ? place.at : endOf(place, raw),
    fixed: known.filter((value) => value.toLowerCase().startsWith(wanted)),
  };
}

function knownValues(field: SearchField, about: SearchSubject): readonly string[] {
  if (field.kind === "moment") return usualTimes;
  if (field.kind !== "has") return field.values;
  return fieldsAbout(about)
    .filter(isOptional)
    .map(({ name }) => name);
}

/** Where the value ends that the cursor stands in. A quote counts only if something ends there. */
function endOf({ text, at }: Place, { position, quoted }: RawValue): number {
  if (quoted) {
    const whole = quotedAt(text, position);
    const end = position + whole.length;
    return whole.closed && endsValue(text[end]) ? end : at;
  }
  let end = at;
  while (!endsValue(text[end])) end += 1;
  return end;
}

function endsValue(char: string | undefined): boolean {
  return char === undefined || isSpace(char) || /[\],)]/.test(char);
}
