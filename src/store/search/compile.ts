import { sql } from "kysely";
import type { SearchNode, SearchTerm } from "../../domain/index.ts";
import { allOf, always, anyOf, type Condition } from "./patterns.ts";

/** Compiles one term; the tables of `issue-terms.ts` and `error-terms.ts`. */
export type TermCompiler = (term: SearchTerm) => Promise<Condition>;

/** A query as a condition of SQL. `of` says what each of its terms means. */
export async function compileSearch(node: SearchNode, of: TermCompiler): Promise<Condition> {
  switch (node.kind) {
    case "all":
      return always;
    case "and":
      return allOf(await compileEach(cheapFirst(node.children), of));
    case "or":
      return anyOf(await compileEach(cheapFirst(node.children), of));
    case "not": {
      const condition = await compileSearch(node.child, of);
      // What is not known does not have the value either.
      return sql<boolean>`not coalesce(${condition}, false)`;
    }
    case "term":
      return of(node.term);
  }
}

async function compileEach(
  nodes: readonly SearchNode[],
  of: TermCompiler,
): Promise<readonly Condition[]> {
  const conditions: Condition[] = [];
  for (const node of nodes) conditions.push(await compileSearch(node, of));
  return conditions;
}

/** In the order in which they are best asked: what decides without a look into an index comes first. */
function cheapFirst(nodes: readonly SearchNode[]): readonly SearchNode[] {
  return nodes.toSorted((one, other) => costOf(one) - costOf(other));
}

function costOf(node: SearchNode): number {
  switch (node.kind) {
    case "all":
      return 0;
    case "and":
    case "or":
      return Math.max(...node.children.map(costOf));
    case "not":
      return costOf(node.child);
    case "term":
      return termCosts[node.term.kind];
  }
}

const termCosts: Readonly<Record<SearchTerm["kind"], number>> = {
  number: 1,
  moment: 1,
  level: 1,
  status: 1,
  is: 1,
  assigned: 1,
  has: 2,
  hasTag: 2,
  tag: 2,
  text: 3,
  words: 4,
};
