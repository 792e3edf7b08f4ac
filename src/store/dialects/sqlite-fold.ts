import type { DatabaseSync } from "node:sqlite";
import { type RawBuilder, sql } from "kysely";

// SQLite's LIKE knows the case of the letters A to Z only. What is to be compared in any script is brought
// into one case first, by a function that a connection must have been taught.

/** A text in one case. Capitals, since `ς` and `σ`, or `ß` and `ss`, differ in small letters only. */
function fold(text: string): string {
  return text.toUpperCase();
}

/** Teaches a connection the function that `likeInAnyCase` asks for. */
export function teachFolding(db: DatabaseSync): void {
  db.function("folded", { deterministic: true }, (text) =>
    typeof text === "string" ? fold(text) : text,
  );
}

/** True when a text is like a pattern (`%`, `_`, escaped by `\`), in upper or lower case of any script. */
export function likeInAnyCase(text: RawBuilder<unknown>, pattern: string): RawBuilder<boolean> {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with control characters.
  const isAscii = /^[\x00-\x7f]*$/.test(pattern);
  return isAscii
    ? sql<boolean>`${text} like ${pattern} escape '\\'`
    : sql<boolean>`folded(${text}) like ${fold(pattern)} escape '\\'`;
}
