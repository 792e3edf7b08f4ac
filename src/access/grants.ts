import { accessLevelOf, type Grant, reaches } from "../domain/index.ts";
import type { AccountRow } from "../store/index.ts";

/** What an account may. */
export function grantOf({ role, projects }: Pick<AccountRow, "role" | "projects">): Grant {
  return { level: accessLevelOf(role), projects };
}

/** What both of two grants allow. */
export function narrowed(one: Grant, other: Grant): Grant {
  const level = reaches(one.level, other.level) ? other.level : one.level;
  if (one.projects === null) return { level, projects: other.projects };
  if (other.projects === null) return { level, projects: one.projects };
  const within = new Set(other.projects);
  return { level, projects: one.projects.filter((slug) => within.has(slug)) };
}
