import type { UpstreamProject } from "../domain/index.ts";
import type { SeenIssue, UpstreamWrite } from "../store/index.ts";
import type { EventFetcher, Fetching } from "./fetch-events.ts";
import { isPowerOfTwo, type ListingPlace, leadsBack } from "./listing.ts";
import { issuePagesMax, type ListedIssue } from "./upstream.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Events arrive late and clocks differ: what was asked for is asked for again for so long. */
const overlapMs = 5 * minuteMs;
/** A first look goes back so far; whatever is older is a matter of the gap finder or of a backfill. */
const firstLookMs = dayMs;
/** Pages of one project in one look; the rest becomes a backfill, which goes on where it stopped. */
const pagesMax = 20;
const pulledMark = "pulled";

/** A look at issues that has more to go through than one turn takes. */
export interface Look {
  readonly since: number;
  /** By the upstream's clock: what is seen later is a matter of the next look. */
  readonly begunAt: number;
  /** Where the list of issues goes on; null: at its beginning. */
  readonly cursor: string | null;
  /** The projects whose new events it has listed. */
  readonly projects: ReadonlySet<string>;
  readonly turns: number;
  /** A cursor it was at, renewed after 1, 2, 4, 8 … turns: by it a list without an end is found. */
  readonly milestone: string | null;
}

/** What a turn of a look brought. */
export interface Pulled {
  readonly stored: number;
  /** Null: the look is done. It is not before everything that was seen since was gone through. */
  readonly rest: Look | null;
}

/** An issue with what changed of it since it was listed last. */
interface ChangedIssue {
  readonly issue: ListedIssue;
  readonly state: "first" | "changed" | "same";
}

/**
 * Asks for what is new: one request when nothing is. Issues that were seen since tell which projects have new
 * events; those are listed from the moment of the last look on. After a crash a look begins anew, from the
 * same moment.
 */
export async function pull(
  fetching: Fetching,
  fetcher: EventFetcher,
  rest: Look | null,
): Promise<Pulled> {
  const { upstream, reads, source, owner } = fetching;
  const now = upstream.client.now();
  const pulled = reads.mark(source.slug, pulledMark) ?? now - firstLookMs;
  const look = rest ?? lookSince(pulled - overlapMs, now);
  const { changed, next } = await changedSince(look, fetching);
  const projects = new Map(changed.map(({ issue }) => [issue.project.id, issue.project]));
  let stored = 0;
  for (const [id, project] of projects) {
    if (look.projects.has(id)) continue;
    const window = { from: look.since, to: now + minuteMs };
    stored += await listNew(project, window, { fetching, fetcher });
  }
  await takeOverStates(changed, fetching, fetcher);
  const { begunAt } = look;
  const mark = { put: "mark", source: source.slug, name: pulledMark, value: begunAt } as const;
  const writes = [...seenWrites(source.slug, changed), ...(next === null ? [mark] : [])];
  await owner.perform({ do: "write", writes });
  return { stored, rest: restOf(look, next, [...projects.keys()]) };
}

/** Takes over the states of issues that were seen since a moment, without their events. */
export async function syncIssues(
  since: number,
  rest: Look | null,
  { fetching, fetcher }: { fetching: Fetching; fetcher: EventFetcher },
): Promise<Look | null> {
  const { upstream, source, owner } = fetching;
  const look = rest?.since === since ? rest : lookSince(since, upstream.client.now());
  const { changed, next } = await changedSince(look, fetching);
  await takeOverStates(changed, fetching, fetcher);
  await owner.perform({ do: "write", writes: seenWrites(source.slug, changed) });
  return restOf(look, next, []);
}

function lookSince(since: number, begunAt: number): Look {
  return { since, begunAt, cursor: null, projects: new Set(), turns: 0, milestone: null };
}

/** Throws a final failure for a list that leads back to where it was. */
function restOf(look: Look, cursor: string | null, projects: readonly string[]): Look | null {
  if (cursor === null) return null;
  if (cursor === look.milestone) throw leadsBack();
  const turns = look.turns + 1;
  const milestone = isPowerOfTwo(turns) ? cursor : look.milestone;
  return {
    ...look,
    cursor,
    projects: new Set([...look.projects, ...projects]),
    turns,
    milestone,
  };
}

async function changedSince(
  { since, cursor }: Look,
  { upstream, reads, source }: Fetching,
): Promise<{ changed: readonly ChangedIssue[]; next: string | null }> {
  const changed: ChangedIssue[] = [];
  let pages = 0;
  for await (const { issues, next } of upstream.issuesSince(since, cursor)) {
    const ids = issues.map(({ id }) => id);
    const before = reads.seenIssues(source.slug, ids);
    for (const issue of issues) {
      const state = changeOf(issue, before.get(issue.id));
      if (state !== null) changed.push({ issue, state });
    }
    pages += 1;
    if (pages === issuePagesMax) return { changed, next };
  }
  return { changed, next: null };
}

/** Null: nothing. */
function changeOf(issue: ListedIssue, before: SeenIssue | undefined): ChangedIssue["state"] | null {
  if (before === undefined) return "first";
  if (before.state !== issue.state) return "changed";
  return before.count !== issue.count || before.lastSeen !== issue.lastSeen ? "same" : null;
}

async function listNew(
  project: UpstreamProject,
  { from, to }: { from: number; to: number },
  { fetching, fetcher }: { fetching: Fetching; fetcher: EventFetcher },
): Promise<number> {
  let place: ListingPlace | null = { anchor: to, cursor: null };
  let stored = 0;
  for (let pages = 0; pages < pagesMax; pages += 1) {
    const page = await fetcher.page(project, from, place);
    stored += page.stored;
    place = page.next;
    if (place === null || place.anchor <= from) return stored;
  }
  const rest = { source: fetching.source.slug, project, why: "gap" as const, expected: null };
  const backfills = [{ ...rest, from, to: place.anchor }];
  await fetching.owner.perform({ do: "backfill", backfills, max: 1 });
  return stored;
}

/**
 * Takes over what changed of an issue that is known here. What is told of it for the first time counts from
 * when the issue was seen last, so that it undoes nothing that somebody did here since.
 */
async function takeOverStates(
  changed: readonly ChangedIssue[],
  { upstream, reads, source }: Fetching,
  fetcher: EventFetcher,
): Promise<void> {
  for (const { issue, state } of changed) {
    if (state === "same" || reads.lastSeen(source.slug, issue.id) === null) continue;
    const at = state === "first" ? issue.lastSeen : upstream.client.now();
    await fetcher.keepIssue(issue, at);
  }
}

function seenWrites(source: string, changed: readonly ChangedIssue[]): UpstreamWrite[] {
  return changed.map(({ issue: { id: upstreamId, state, count, lastSeen } }) => ({
    put: "issue",
    source,
    issue: { upstreamId, state, count, lastSeen },
  }));
}
