import { searchLimits } from "./limits.ts";
import { bad, good, type Parsed, problemAt, type SearchProblem } from "./problem.ts";
import { type SearchContext, termOf } from "./term.ts";
import { type Token, tokensOf } from "./tokens.ts";
import { all, and, not, or, type SearchNode } from "./tree.ts";

export type SearchResult =
  | { readonly ok: true; readonly query: SearchNode }
  | { readonly ok: false; readonly problem: SearchProblem };

/**
 * Reads a query. Whatever the text is, it gives a tree or the one problem to mend first; it never throws, and its work
 * grows with the text and no faster.
 */
export function parseSearch(text: string, context: SearchContext): SearchResult {
  const { queryChars } = searchLimits;
  if (text.length > queryChars) {
    const spot = { position: queryChars, length: text.length - queryChars };
    const message = `The query has ${text.length} characters, more than ${queryChars}.`;
    return { ok: false, problem: problemAt(spot, message) };
  }
  const tokens = tokensOf(text);
  for (const { problem } of tokens) if (problem !== null) return { ok: false, problem };
  const parsed = tokens.length === 0 ? good(all) : new Grammar(tokens, context).whole();
  return parsed.ok ? { ok: true, query: parsed.value } : parsed;
}

/** The query stands in brackets that nobody sees. */
const start: Token = { kind: "open", position: 0, length: 0, problem: null };

/** The rules, a method each: whole, any (OR), every (AND), one (negated or not), group. */
class Grammar {
  readonly #tokens: readonly Token[];
  readonly #context: SearchContext;
  #at = 0;
  #terms = 0;

  constructor(tokens: readonly Token[], context: SearchContext) {
    this.#tokens = tokens;
    this.#context = context;
  }

  whole(): Parsed<SearchNode> {
    const parsed = this.#any(start, 0);
    const rest = this.#tokens[this.#at];
    return parsed.ok && rest !== undefined ? strayClose(rest) : parsed;
  }

  #any(open: Token, depth: number): Parsed<SearchNode> {
    const children: SearchNode[] = [];
    let before = open;
    for (;;) {
      const child = this.#every(before, depth);
      if (!child.ok) return child;
      children.push(child.value);
      const token = this.#tokens[this.#at];
      if (token?.kind !== "or") return good(or(children));
      before = token;
      this.#at += 1;
    }
  }

  /** `before`: the OR or the bracket that wants something behind it. */
  #every(before: Token, depth: number): Parsed<SearchNode> {
    const children: SearchNode[] = [];
    let wanting: Token | null = before;
    for (;;) {
      const token = this.#tokens[this.#at];
      if (token !== undefined && begins(token)) {
        const child = this.#one(token, depth);
        if (!child.ok) return child;
        children.push(child.value);
        wanting = null;
      } else {
        if (wanting !== null) return nothingBetween(wanting, token);
        if (token?.kind !== "and") return good(and(children));
        wanting = token;
        this.#at += 1;
      }
    }
  }

  /** Signs of negation are counted, not nested: there can be thousands. */
  #one(first: Token, depth: number): Parsed<SearchNode> {
    let negated = false;
    let before = first;
    let token: Token | undefined = first;
    while (token !== undefined && this.#negates(token)) {
      negated = !negated;
      before = token;
      this.#at += 1;
      token = this.#tokens[this.#at];
    }
    if (token === undefined || !begins(token)) return nothingBetween(before, token);
    this.#at += 1;
    const node = this.#unit(token, depth);
    return node.ok && negated ? good(not(node.value)) : node;
  }

  #unit(token: Token, depth: number): Parsed<SearchNode> {
    if (token.kind !== "words" && token.kind !== "pair") return this.#group(token, depth + 1);
    this.#terms += 1;
    if (this.#terms > searchLimits.terms) {
      return bad(token, `A query has at most ${searchLimits.terms} terms.`);
    }
    return termOf(token, this.#context);
  }

  #group(open: Token, depth: number): Parsed<SearchNode> {
    if (depth > searchLimits.nesting) {
      return bad(open, `Brackets stand within each other at most ${searchLimits.nesting} times.`);
    }
    const inner = this.#any(open, depth);
    if (!inner.ok) return inner;
    if (this.#tokens[this.#at] === undefined) return neverClosed(open);
    this.#at += 1;
    return inner;
  }

  /**
   * `!`, or NOT where no message would have it: before a name, a bracket, a quote. In `NOT NULL constraint failed` it
   * is a word.
   */
  #negates(token: Token): boolean {
    if (token.kind === "not") return true;
    if (token.kind !== "words" || token.raw.quoted || token.raw.text !== "NOT") return false;
    const next = this.#tokens[this.#at + 1];
    if (next?.kind === "words") return next.raw.quoted;
    return next?.kind === "pair" || next?.kind === "open" || next?.kind === "not";
  }
}

/** Something to look for, and no sign between two of them. */
function begins({ kind }: Token): boolean {
  return kind === "words" || kind === "pair" || kind === "open" || kind === "not";
}

const asText = "Text with brackets stands in quotes.";

function strayClose(close: Token): Parsed<never> {
  return bad(close, `This bracket closes nothing. ${asText}`);
}

function neverClosed(open: Token): Parsed<never> {
  return bad(open, `This bracket is never closed. ${asText}`, [")"]);
}

/** Where something to look for is missing, the sign that wants it is to blame. */
function nothingBetween(before: Token, after: Token | undefined): Parsed<never> {
  const expected = ["word", "name:value", "("];
  if (before.kind !== "open") {
    return bad(before, `Something to look for is missing behind ${signOf(before)}.`, expected);
  }
  if (after === undefined) return neverClosed(before);
  if (after.kind !== "close") {
    return bad(after, `Something to look for is missing before ${signOf(after)}.`, expected);
  }
  if (before === start) return strayClose(after);
  const spot = { position: before.position, length: after.position + 1 - before.position };
  return bad(spot, `Nothing stands between these brackets. ${asText}`, expected);
}

function signOf({ kind }: Token): string {
  return { and: "AND", or: "OR", not: '"!"' }[kind as string] ?? "NOT";
}
