import type { Level } from "../error.ts";
import type { IssueStatus } from "../issue.ts";
import type { IsValue, MomentField, NumberField, OptionalField, TextField } from "./fields.ts";

/**
 * A text to compare with, upper and lower case alike. A wildcard is the texts between its stars, each star standing
 * for any text: `2.1.*` is ["2.1.", ""].
 */
export type Pattern =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "wildcard"; readonly parts: readonly string[] };

/** True of any one of the values, of which there is at least one. */
export interface TextMatch {
  readonly op: "is";
  readonly values: readonly Pattern[];
}

export interface NumberMatch {
  readonly op: ">" | ">=" | "<" | "<=" | "=";
  readonly value: number;
}

/** From `from` on and before `to`, in milliseconds since 1970; null: without an end. */
export interface MomentMatch {
  readonly from: number | null;
  readonly to: number | null;
  /** As it was written where that was against the present (`-24h`), so that a kept query stays so. */
  readonly relative: string | null;
}

export type Assignee =
  | { readonly who: "none" }
  /** Whoever asks; `name` says who that is. */
  | { readonly who: "me"; readonly name: string }
  | { readonly who: "person"; readonly name: Pattern };

/** One thing to look for. A compiler is a table over `kind`, and over `field` within a kind. */
export type SearchTerm =
  /** A free word or phrase: anywhere in title, message, exception value, culprit, file name. */
  | { readonly kind: "words"; readonly pattern: Pattern }
  | { readonly kind: "text"; readonly field: TextField; readonly match: TextMatch }
  | { readonly kind: "tag"; readonly tag: string; readonly match: TextMatch }
  | { readonly kind: "number"; readonly field: NumberField; readonly match: NumberMatch }
  | { readonly kind: "moment"; readonly field: MomentField; readonly match: MomentMatch }
  | { readonly kind: "level"; readonly values: readonly Level[] }
  | { readonly kind: "status"; readonly values: readonly IssueStatus[] }
  | { readonly kind: "is"; readonly values: readonly IsValue[] }
  | { readonly kind: "assigned"; readonly values: readonly Assignee[] }
  | { readonly kind: "has"; readonly field: OptionalField }
  | { readonly kind: "hasTag"; readonly tag: string };

/** A query as a tree. The parser gives it without needless knots: no `and` within `and`, none with one child. */
export type SearchNode =
  | { readonly kind: "all" }
  | { readonly kind: "and" | "or"; readonly children: readonly SearchNode[] }
  | { readonly kind: "not"; readonly child: SearchNode }
  | { readonly kind: "term"; readonly term: SearchTerm };

export const all: SearchNode = { kind: "all" };

export function leaf(term: SearchTerm): SearchNode {
  return { kind: "term", term };
}

export function not(child: SearchNode): SearchNode {
  return child.kind === "not" ? child.child : { kind: "not", child };
}

/** What everything fulfils adds nothing. */
export function and(children: readonly SearchNode[]): SearchNode {
  const flat = flattened("and", children).filter(({ kind }) => kind !== "all");
  return flat.length > 1 ? { kind: "and", children: flat } : (flat[0] ?? all);
}

export function or(children: readonly SearchNode[]): SearchNode {
  const flat = flattened("or", children);
  return flat.length > 1 ? { kind: "or", children: flat } : (flat[0] ?? all);
}

function flattened(kind: "and" | "or", children: readonly SearchNode[]): readonly SearchNode[] {
  return children.flatMap((child) => (child.kind === kind ? child.children : [child]));
}
