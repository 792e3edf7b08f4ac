import { type RawBuilder, sql } from "kysely";
import { some } from "./sqlite-plans.ts";

// How SQLite's FTS5 (https://www.sqlite.org/fts5.html#full_text_query_syntax) is asked for words.

/**
 * A query for texts that have, for each part, its words one after the other; before a star the last of
 * them may go on. Null when the parts hold no word. Signs between words do not count.
 */
export function textQuery(parts: readonly string[]): string | null {
  const phrases = parts
    .map((part, at) => phraseOf(part, at < parts.length - 1))
    .filter((phrase) => phrase !== null);
  return phrases.length === 0 ? null : phrases.join(" AND ");
}

function phraseOf(part: string, beforeStar: boolean): string | null {
  const words = part.match(/[\p{L}\p{M}\p{N}\p{Co}]+/gu);
  if (words === null) return null;
  const goesOn = beforeStar && part.endsWith(words.at(-1) ?? "");
  return `"${words.join(" ")}"${goesOn ? " *" : ""}`;
}

/** The ids of all pieces of text that a query finds. */
export function piecesFound(query: string): RawBuilder<number> {
  return sql<number>`select rowid from search_text where search_text match ${query}`;
}

/** True when the piece of text is one that a query finds. */
function pieceFound(id: RawBuilder<unknown>, query: string): RawBuilder<boolean> {
  return some(sql`from search_text where search_text match ${query} and rowid = ${id}`);
}

/**
 * True when either piece is one that a query finds. Both belong to one key, so what this key does not have is
 * known after one look instead of two.
 */
export function eitherPieceFound(
  [one, other]: readonly [RawBuilder<unknown>, RawBuilder<unknown>],
  query: string,
): RawBuilder<boolean> {
  const between = { first: sql`min(${one}, ${other})`, last: sql`max(${one}, ${other})` };
  return sql<boolean>`(${pieceFoundBetween(between, query)}
    and (${pieceFound(one, query)} or ${pieceFound(other, query)}))`;
}

/** True when one of the pieces between two ids is one that a query finds. */
export function pieceFoundBetween(
  { first, last }: { first: RawBuilder<unknown>; last: RawBuilder<unknown> },
  query: string,
): RawBuilder<boolean> {
  return some(sql`from search_text
    where search_text match ${query} and rowid between ${first} and ${last}`);
}
