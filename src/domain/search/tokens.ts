import { fieldNamed } from "./fields.ts";
import { textOf } from "./pattern.ts";
import { problemAt, type SearchProblem, type Spot } from "./problem.ts";
import { bareAt, listAt, problemOfQuoted, quotedAt, type RawValue } from "./raw.ts";
import { bracketPairs, isBoundary, isSpace, isUnpairedOpen, type Source } from "./scan.ts";

/** The name before a colon. */
export interface RawName extends Spot {
  readonly text: string;
  /** Written as `tags[name]`: then it is a tag's, even if a field is called so. */
  readonly isTag: boolean;
}

/** A piece of the query. What is wrong with it by itself stands in `problem`; the pieces go on behind it. */
export type Token = Spot & { readonly problem: SearchProblem | null } & (
    | { readonly kind: "open" | "close" | "and" | "or" | "not" }
    | { readonly kind: "words"; readonly raw: RawValue }
    | {
        readonly kind: "pair";
        readonly name: RawName;
        /** [] where it is missing, or in an empty list. */
        readonly values: readonly RawValue[];
        readonly isList: boolean;
      }
  );

/** The whole query in pieces, in one pass. */
export function tokensOf(text: string): readonly Token[] {
  const source: Source = { text, pairs: bracketPairs(text) };
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (isSpace(text[at])) {
      at += 1;
      continue;
    }
    const token = tokenAt(source, at);
    tokens.push(token);
    at = token.position + token.length;
  }
  return tokens;
}

function tokenAt(source: Source, at: number): Token {
  const char = source.text[at];
  if (char === "(") return sign("open", at, 1);
  if (char === ")") return sign("close", at, 1);
  if (char === "!" && !isBoundary(source.text, at + 1)) return sign("not", at, 1);
  if (char === '"') return phraseAt(source, at);
  return pairAt(source, at) ?? wordAt(source, at);
}

function sign(
  kind: "open" | "close" | "and" | "or" | "not",
  position: number,
  length: number,
): Token {
  return { kind, position, length, problem: null };
}

function phraseAt({ text }: Source, at: number): Token {
  const raw = quotedAt(text, at);
  const { position, length } = raw;
  return { kind: "words", position, length, problem: problemOfQuoted(text, raw), raw };
}

function wordAt(source: Source, at: number): Token {
  const raw = bareAt(source, at);
  const { position, length } = raw;
  if (raw.text === "AND") return sign("and", position, length);
  if (raw.text === "OR") return sign("or", position, length);
  return { kind: "words", position, length, problem: null, raw };
}

/** A name begins with a letter: `127.0.0.1:5432` and `12:30` are words. */
const bareName = /([\p{L}_][\p{L}\p{M}\p{N}_.[\]-]*):/uy;
/** A name that is read as one wherever a name may stand. */
const plainName = /^[\p{L}_][\p{L}\p{M}\p{N}_.-]*$/u;

/** True of a tag's name that needs no quotes. */
export function isPlainName(name: string): boolean {
  return plainName.test(name);
}

/** `name:value`, or null: then it is a word. */
function pairAt(source: Source, at: number): Token | null {
  const { text } = source;
  const name = explicitTagAt(text, at) ?? bareNameAt(text, at);
  if (name === null) return null;
  const from = name.position + name.length + 1;
  if (!name.isTag && isOnlyText(text, name, from)) return null;
  if (text[from] === "[") {
    const { values, end, problem } = listAt(text, from);
    const spot = { position: at, length: end - at };
    return {
      kind: "pair",
      ...spot,
      problem: problemOfName(name) ?? problem,
      name,
      values,
      isList: true,
    };
  }
  const raw = valueAt(source, from);
  const end = raw === null ? from : raw.position + raw.length;
  return {
    kind: "pair",
    position: at,
    length: end - at,
    problem: problemOfName(name) ?? problemOfValue(source, from, raw),
    name,
    values: raw === null ? [] : [raw],
    isList: false,
  };
}

function bareNameAt(text: string, at: number): RawName | null {
  bareName.lastIndex = at;
  const name = bareName.exec(text)?.[1];
  if (name === undefined) return null;
  return { text: name, isTag: false, position: at, length: name.length };
}

/** `tags[name]` or `tags["name"]` in front of a colon. */
function explicitTagAt(text: string, at: number): RawName | null {
  if (!text.startsWith("tags[", at)) return null;
  const from = at + "tags[".length;
  const raw = text[from] === '"' ? quotedAt(text, from) : null;
  const end = raw === null ? closingOf(text, from) : raw.position + raw.length;
  if (!text.startsWith("]:", end)) return null;
  const name = raw === null ? text.slice(from, end) : textOf(raw);
  return { text: name, isTag: true, position: at, length: end + 1 - at };
}

/** Where the bracket closes that was opened before `from`, within the same word. */
function closingOf(text: string, from: number): number {
  let depth = 1;
  let at = from;
  for (; at < text.length && !isSpace(text[at]); at += 1) {
    if (text[at] === "[") depth += 1;
    if (text[at] === "]") depth -= 1;
    if (depth === 0) break;
  }
  return at;
}

/** Text that has a colon in it as text has: `http://x`, `Cart::Item`, `C:\temp`, `TypeError: x`. */
function isOnlyText(text: string, name: RawName, from: number): boolean {
  if (text[from] === ":" || text[from] === "\\" || text.startsWith("//", from)) return true;
  if (text[from] === "/" && name.length === 1) return true;
  return isBoundary(text, from) && fieldNamed(name.text) === null;
}

/** The value behind a colon; null where there is none. */
function valueAt(source: Source, at: number): RawValue | null {
  if (isBoundary(source.text, at) || isUnpairedOpen(source, at)) return null;
  return source.text[at] === '"' ? quotedAt(source.text, at) : bareAt(source, at);
}

function problemOfName(name: RawName): SearchProblem | null {
  if (name.text !== "") return null;
  return problemAt(name, "The name of the tag is missing.", ["tags[name]"]);
}

function problemOfValue(source: Source, from: number, raw: RawValue | null): SearchProblem | null {
  if (raw?.quoted) return problemOfQuoted(source.text, raw);
  const end = from + (raw?.length ?? 0);
  if (!isUnpairedOpen(source, end)) return null;
  return problemAt(
    { position: from, length: end + 1 - from },
    "A value cannot have an open bracket: put it in quotes, or write several values as a list.",
    ['"value"', "[one, two]"],
  );
}
