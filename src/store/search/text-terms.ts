import type { RawBuilder } from "kysely";
import type { Pattern } from "../../domain/index.ts";
import type { SearchLookups } from "./lookups.ts";
import { anyOf, behind, type Condition, textIs } from "./patterns.ts";

// What terms about issues and terms about errors have in common.

/** What a text field's values mean as a condition. */
export type TextTerm = (
  lookups: SearchLookups,
  patterns: readonly Pattern[],
) => Condition | Promise<Condition>;

/** A field that is a column. */
export const column =
  (name: RawBuilder<unknown>, compare = textIs): TextTerm =>
  (_lookups, patterns) =>
    anyOf(patterns.map((pattern) => compare(name, pattern)));

/** The kinds of identity in the tag of a user: `id:42`, `email:a@b.c` … */
export const userKinds = ["id", "email", "username", "ip"] as const;
export type UserKind = (typeof userKinds)[number];

/** The values that the tag of a user may have for each of the kinds. */
export function userPatterns(
  kinds: readonly UserKind[],
  patterns: readonly Pattern[],
): readonly Pattern[] {
  return kinds.flatMap((kind) => patterns.map((pattern) => behind(`${kind}:`, pattern)));
}
