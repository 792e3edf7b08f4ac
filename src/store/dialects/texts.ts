import { type Expression, sql } from "kysely";
import { either } from "./either.ts";
import { wordsOf } from "./postgres-text.ts";
import { fold } from "./sqlite-fold.ts";

// How texts are compared without regard to upper and lower case (of ASCII, on both), and how words are looked
// for: SQLite by FTS5 (https://www.sqlite.org/fts5.html#full_text_query_syntax), PostgreSQL by a tsvector.

/** A value given as a text, whatever stands beside it. */
const given = (text: string) => sql<string>`${text}::text collate "C"`;

export function sameText(column: Expression<unknown>, text: string): Expression<boolean> {
  return either(
    sql<boolean>`${column} = ${text} collate nocase`,
    sql<boolean>`lower(${column}) = lower(${given(text)})`,
  );
}

/** True when a text lies between two others, the second left out. */
export function textBetween(
  column: Expression<unknown>,
  { from, to }: { from: string; to: string },
): Expression<boolean> {
  return either(
    sql<boolean>`(${column} >= ${from} collate nocase and ${column} < ${to} collate nocase)`,
    sql<boolean>`(lower(${column}) >= lower(${given(from)}) and lower(${column}) < lower(${given(to)}))`,
  );
}

/** `pattern`: of LIKE, with a backslash before signs that mean themselves. */
export function textLike(column: Expression<unknown>, pattern: string): Expression<boolean> {
  return either(
    sql<boolean>`${column} like ${pattern} escape '\\'`,
    sql<boolean>`${column} ilike ${pattern}`,
  );
}

/** True when a text is like a pattern (`%`, `_`, escaped by `\`), in upper or lower case of any script. */
export function likeInAnyCase(text: Expression<unknown>, pattern: string): Expression<boolean> {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with control characters.
  if (/^[\x00-\x7f]*$/.test(pattern)) return textLike(text, pattern);
  return either(
    sql<boolean>`folded(${text}) like ${fold(pattern)} escape '\\'`,
    sql<boolean>`upper(${text} collate "und-x-icu") like ${fold(pattern)}`,
  );
}

/** What is asked of the index of words, as each database wants it. */
export interface TextQuery {
  readonly ofSqlite: string;
  readonly ofPostgres: string;
}

/**
 * A query for texts that have, for each part, its words one after the other; before a star the last of
 * them may go on. Null when the parts hold no word. Signs between words do not count.
 */
export function textQuery(parts: readonly string[]): TextQuery | null {
  const phrases = parts
    .map((part, at) => phraseOf(part, at < parts.length - 1))
    .filter((phrase) => phrase !== null);
  if (phrases.length === 0) return null;
  return {
    ofSqlite: phrases.map(({ ofSqlite }) => ofSqlite).join(" AND "),
    ofPostgres: phrases.map(({ ofPostgres }) => ofPostgres).join(" & "),
  };
}

function phraseOf(part: string, beforeStar: boolean): TextQuery | null {
  const words = part.match(/[\p{L}\p{M}\p{N}\p{Co}]+/gu);
  if (words === null) return null;
  const goesOn = beforeStar && part.endsWith(words.at(-1) ?? "");
  const lexemes = wordsOf(part).map((word) => `'${word}'`);
  return {
    ofSqlite: `"${words.join(" ")}"${goesOn ? " *" : ""}`,
    ofPostgres: `(${lexemes.join(" <-> ")}${goesOn ? ":*" : ""})`,
  };
}

function matches({ ofSqlite, ofPostgres }: TextQuery): Expression<boolean> {
  return either(
    sql<boolean>`search_text match ${ofSqlite}`,
    sql<boolean>`search_text.text @@ ${ofPostgres}::tsquery`,
  );
}

/**
 * The same of pieces that are found by their numbers. The function behind PostgreSQL's operator is no reason for it to
 * take the index of words, by which it would gather all pieces anew for each row that is asked.
 */
function matchesThere(query: TextQuery): Expression<boolean> {
  return either(
    matches(query),
    sql<boolean>`ts_match_vq(search_text.text, ${query.ofPostgres}::tsquery)`,
  );
}

/** The ids of all pieces of text that a query finds. */
export function piecesFound(query: TextQuery): Expression<number> {
  return sql<number>`select rowid from search_text where ${matches(query)}`;
}

/** True when the piece of text is one that a query finds. */
function pieceFound(id: Expression<unknown>, query: TextQuery): Expression<boolean> {
  return sql<boolean>`((select 1 from search_text where ${matchesThere(query)} and rowid = ${id}
    limit 1) is not null)`;
}

/**
 * True when either piece is one that a query finds. Both belong to one key, so what this key does not have is
 * known after one look instead of two.
 */
export function eitherPieceFound(
  [one, other]: readonly [Expression<unknown>, Expression<unknown>],
  query: TextQuery,
): Expression<boolean> {
  const between = {
    first: either(sql`min(${one}, ${other})`, sql`least(${one}, ${other})`),
    last: either(sql`max(${one}, ${other})`, sql`greatest(${one}, ${other})`),
  };
  return sql<boolean>`(${pieceFoundBetween(between, query)}
    and (${pieceFound(one, query)} or ${pieceFound(other, query)}))`;
}

/** True when one of the pieces between two ids is one that a query finds. */
export function pieceFoundBetween(
  { first, last }: { first: Expression<unknown>; last: Expression<unknown> },
  query: TextQuery,
): Expression<boolean> {
  return sql<boolean>`((select 1 from search_text
    where ${matchesThere(query)} and rowid between ${first} and ${last} limit 1) is not null)`;
}
