import {
  type Actor,
  type ErrorFacts,
  type IssueState,
  type IssueStateChange,
  newIssueState,
  shortIdOf,
  standingOf,
  type UpstreamIssue,
  upstreamKey,
} from "../../domain/index.ts";
import { type Doing, happen, join } from "../../manage/index.ts";
import { type IssueEntry, type KeyEntry, newIssue, type ProjectEntry } from "../../store/index.ts";
import type { RecordContext } from "./context.ts";

/** A key and the issue that it leads to. */
export interface Home {
  readonly key: KeyEntry;
  readonly issue: IssueEntry;
}

/** What a new issue starts with. */
interface FirstSight {
  readonly facts: Pick<ErrorFacts, "title" | "culprit" | "level" | "platform" | "release">;
  readonly upstream: UpstreamIssue | null;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** The issue that a key leads to in a project, or null. */
export function findHome(
  { ledger }: RecordContext,
  project: ProjectEntry,
  key: string,
): Home | null {
  const entry = ledger.key(project.id, key);
  const issue = entry === null ? null : ledger.issue(entry.issueId);
  return entry === null || issue === null ? null : { key: entry, issue };
}

/** Makes an issue with its first key. */
export function openHome(
  context: RecordContext,
  project: ProjectEntry,
  key: string,
  { facts, upstream, at }: FirstSight,
): Home {
  const { ledger, delivery } = context;
  const number = ledger.projects.takeIssueNumber(project);
  const shortId = shortIdOf(project.slug, number);
  const title = context.scrub.text(upstream?.title ?? facts.title);
  const issue = ledger.createIssue({
    ...newIssue({ projectId: project.id, number, shortId, title, seenAt: at }),
    culprit: upstream?.culprit ?? facts.culprit,
    level: upstream?.level ?? facts.level,
    platform: upstream?.platform ?? facts.platform,
    state: stateOf(upstream),
    firstRelease: facts.release,
    lastRelease: facts.release,
    upstreamSource: upstream === null ? null : delivery.source,
    upstreamId: upstream?.upstreamId ?? null,
    upstreamShortId: upstream?.shortId ?? null,
    permalink: upstream?.permalink ?? null,
  });
  if (upstream !== null) claimTimeline(context, issue, upstream.upstreamId);
  ledger.tally.countProject({ projectId: project.id, timestamp: at }, "new", "", 1);
  tellOfIssue(context, issue, "created");
  return { issue, key: ledger.createKey(key, issue) };
}

/** The state in which an upstream shows its issue. Whatever it reports later is newer. */
function stateOf(upstream: UpstreamIssue | null): IssueState {
  if (upstream === null || upstream.status === null) {
    return { ...newIssueState, assignee: upstream?.assignee ?? null };
  }
  const { status, substatus, assignee } = upstream;
  const standing = standingOf({ status, substatus, resolution: null, archive: null });
  return { ...newIssueState, ...standing, assignee };
}

function tellOfIssue({ ledger }: RecordContext, issue: IssueEntry, action: string): void {
  const { id: issueId, projectId } = issue;
  ledger.changes.push({ kind: "issue", projectId, issueId, errorId: null, data: { action } });
}

/** Takes over what the upstream says of an issue that is known. */
export function learnIssue(
  { ledger, scrub }: RecordContext,
  issue: IssueEntry,
  upstream: UpstreamIssue,
): void {
  issue.title = upstream.title === null ? issue.title : scrub.text(upstream.title);
  issue.culprit = upstream.culprit ?? issue.culprit;
  issue.level = upstream.level ?? issue.level;
  issue.platform = upstream.platform ?? issue.platform;
  issue.upstreamShortId = upstream.shortId ?? issue.upstreamShortId;
  issue.permalink = upstream.permalink ?? issue.permalink;
  ledger.touchIssue(issue);
}

/**
 * Applies a change of state that the upstream reports. Returns false, and leaves no trace in the
 * timeline, when it changes nothing: it is older than what is known, or says the same.
 */
export function changeState(
  context: RecordContext,
  issue: IssueEntry,
  change: IssueStateChange,
  told: { actor: Actor | null; detail: Readonly<Record<string, unknown>> },
): boolean {
  const actor = { type: "sentry", name: told.actor?.name ?? null } as const;
  const doing = { ...doingOf(context), actor, byline: told.actor };
  return happen(issue, { do: "upstream", change }, doing, told.detail).outcome === "changed";
}

/** What one error may do to an issue that is resolved or archived: see `transition`. */
export function seeError(
  context: RecordContext,
  issue: IssueEntry,
  { timestamp, release }: { timestamp: number; release: string | null },
): void {
  if (issue.state.status === "unresolved") return;
  happen(issue, { do: "seen", timestamp, release }, doingOf(context));
}

function doingOf({ ledger, delivery }: RecordContext): Doing {
  const { id: deliveryId, source, receivedAt: now } = delivery;
  return { ledger, now, actor: null, byline: null, source, deliveryId };
}

/**
 * An error that was grouped by us proves to be an event of an upstream issue. The issue learns its
 * upstream id; where that id has an issue already the two become one. Two different upstream ids never
 * join by themselves.
 */
export function joinUpstream(
  context: RecordContext,
  project: ProjectEntry,
  own: IssueEntry,
  upstream: UpstreamIssue,
): void {
  const { ledger, delivery } = context;
  const key = upstreamKey(delivery.source, upstream.upstreamId);
  const home = findHome(context, project, key);
  if (home?.issue.id === own.id) {
    learnIssue(context, own, upstream);
  } else if (own.upstreamId === null && home !== null) {
    dropPartial(context, home.issue);
    const { upstreamSource, upstreamId, upstreamShortId, permalink, state } = home.issue;
    const stays = join(ledger, own, home.issue);
    Object.assign(stays, { upstreamSource, upstreamId, upstreamShortId, permalink });
    if (state.stateAt >= stays.state.stateAt) stays.state = state;
  } else if (own.upstreamId === null) {
    ledger.createKey(key, own);
    own.upstreamSource = delivery.source;
    own.upstreamId = upstream.upstreamId;
    claimTimeline(context, own, upstream.upstreamId);
    learnIssue(context, own, upstream);
  }
}

/** A partial error stands for the event that is now known by another row: it goes, and its count with it. */
function dropPartial({ ledger }: Pick<RecordContext, "ledger">, issue: IssueEntry): void {
  if (issue.partialErrorId === null) return;
  const partial = ledger.knownError(issue.partialErrorId);
  const key = ledger.keysOfIssue(issue.id).find((each) => each.id === partial?.keyId);
  ledger.removeError(issue.partialErrorId);
  issue.partialErrorId = null;
  if (key === undefined) return;
  key.count -= 1;
  issue.count -= 1;
  ledger.touchKey(key);
  ledger.touchIssue(issue);
}

function claimTimeline(
  { ledger, delivery }: RecordContext,
  issue: IssueEntry,
  upstreamIssueId: string,
): void {
  ledger.claims.push({ source: delivery.source, upstreamIssueId, issueId: issue.id });
}
