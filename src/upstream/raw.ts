import type { UpstreamProject } from "../domain/index.ts";
import { UpstreamFailure } from "./client.ts";
import type { Raw } from "./upstream.ts";

// What comes from an upstream is believed in nothing but its shape, and that is looked at.

export function recordIn(value: unknown): Raw {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Raw) : {};
}

/** The records of a list. Throws a failure that passes where there is no list. */
export function listIn(value: unknown): readonly Raw[] {
  if (!Array.isArray(value))
    throw new UpstreamFailure("retry", "A list was asked for, and none came.");
  return value.map(recordIn);
}

export function textIn(value: unknown): string | null {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : null;
}

/** Numbers come as text too. */
export function numberIn(value: unknown): number | null {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

/** Milliseconds since 1970 of a time in ISO 8601; null where it is none. */
export function timeIn(value: unknown): number | null {
  if (typeof value !== "string") return null;
  // A time without a zone is in UTC: so do all of them write.
  const text = /(Z|[+-]\d\d:?\d\d)$/i.test(value) ? value : `${value}Z`;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

export function projectIn(value: unknown): UpstreamProject | null {
  const { id, slug, name } = recordIn(value);
  const known = { id: textIn(id), slug: textIn(slug), name: textIn(name) };
  if (known.id === null || known.slug === null) return null;
  return { id: known.id, slug: known.slug, name: known.name };
}

/** ISO 8601 in UTC, without the zone, which old servers do not read. */
export function isoPlain(at: number): string {
  return new Date(at).toISOString().slice(0, -1);
}

const hourMs = 3_600_000;

/** `{intervals, groups: [{series}]}` of the statistics, by hours since 1970: groups are summed. */
export function seriesIn(body: unknown, field: string): ReadonlyMap<number, number> {
  const { intervals, groups } = recordIn(body);
  const counts = new Map<number, number>();
  if (!Array.isArray(intervals) || !Array.isArray(groups)) return counts;
  for (const group of groups) {
    const series = recordIn(recordIn(group)["series"])[field];
    if (!Array.isArray(series)) continue;
    intervals.forEach((interval, at) => {
      const start = timeIn(interval);
      if (start === null) return;
      const hour = Math.floor(start / hourMs);
      counts.set(hour, (counts.get(hour) ?? 0) + (numberIn(series[at]) ?? 0));
    });
  }
  return counts;
}

/** Projects that are wanted: all, or those named by slug or id. */
export function wantedOf(
  projects: readonly UpstreamProject[],
  wanted: readonly string[],
): readonly UpstreamProject[] {
  if (wanted.length === 0) return projects;
  const names = new Set(wanted.map((name) => name.toLowerCase()));
  return projects.filter(({ id, slug, name }) =>
    [id, slug, name ?? slug].some((each) => names.has(each.toLowerCase())),
  );
}
