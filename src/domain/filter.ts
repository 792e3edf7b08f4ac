import { type ProjectRef, projectMatches } from "./project.ts";

/** SENTRY_FILTER_BY_PROJECT, SENTRY_PROJECT and SENTRY_ORGANIZATION as one rule. */
export interface ProjectFilter {
  readonly enabled: boolean;
  /** Slugs, names or numeric ids; at least one where the filter is enabled. */
  readonly projects: readonly string[];
  /** Slug or numeric id; null: organizations are not compared. */
  readonly organization: string | null;
}

/** True when one of several names of the same project is wanted. */
export function wantsProject(filter: ProjectFilter, names: readonly ProjectRef[]): boolean {
  return filter.projects.some((wanted) => names.some((ref) => projectMatches(ref, wanted)));
}

/**
 * True when the payload names organizations and ours is not among them. A number can only be compared
 * with a number and a slug with a slug: Sentry sends the one or the other.
 */
export function isForeignOrganization(filter: ProjectFilter, named: readonly string[]): boolean {
  const wanted = filter.organization?.toLowerCase();
  if (wanted === undefined) return false;
  const comparable = named.filter((each) => isNumber(each) === isNumber(wanted));
  return comparable.length > 0 && !comparable.some((each) => each.toLowerCase() === wanted);
}

function isNumber(text: string): boolean {
  return /^\d+$/.test(text);
}
