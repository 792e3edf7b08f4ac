import type { UpstreamProject } from "../domain/index.ts";
import type { UpstreamWrite } from "../store/index.ts";
import type { EventFetcher, Fetching } from "./fetch-events.ts";
import type { ListingPlace } from "./listing.ts";
import type { ListedIssue } from "./upstream.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Events arrive late and clocks differ: what was asked for is asked for again for so long. */
const overlapMs = 5 * minuteMs;
/** A first look goes back so far; whatever is older is a matter of the gap finder or of a backfill. */
const firstLookMs = dayMs;
/** Pages of one project in one look; the rest becomes a backfill, which goes on where it stopped. */
const pagesMax = 20;
const pulledMark = "pulled";

/** What a look for what is new brought. */
export interface Pulled {
  readonly stored: number;
  readonly projects: number;
}

/** An issue with what changed of it since it was listed last. */
interface ChangedIssue {
  readonly issue: ListedIssue;
  readonly state: "first" | "changed" | "same";
}

/**
 * Asks for what is new: one request when nothing is. Issues that were seen since tell which projects have new
 * events; those are listed from the moment of the last look on.
 */
export async function pull(fetching: Fetching, fetcher: EventFetcher): Promise<Pulled> {
  const { upstream, reads, source, owner } = fetching;
  const now = upstream.client.now();
  const since = (reads.mark(source.slug, pulledMark) ?? now - firstLookMs) - overlapMs;
  const changed = await changedSince(since, fetching);
  const projects = new Map(changed.map(({ issue }) => [issue.project.id, issue.project]));
  let stored = 0;
  for (const project of projects.values()) {
    stored += await listNew(project, { from: since, to: now + minuteMs }, { fetching, fetcher });
  }
  await takeOverStates(changed, fetching, fetcher);
  const mark = { put: "mark", source: source.slug, name: pulledMark, value: now } as const;
  await owner.perform({ do: "write", writes: [...seenWrites(source.slug, changed), mark] });
  return { stored, projects: projects.size };
}

/** Takes over the states of issues that were seen since a moment, without their events. */
export async function syncIssues(
  since: number,
  fetching: Fetching,
  fetcher: EventFetcher,
): Promise<void> {
  const changed = await changedSince(since, fetching);
  await takeOverStates(changed, fetching, fetcher);
  const writes = seenWrites(fetching.source.slug, changed);
  await fetching.owner.perform({ do: "write", writes });
}

async function changedSince(since: number, fetching: Fetching): Promise<readonly ChangedIssue[]> {
  const { upstream, reads, source } = fetching;
  const changed: ChangedIssue[] = [];
  for await (const issue of upstream.issuesSince(since)) {
    const before = reads.seenIssues(source.slug, [issue.id]).get(issue.id);
    if (before === undefined) {
      changed.push({ issue, state: "first" });
    } else if (before.state !== issue.state) {
      changed.push({ issue, state: "changed" });
    } else if (before.count !== issue.count || before.lastSeen !== issue.lastSeen) {
      changed.push({ issue, state: "same" });
    }
  }
  return changed;
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
