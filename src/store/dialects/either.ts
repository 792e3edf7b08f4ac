import { type Expression, type OperationNode, PostgresQueryCompiler, type RawNode } from "kysely";
import { withoutNul } from "./postgres-text.ts";

/** What the other database says instead of a piece of SQL. */
const onPostgres = new WeakMap<OperationNode, OperationNode>();

/** A piece of SQL that the databases say differently; each compiler takes its own. */
export function either<T>(ofSqlite: Expression<T>, ofPostgres: Expression<T>): Expression<T> {
  const node = ofSqlite.toOperationNode();
  onPostgres.set(node, ofPostgres.toOperationNode());
  return { expressionType: undefined, toOperationNode: () => node };
}

/** Compiles for PostgreSQL, with its own pieces in their places. */
export class EitherPostgresCompiler extends PostgresQueryCompiler {
  /** PostgreSQL keeps no U+0000: what is asked with one is not there. */
  protected override appendValue(parameter: unknown): void {
    super.appendValue(withoutNul(parameter));
  }

  /** A list that may be empty is written as `in ()`, which only SQLite takes. */
  override compileQuery(...query: Parameters<PostgresQueryCompiler["compileQuery"]>) {
    const compiled = super.compileQuery(...query);
    const text = compiled.sql
      .replace(/\bnot in \(\s*\)/g, "<> all ('{}')")
      .replace(/\bin \(\s*\)/g, "= any ('{}')");
    return { ...compiled, sql: text };
  }

  protected override visitRaw(node: RawNode): void {
    const own = onPostgres.get(node);
    if (own === undefined) super.visitRaw(node);
    else this.visitNode(own);
  }
}
