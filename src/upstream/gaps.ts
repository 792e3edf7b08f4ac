import { type Backfill, hourOf, hourStart, type UpstreamProject } from "../domain/index.ts";
import type { CheckedHour, GivenBackfill, UpstreamWrite } from "../store/index.ts";
import { oldestFetched } from "./backfill.ts";
import type { Fetching } from "./fetch-events.ts";
import { issuePagesMax, type Span } from "./upstream.ts";

const hourMs = 3_600_000;
const minuteMs = 60_000;
/** An hour is compared when it has been over for so long: what happened in it may come late. */
const settledMs = 5 * minuteMs;
/** The upstream counts by arrival, its lists go by what happened: neighbours are listed a little as well. */
const marginMs = 5 * minuteMs;
/** An hour that could not be filled is tried again after so long, and given up when it is so old. */
const againMs = 6 * hourMs;
const givenUpHours = 48;
const comparedMark = "compared";

export interface GapLimits {
  readonly gapsHoursMax: number;
  readonly retentionDays: number;
}

/** What a comparison found. */
export interface Compared {
  readonly projects: number;
  readonly gaps: number;
}

/** An hour as it compares, and whether it is to be filled now. */
export interface Verdict {
  readonly hour: CheckedHour;
  readonly fill: boolean;
}

/**
 * Compares what the upstream counts in each hour of each project with what was seen here, removed errors
 * included, and starts to fill what is missing. One request where nothing has changed.
 */
export async function compareHours(fetching: Fetching, limits: GapLimits): Promise<Compared> {
  const { upstream, owner, source, now } = fetching;
  const clock = upstream.client.now();
  const to = Math.floor((clock - settledMs) / hourMs) * hourMs;
  const oldest = Math.ceil(oldestFetched(clock, limits.retentionDays) / hourMs) * hourMs;
  const span = { from: Math.max(to - limits.gapsHoursMax * hourMs, oldest), to };
  if (span.from >= span.to) return { projects: 0, gaps: 0 };
  const projects = await projectsToCompare(span, fetching);
  const writes: UpstreamWrite[] = [];
  const backfills: GivenBackfill[] = [];
  for (const project of projects) {
    const hours = await upstream.hours(project, span);
    if (hours === null) continue;
    const verdicts = verdictsFor(project, { hours, span }, fetching);
    writes.push(...verdicts.map(({ hour }) => ({ put: "hour" as const, hour })));
    const gaps = rangesOf(verdicts.filter(({ fill }) => fill).map(({ hour }) => hour));
    backfills.push(...gaps.map((gap) => backfillFor(gap, { project, source: source.slug })));
  }
  writes.push({ put: "mark", source: source.slug, name: comparedMark, value: now() });
  // In one step: an hour said to be filled, with nothing that fills it, would wait for hours.
  await owner.perform({ do: "compared", writes, backfills });
  return { projects: projects.length, gaps: backfills.length };
}

/** Those whose counts are not what they were when all of it was complete. */
async function projectsToCompare(
  span: Span,
  { upstream, reads, source }: Fetching,
): Promise<readonly UpstreamProject[]> {
  const projects = await upstream.projects();
  const checked = Map.groupBy(
    reads.checkedHours(source.slug, hourOf(span.from)),
    ({ project }) => project,
  );
  const isOpen = ({ slug }: UpstreamProject) =>
    (checked.get(slug) ?? []).some(({ state }) => state !== "complete");
  const totals = await upstream.totals(span);
  if (totals !== null) {
    return projects.filter((project) => {
      const before = (checked.get(project.slug) ?? []).reduce(
        (sum, { counted }) => sum + counted,
        0,
      );
      return (totals.get(project.id) ?? 0) !== before || isOpen(project);
    });
  }
  const since = reads.mark(source.slug, comparedMark);
  const active = new Set<string>();
  const from = since === null ? span.from : since - 2 * hourMs;
  let pages = 0;
  for await (const { issues, next } of upstream.issuesSince(from)) {
    for (const { project } of issues) active.add(project.id);
    pages += 1;
    // Which others were active is not known then: all are compared.
    if (pages === issuePagesMax && next !== null) return projects;
  }
  return projects.filter((project) => active.has(project.id) || isOpen(project));
}

