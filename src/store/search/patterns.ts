import { type Expression, sql } from "kysely";
import type { Pattern } from "../../domain/index.ts";
import { numbersOf } from "../dialects/lists.ts";
import { unindexed } from "../dialects/plans.ts";
import { likeInAnyCase, sameText, textLike } from "../dialects/texts.ts";

/** A true or false part of a query. */
export type Condition = Expression<boolean>;

export const never: Condition = sql<boolean>`false`;
export const always: Condition = sql<boolean>`true`;

/** True when any of the conditions is. */
export function anyOf(conditions: readonly Condition[]): Condition {
  if (conditions.length === 0) return never;
  return sql<boolean>`(${sql.join(conditions, sql` or `)})`;
}

/** True when all of the conditions are. */
export function allOf(conditions: readonly Condition[]): Condition {
  if (conditions.length === 0) return always;
  return sql<boolean>`(${sql.join(conditions, sql` and `)})`;
}

/** True when a text is what the pattern says, in upper or lower case of the letters A to Z. */
export function textIs(column: Expression<unknown>, pattern: Pattern): Condition {
  if (pattern.kind === "literal") {
    return sameText(column, pattern.text);
  }
  return textLike(column, pattern.parts.map(escapeLike).join("%"));
}

/**
 * True when the pattern's text stands anywhere in another; one with a star must fit the whole. In upper or
 * lower case of any script, for which no index is of use.
 */
export function textHas(column: Expression<unknown>, pattern: Pattern): Condition {
  const parts = pattern.kind === "literal" ? ["", pattern.text, ""] : pattern.parts;
  return likeInAnyCase(column, parts.map(escapeLike).join("%"));
}

/** More than this are looked up in a walk, not walked to. */
const walkedToMax = 1000;

/** True when an id is one of a list, however long: it is one parameter. */
export function idIn(id: Expression<unknown>, ids: readonly number[]): Condition {
  if (ids.length === 0) return never;
  const list = numbersOf(ids);
  return ids.length > walkedToMax
    ? sql<boolean>`${unindexed(id)} in ${list}`
    : sql<boolean>`${id} in ${list}`;
}

/** The texts of a pattern between its stars. */
export function partsOf(pattern: Pattern): readonly string[] {
  return pattern.kind === "literal" ? [pattern.text] : pattern.parts;
}

/** The same pattern behind another text: `42` becomes `id:42`. */
export function behind(prefix: string, pattern: Pattern): Pattern {
  if (pattern.kind === "literal") return { kind: "literal", text: prefix + pattern.text };
  const [first = "", ...rest] = pattern.parts;
  return { kind: "wildcard", parts: [prefix + first, ...rest] };
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
