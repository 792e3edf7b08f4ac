import type { OutboxJob, Source, UpstreamChange, WriteBackPayload } from "../domain/index.ts";
import type { WrittenBack } from "../manage/index.ts";
import type { OwnIssue } from "../store/index.ts";
import { contentKeyOfComment } from "../wire/index.ts";
import type { JobEnd } from "./enrich.ts";
import type { EventFetcher, Fetching } from "./fetch-events.ts";
import { recordIn, textIn } from "./raw.ts";
import type { ListedIssue } from "./upstream.ts";

/** What was written after a change may bear a time so much earlier. */
const clockMs = 2000;

/** Does upstream what somebody did here, unless somebody did something else there since. */
export async function writeBack(
  job: OutboxJob,
  payload: WriteBackPayload,
  fetching: Fetching,
  fetcher: EventFetcher,
): Promise<JobEnd> {
  const { source, upstream } = fetching;
  const { change, upstreamIssueId } = payload;
  const tell = teller(payload, fetching);
  const hindered = hindranceHere(payload, fetching);
  if (hindered !== null) return hindered;
  if (modeNow(fetching) === "dry") {
    await tell("would_write_back", `would be ${inWords(change)} upstream (dry run)`);
    return { state: "done", reason: "Dry run: nothing was written." };
  }
  const settled = await settledThere(payload, fetching, fetcher);
  // While it was looked at, somebody here may have changed his mind.
  const end = settled ?? hindranceHere(payload, fetching);
  if (end !== null) return end;
  const id = await upstream.write({ issueId: upstreamIssueId, change });
  const isKnown = id !== null && source.kind === "sentry";
  const contentKey = isKnown ? contentKeyOfComment(id, source.slug) : null;
  await tell("written_back", `${inWords(change)} upstream`, contentKey);
  return { state: "done", reason: job.attempts > 0 ? `After ${job.attempts + 1} tries.` : null };
}

/**
 * How changes are written back at this moment. What this source was when the work on it began may be older
 * than the switch that let the change be noted.
 */
function modeNow({ source, reads }: Fetching): Source["writeBack"] {
  return reads.sources().find(({ slug }) => slug === source.slug)?.writeBack ?? "off";
}

/** Why there is nothing to write, as things are here; null: there is. */
function hindranceHere(payload: WriteBackPayload, fetching: Fetching): JobEnd | null {
  if (modeNow(fetching) === "off") {
    return { state: "failed", reason: "Writing back was switched off." };
  }
  const own = fetching.reads.ownIssue(payload.issueId);
  if (own === null) return { state: "failed", reason: "The issue is gone." };
  return isOvertaken(own, payload)
    ? { state: "done", reason: "Something was done here since." }
    : null;
}

/** How it ended, where it is so there already or was changed there later; null: it is to be written. */
async function settledThere(
  payload: WriteBackPayload,
  fetching: Fetching,
  fetcher: EventFetcher,
): Promise<JobEnd | null> {
  const { upstream, reads } = fetching;
  const { issueId, upstreamIssueId, change, at } = payload;
  const there = await upstream.issue(upstreamIssueId);
  if (isSo(there, change)) return { state: "done", reason: "It was so already." };
  const changedAt = upstream.changedAt(there, change);
  const skew = upstream.client.skewMs ?? 0;
  // What was written from here since is no doing of others.
  const ours = Math.max(at, reads.lastWritten(issueId) ?? 0);
  if (changedAt !== null && changedAt - skew > ours) {
    const summary = `not ${inWords(change)} upstream: it was changed there later, which counts`;
    await teller(payload, fetching)("conflict", summary);
    await fetcher.keepIssue(there, changedAt);
    return { state: "done", reason: "It was changed there later, which counts." };
  }
  if (change.to !== "commented") return null;
  // An earlier try may have done it and not heard so, or was cut off before its end was written down.
  const isThere = await upstream.hasComment(upstreamIssueId, change.text, at + skew - clockMs);
  return isThere ? { state: "done", reason: "It was there already." } : null;
}

/** Tells in the issue's timeline that a change was not written. */
export async function tellNotWritten(
  payload: WriteBackPayload,
  reason: string,
  fetching: Fetching,
): Promise<void> {
  const tell = teller(payload, fetching);
  await tell("not_written_back", `not ${inWords(payload.change)} upstream: ${reason}`);
}

function teller({ issueId, actor, change }: WriteBackPayload, { owner }: Fetching) {
  return async (
    action: WrittenBack["action"],
    summary: string,
    contentKey: string | null = null,
  ): Promise<void> => {
    const told = { issueId, action, summary, detail: { actor, change }, contentKey };
    await owner.perform({ do: "tell", told });
  };
}

/** Whether the same part of the issue was changed here once more: then that is written instead. */
function isOvertaken(own: OwnIssue, { change, at }: WriteBackPayload): boolean {
  switch (change.to) {
    case "commented":
      return false;
    case "assigned":
      return own.assignedAt > at || own.assignee !== change.assignee;
    default:
      return own.stateAt > at || own.status !== change.to;
  }
}

function isSo({ data }: ListedIssue, change: UpstreamChange): boolean {
  const status = data["is_resolved"] === true ? "resolved" : textIn(data["status"]);
  switch (change.to) {
    case "commented":
      return false;
    case "assigned": {
      const { name, email } = recordIn(data["assignedTo"]);
      if (change.assignee === null) return name === undefined && email === undefined;
      return [name, email].includes(change.assignee);
    }
    case "resolved":
      return status === "resolved" && change.release === null;
    case "archived":
      return status === "ignored";
    case "unresolved":
      return status === "unresolved";
  }
}

function inWords(change: UpstreamChange): string {
  switch (change.to) {
    case "assigned":
      return change.assignee === null ? "unassigned" : `assigned to ${change.assignee}`;
    case "unresolved":
      return "reopened";
    default:
      return change.to;
  }
}