function verdictsFor(
  project: UpstreamProject,
  { hours, span }: { hours: ReadonlyMap<number, number>; span: Span },
  { reads, source, now }: Fetching,
): readonly Verdict[] {
  const seen = reads.seenHours(project.slug, span);
  const before = new Map(
    reads
      .checkedHours(source.slug, hourOf(span.from))
      .filter((each) => each.project === project.slug)
      .map((each) => [each.hour, each]),
  );
  const gap = reads.lastGap(source.slug, project.slug);
  const verdicts: Verdict[] = [];
  for (let hour = hourOf(span.from); hour < hourOf(span.to); hour += 1) {
    const counted = hours.get(hour) ?? 0;
    const known = before.get(hour) ?? null;
    if (counted === 0 && known === null) continue;
    const facts = { source: source.slug, project: project.slug, hour, counted, checkedAt: now() };
    verdicts.push(verdictOf(facts, { seen: seen.get(hour) ?? 0, before: known, gap }));
  }
  return verdicts;
}

interface Known {
  readonly seen: number;
  readonly before: CheckedHour | null;
  /** The project's last backfill that filled a gap. */
  readonly gap: Backfill | null;
}

/** What is to be said of an hour, and whether it is to be filled. Pure. */
export function verdictOf(
  facts: Pick<CheckedHour, "source" | "project" | "hour" | "counted" | "checkedAt">,
  { seen, before, gap }: Known,
): Verdict {
  const of = (state: CheckedHour["state"], reason: string | null, fill: boolean): Verdict => ({
    hour: { ...facts, state, reason },
    fill,
  });
  if (seen >= facts.counted) return of("complete", null, false);
  const runs = gap !== null && (gap.state === "waiting" || gap.state === "running");
  if (before?.state === "filling" && runs) return of("filling", null, false);
  // What was counted since it was listed is listed too.
  if (before?.state === "filling" && facts.counted === before.counted) {
    return of("incomplete", whyNot(facts.counted, seen, gap), false);
  }
  if (before?.state !== "incomplete") return of("filling", null, true);
  const age = hourOf(facts.checkedAt) - facts.hour;
  const again = facts.checkedAt - before.checkedAt >= againMs && age < givenUpHours;
  if (facts.counted !== before.counted || again) return of("filling", null, true);
  // The moment of the first verdict stays, so that the next try comes in time.
  const { checkedAt } = before;
  return { hour: { ...facts, state: "incomplete", reason: before.reason, checkedAt }, fill: false };
}

function whyNot(counted: number, seen: number, gap: Backfill | null): string {
  if (gap?.state === "failed") return gap.reason ?? "Fetching failed.";
  if (gap?.state === "stopped") return "Somebody stopped fetching it.";
  return `The upstream counts ${counted} and lists no more than ${seen}: what is left was counted in the hour beside it, deleted there, or removed by its sampling or its retention.`;
}

/** Hours that follow each other are filled together. */
export function rangesOf(hours: readonly CheckedHour[]): readonly (readonly CheckedHour[])[] {
  const ranges: CheckedHour[][] = [];
  for (const each of hours.toSorted((one, other) => one.hour - other.hour)) {
    const last = ranges.at(-1);
    if (last?.at(-1)?.hour === each.hour - 1) last.push(each);
    else ranges.push([each]);
  }
  return ranges;
}

function backfillFor(
  gap: readonly CheckedHour[],
  { project, source }: { project: UpstreamProject; source: string },
): GivenBackfill {
  const [first, last] = [gap[0]?.hour ?? 0, gap.at(-1)?.hour ?? 0];
  return {
    source,
    project,
    why: "gap",
    from: hourStart(first) - marginMs,
    to: hourStart(last + 1) + marginMs,
    expected: gap.reduce((sum, { counted }) => sum + counted, 0),
  };
}
