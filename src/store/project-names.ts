import { type Expression, type Kysely, type SqlBool, sql } from "kysely";
import { sameText } from "./dialects/texts.ts";
import type { Tables } from "./tables.ts";

/**
 * The numbers of the projects that are named by slug, name, upstream id or our number. A slug that exists means its
 * project only: else somebody's project could be called as another's slug, and show up in what was limited to that.
 */
export async function projectIdsNamed(
  db: Kysely<Tables>,
  names: readonly string[],
): Promise<number[]> {
  if (names.length === 0) return [];
  const slugs = await db
    .selectFrom("projects")
    .where((eb) => isAnyOf(eb.ref("slug"), names))
    .select(["id", "slug"])
    .execute();
  const taken = new Set(slugs.map(({ slug }) => slug.toLowerCase()));
  const others = names.filter((name) => !taken.has(name.toLowerCase()));
  const ids = new Set(slugs.map(({ id }) => id));
  if (others.length === 0) return [...ids];
  const rows = await db
    .selectFrom("projects as p")
    .leftJoin("project_upstreams as u", "u.project_id", "p.id")
    .where((eb) =>
      eb.or([
        isAnyOf(eb.ref("p.name"), others),
        isAnyOf(eb.ref("u.upstream_id"), others),
        eb(eb.cast<string>("p.id", "text"), "in", others),
      ]),
    )
    .select("p.id")
    .distinct()
    .execute();
  for (const { id } of rows) ids.add(id);
  return [...ids];
}

/** Whether a column is one of some texts, in whatever letter case. */
function isAnyOf(column: Expression<string | null>, texts: readonly string[]): Expression<SqlBool> {
  return sql.join<SqlBool>(
    texts.map((text) => sameText(column, text)),
    sql` or `,
  );
}
