import type { Pattern } from "./tree.ts";

/** A text as it stands in the query: what is between the quotes, its escapes still in it. */
export interface RawText {
  readonly text: string;
  readonly quoted: boolean;
}

/**
 * A star stands for any text. A backslash takes the meaning from the star or quote behind it, and is itself
 * everywhere else: `C:\temp` and `App\Models\Cart` need no care. In front of a star or of the closing quote, two are
 * one.
 */
export function patternOf({ text, quoted }: RawText): Pattern {
  const parts: string[] = [];
  let part = "";
  let at = 0;
  while (at < text.length) {
    const run = backslashesAt(text, at);
    at += run;
    const next = text[at] ?? "";
    const meant = next === "*" || next === '"' || (next === "" && quoted);
    part += "\\".repeat(meant ? Math.floor(run / 2) : run);
    at += 1;
    if (next !== "*" || run % 2 === 1) {
      part += next;
    } else if (part !== "" || parts.length === 0) {
      parts.push(part);
      part = "";
    }
  }
  return parts.length === 0
    ? { kind: "literal", text: part }
    : { kind: "wildcard", parts: [...parts, part] };
}

/** A text in which a star is a star: a name, or what a message repeats. */
export function textOf(raw: RawText): string {
  const pattern = patternOf(raw);
  return pattern.kind === "literal" ? pattern.text : pattern.parts.join("*");
}

/** Stars and nothing else. */
export function matchesAnything(pattern: Pattern): boolean {
  return pattern.kind === "wildcard" && pattern.parts.every((part) => part === "");
}

/** Letters, digits and the signs that mean nothing to the parser wherever they stand. */
const plainText = /^[\p{L}\p{M}\p{N}_./@+-]*$/u;

/** The pattern as a value of `name:`, quoted only where it must be. */
export function writeValue(pattern: Pattern): string {
  const parts = partsOf(pattern);
  const bare =
    parts.every((part) => plainText.test(part.replaceAll(":", ""))) &&
    !/^(?:$|:|\/\/)/.test(parts.join("*"));
  return bare ? parts.join("*") : quotedParts(parts);
}

/** The pattern as a free word, or as a phrase where it could be taken for something else. */
export function writeWords(pattern: Pattern): string {
  const parts = partsOf(pattern);
  const text = parts.join("*");
  const bare = parts.every((part) => plainText.test(part)) && !/^(?:|AND|OR|NOT)$/.test(text);
  return bare ? text : quotedParts(parts);
}

/** A text between quotes, in which neither star nor quote means anything. */
export function quoted(text: string): string {
  return quotedParts([text]);
}

function partsOf(pattern: Pattern): readonly string[] {
  return pattern.kind === "literal" ? [pattern.text] : pattern.parts;
}

function quotedParts(parts: readonly string[]): string {
  return `"${parts.map(escaped).join("*")}"`;
}

function escaped(text: string): string {
  let out = "";
  let at = 0;
  while (at < text.length) {
    const run = backslashesAt(text, at);
    at += run;
    const next = text[at] ?? "";
    // Behind the text comes a star or the closing quote.
    const meant = next === "*" || next === '"' || next === "";
    out += "\\".repeat(meant ? 2 * run : run);
    out += next !== "" && meant ? `\\${next}` : next;
    at += 1;
  }
  return out;
}

/** How many backslashes stand from here on without a gap. */
export function backslashesAt(text: string, from: number): number {
  let at = from;
  while (text[at] === "\\") at += 1;
  return at - from;
}
