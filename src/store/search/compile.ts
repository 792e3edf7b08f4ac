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
      return allOf(await compileEach(node.children, of));
    case "or":
      return anyOf(await compileEach(node.children, of));
    case "not": {
      const condition = await compileSearch(node.child, of);
      // What is not known does not have the value either.
      return sql<boolean>`not coalesce(${condition}, 0)`;
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
