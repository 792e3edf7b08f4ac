import { type Kysely, sql } from "kysely";
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
  const bySlug = sql<{ id: number; slug: string }>`select id, slug from projects
    where slug collate nocase in (${sql.join(names)})`;
  const { rows: slugs } = await bySlug.execute(db);
  const taken = new Set(slugs.map(({ slug }) => slug.toLowerCase()));
  const others = names.filter((name) => !taken.has(name.toLowerCase()));
  const ids = new Set(slugs.map(({ id }) => id));
  if (others.length === 0) return [...ids];
  const given = sql.join(others);
  const { rows } = await sql<{ id: number }>`select distinct p.id from projects p
    left join project_upstreams u on u.project_id = p.id
    where p.name collate nocase in (${given}) or u.upstream_id collate nocase in (${given})
      or cast(p.id as text) in (${given})`.execute(db);
  for (const { id } of rows) ids.add(id);
  return [...ids];
}
