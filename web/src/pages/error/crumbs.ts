import type { Breadcrumb } from "./error.ts";

/** What somebody wants to see of the breadcrumbs; empty: everything. */
export interface CrumbFilter {
  readonly text: string;
  readonly level: string;
  readonly category: string;
}

/** The breadcrumbs that pass a filter, the last one first, each with its place. */
export function passing(
  crumbs: readonly Breadcrumb[],
  { text, level, category }: CrumbFilter,
): readonly (readonly [at: number, crumb: Breadcrumb])[] {
  const wanted = text.trim().toLowerCase();
  return [...crumbs.entries()].reverse().filter(([, crumb]) => {
    if (level !== "" && levelOf(crumb) !== level) return false;
    if (category !== "" && categoryOf(crumb) !== category) return false;
    return wanted === "" || JSON.stringify(crumb).toLowerCase().includes(wanted);
  });
}

/** Senders leave the usual level out. */
export function levelOf({ level }: Breadcrumb): string {
  return level ?? "info";
}

export function categoryOf({ category, type }: Breadcrumb): string {
  return category ?? type ?? "default";
}

/** The different values, by name. */
export function valuesOf(
  crumbs: readonly Breadcrumb[],
  of: (crumb: Breadcrumb) => string,
): readonly string[] {
  return [...new Set(crumbs.map(of))].sort();
}
