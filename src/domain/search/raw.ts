import { backslashesAt, type RawText } from "./pattern.ts";
import { problemAt, type SearchProblem, type Spot } from "./problem.ts";
import { bareEnd, isBoundary, isSpace, type Source } from "./scan.ts";

/** One value as it stands there, quotes included in its spot. */
export interface RawValue extends RawText, Spot {
  /** False where the closing quote is missing. */
  readonly closed: boolean;
}

export function bareAt(source: Source, at: number): RawValue {
  const end = bareEnd(source, at);
  const text = source.text.slice(at, end);
  return { text, quoted: false, closed: true, position: at, length: end - at };
}

/** From a quote to the one that closes it; to the end where none does. */
export function quotedAt(text: string, position: number): RawValue {
  let at = position + 1;
  while (at < text.length) {
    const run = backslashesAt(text, at);
    at += run;
    if (text[at] === '"' && run % 2 === 0) {
      const inner = text.slice(position + 1, at);
      return { text: inner, quoted: true, closed: true, position, length: at + 1 - position };
    }
    at += 1;
  }
  const inner = text.slice(position + 1);
  return { text: inner, quoted: true, closed: false, position, length: text.length - position };
}

/** Values with commas between them, and what is wrong first. */
interface RawList {
  readonly values: readonly RawValue[];
  /** Behind the bracket that closes it; the end of the query where none does. */
  readonly end: number;
  readonly problem: SearchProblem | null;
}

/** `[a, "b c"]`, from the bracket that opens it. */
export function listAt(text: string, open: number): RawList {
  const values: RawValue[] = [];
  let problem: SearchProblem | null = null;
  let wantsValue = true;
  let at = open + 1;
  for (;;) {
    at = spacesEnd(text, at);
    const char = text[at];
    if (char === undefined) return { values, end: at, problem: problem ?? neverClosed(open) };
    if (char !== "," && char !== "]") {
      const raw: RawValue = char === '"' ? quotedAt(text, at) : itemAt(text, at);
      problem ??= problemOfItem(raw, wantsValue);
      values.push(raw);
      wantsValue = false;
      at = raw.position + raw.length;
      continue;
    }
    if (wantsValue) problem ??= problemAt(one(at), "A value is missing in the list.", ["value"]);
    wantsValue = true;
    at += 1;
    if (char === "]") return { values, end: at, problem: problem ?? problemBehindList(text, at) };
  }
}

function spacesEnd(text: string, from: number): number {
  let at = from;
  while (isSpace(text[at])) at += 1;
  return at;
}

function itemAt(text: string, position: number): RawValue {
  let at = position;
  while (at < text.length && text[at] !== "," && text[at] !== "]" && !isSpace(text[at])) at += 1;
  const length = at - position;
  return { text: text.slice(position, at), quoted: false, closed: true, position, length };
}

function problemOfItem(raw: RawValue, wantsValue: boolean): SearchProblem | null {
  if (!raw.closed) return unclosedQuote(raw);
  if (wantsValue) return null;
  const message = "Values of a list are parted by commas; a value with spaces stands in quotes.";
  return problemAt(raw, message, [",", "]"]);
}

function neverClosed(open: number): SearchProblem {
  return problemAt(one(open), "This list is never closed.", ["]"]);
}

/** Behind a closing quote or list something else may begin only after a space. */
function problemBehindList(text: string, at: number): SearchProblem | null {
  if (isBoundary(text, at)) return null;
  return problemAt(one(at), "A space is missing behind the list.", [" "]);
}

/** A value in quotes that is not closed, or goes on behind them. */
export function problemOfQuoted(text: string, raw: RawValue): SearchProblem | null {
  if (!raw.closed) return unclosedQuote(raw);
  const end = raw.position + raw.length;
  if (isBoundary(text, end)) return null;
  if (text[end] === ":") {
    const message = 'A name does not stand in quotes; for a tag write tags["name"]:value.';
    return problemAt(one(end), message, [" "]);
  }
  const message = 'A space is missing behind the quote; a quote within quotes is written \\".';
  return problemAt(one(end), message, [" ", '\\"']);
}

function unclosedQuote(raw: RawValue): SearchProblem {
  return problemAt(one(raw.position), "This quote is never closed.", ['"']);
}

/** The spot of one sign. */
function one(position: number): Spot {
  return { position, length: 1 };
}
