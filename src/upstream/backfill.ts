import { type Backfill, Failure, type UpstreamProject } from "../domain/index.ts";
import type { BackfillStep, GivenBackfill } from "../store/index.ts";
import { UpstreamFailure } from "./client.ts";
import type { EventFetcher, Fetching } from "./fetch-events.ts";
import type { BackfillAsk } from "./messages.ts";
import { wantedOf } from "./raw.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** Projects of one call. */
const projectsMax = 1000;
/** Issues that were seen since then are compared when the backfill is done. */
export const issuesSinceMark = "issues_since";

/** Starts a backfill for each project of a source. Throws `invalid` for a window that holds nothing. */
export async function startBackfills(
  ask: BackfillAsk,
  fetching: Fetching,
  retentionDays: number,
): Promise<{ ids: readonly number[] }> {
  const { source, upstream, owner } = fetching;
  const projects = wantedOf(await upstream.projects(), ask.projects ?? []);
  if (projects.length === 0) {
    const names = ask.projects?.join(", ") ?? "none";
    throw new Failure("not_found", `The source sees no project of these: ${names}.`);
  }
  const now = upstream.client.now();
  const to = Math.min(ask.until ?? now, now);
  const from = Math.max(ask.since, oldestFetched(now, retentionDays));
  if (from >= to) {
    throw new Failure(
      "invalid",
      "The window is empty: `since` lies behind its end, or before what retention keeps.",
    );
  }
  const expected = await expectedIn(fetching, projects, { from, to });
  const backfills = projects.map((project): GivenBackfill => {
    const count = expected?.get(project.id) ?? (expected === null ? null : 0);
    return { source: source.slug, project, why: "asked", from, to, expected: count };
  });
  const { rows } = await owner.perform({ do: "backfill", backfills, max: projectsMax });
  return { ids: rows };
}

/**
 * What is older would be removed by retention soon after it came, and might be something that it removed
 * already. 0 days: everything is kept.
 */
export function oldestFetched(now: number, retentionDays: number): number {
  return retentionDays === 0 ? 0 : now - retentionDays * dayMs;
}

async function expectedIn(
  { upstream }: Fetching,
  projects: readonly UpstreamProject[],
  { from, to }: { from: number; to: number },
): Promise<ReadonlyMap<string, number> | null> {
  const span = { from: Math.floor(from / hourMs) * hourMs, to };
  try {
    const totals = await upstream.totals(span);
    if (totals !== null) return totals;
    const sums = new Map<string, number>();
    for (const project of projects) {
      const hours = await upstream.hours(project, span);
      if (hours === null) return null;
      sums.set(
        project.id,
        [...hours.values()].reduce((sum, count) => sum + count, 0),
      );
    }
    return sums;
  } catch (thrown) {
    // How much there is to come is good to know, and not needed.
    if (thrown instanceof UpstreamFailure && thrown.kind === "final") return null;
    throw thrown;
  }
}

/**
 * One page of a backfill. What it brought is on the disk and digested before the place is written down, so
 * that after a crash a page may be listed again, and nothing of it is kept twice.
 */
export async function stepBackfill(
  backfill: Backfill,
  fetching: Fetching,
  fetcher: EventFetcher,
): Promise<"goes on" | "ended"> {
  const { upstream, owner, now, source } = fetching;
  const before = upstream.client.requests;
  const { id, project, from, anchor, cursor } = backfill;
  const page = await fetcher.page(project, from, { anchor, cursor });
  const ended = page.next === null || page.next.anchor <= from;
  const step: BackfillStep = {
    id,
    state: ended ? "done" : "running",
    reason: null,
    anchor: page.next?.anchor ?? from,
    cursor: page.next?.cursor ?? null,
    listed: page.listed,
    stored: page.stored,
    requests: upstream.client.requests - before,
  };
  const { slug } = source;
  await owner.perform({
    do: "write",
    writes: [
      { put: "backfillStep", step, at: now() },
      ...(ended && backfill.why === "asked"
        ? [{ put: "mark" as const, source: slug, name: issuesSinceMark, value: from }]
        : []),
    ],
  });
  return ended ? "ended" : "goes on";
}

/** Ends a backfill that cannot go on. */
export async function failBackfill(
  { id, anchor, cursor }: Backfill,
  reason: string,
  { owner, now }: Fetching,
): Promise<void> {
  const none = { listed: 0, stored: 0, requests: 0 };
  const step: BackfillStep = { id, state: "failed", reason, anchor, cursor, ...none };
  await owner.perform({ do: "write", writes: [{ put: "backfillStep", step, at: now() }] });
}
