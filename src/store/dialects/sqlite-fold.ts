import type { DatabaseSync } from "node:sqlite";

// SQLite's LIKE knows the case of the letters A to Z only. What is to be compared in any script is brought
// into one case first, by a function that a connection must have been taught.

/** A text in one case. Capitals, since `ς` and `σ`, or `ß` and `ss`, differ in small letters only. */
export function fold(text: string): string {
  return text.toUpperCase();
}

/** Teaches a connection the function that `likeInAnyCase` (texts.ts) asks for. */
export function teachFolding(db: DatabaseSync): void {
  db.function("folded", { deterministic: true }, (text) =>
    typeof text === "string" ? fold(text) : text,
  );
}
