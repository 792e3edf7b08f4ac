import {
  type Actor,
  applyUpstreamState,
  type ErrorFacts,
  type IssueStateChange,
  shortIdOf,
  type UpstreamIssue,
  upstreamKey,
} from "../../domain/index.ts";
import type { IssueEntry, KeyEntry, ProjectEntry } from "../../store/index.ts";
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
  const number = project.nextIssueNumber;
  project.nextIssueNumber += 1;
  if (!ledger.newProjects.has(project)) ledger.changedProjects.add(project);
  const issue = ledger.createIssue({
    projectId: project.id,
    number,
    shortId: shortIdOf(project.slug, number),
    title: upstream?.title ?? facts.title,
    culprit: upstream?.culprit ?? facts.culprit,
    level: upstream?.level ?? facts.level,
    platform: upstream?.platform ?? facts.platform,
    status: upstream?.status ?? "unresolved",
    substatus: upstream?.substatus ?? null,
    assignee: upstream?.assignee ?? null,
    stateAt: 0,
    firstSeen: at,
    lastSeen: at,
    firstRelease: facts.release,
    lastRelease: facts.release,
    count: 0,
    partialErrorId: null,
    upstreamSource: upstream === null ? null : delivery.source,
    upstreamId: upstream?.upstreamId ?? null,
    upstreamShortId: upstream?.shortId ?? null,
    permalink: upstream?.permalink ?? null,
    mergedInto: null,
  });
  if (upstream !== null) claimTimeline(context, issue, upstream.upstreamId);
  return { issue, key: ledger.createKey(project.id, key, issue.id) };
}

/** Takes over what the upstream says of an issue that is known. */
export function learnIssue(
  { ledger }: RecordContext,
  issue: IssueEntry,
  upstream: UpstreamIssue,
): void {
  issue.title = upstream.title ?? issue.title;
  issue.culprit = upstream.culprit ?? issue.culprit;
  issue.level = upstream.level ?? issue.level;
  issue.platform = upstream.platform ?? issue.platform;
  issue.upstreamShortId = upstream.shortId ?? issue.upstreamShortId;
  issue.permalink = upstream.permalink ?? issue.permalink;
  ledger.touchIssue(issue);
}

/** One more occurrence: the only place where counts grow. */
export function countError(
  { ledger }: RecordContext,
  { key, issue }: Home,
  { timestamp, release }: { timestamp: number; release: string | null },
): void {
  key.count += 1;
  issue.count += 1;
  issue.firstSeen = Math.min(issue.firstSeen, timestamp);
  if (timestamp >= issue.lastSeen) {
    issue.lastSeen = timestamp;
    issue.lastRelease = release ?? issue.lastRelease;
  }
  issue.firstRelease ??= release;
  ledger.touchKey(key);
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
  const next = applyUpstreamState(issue, change);
  if (next === null) return false;
  const before = { status: issue.status, substatus: issue.substatus, assignee: issue.assignee };
  Object.assign(issue, next);
  context.ledger.touchIssue(issue);
  const after = { status: next.status, substatus: next.substatus, assignee: next.assignee };
  context.ledger.activity.push({
    projectId: issue.projectId,
    issueId: issue.id,
    source: context.delivery.source,
    upstreamIssueId: issue.upstreamId,
    kind: "state",
    action: change.action,
    actor: told.actor,
    summary: summaryOf(before, after),
    detail: { ...told.detail, before, after },
    at: change.at,
    deliveryId: context.delivery.id,
  });
  return true;
}

type Shown = Pick<IssueEntry, "status" | "substatus" | "assignee">;

function summaryOf(before: Shown, after: Shown): string {
  const parts: string[] = [];
  if (after.status !== before.status || after.substatus !== before.substatus) {
    parts.push(after.substatus === null ? after.status : `${after.status} (${after.substatus})`);
  }
  if (after.assignee !== before.assignee) {
    parts.push(after.assignee === null ? "assigned to nobody" : `assigned to ${after.assignee}`);
  }
  return parts.join(", ");
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
    mergeIssues(context, own, home.issue);
  } else if (own.upstreamId === null) {
    ledger.createKey(project.id, key, own.id);
    own.upstreamSource = delivery.source;
    own.upstreamId = upstream.upstreamId;
    claimTimeline(context, own, upstream.upstreamId);
    learnIssue(context, own, upstream);
  }
}

/** Two issues of one project become one: the lower number stays, the other redirects to it. */
function mergeIssues({ ledger }: RecordContext, one: IssueEntry, other: IssueEntry): void {
  const [stays, goes] = one.number < other.number ? [one, other] : [other, one];
  dropPartial({ ledger }, other);
  for (const key of ledger.keysOfIssue(goes.id)) {
    key.issueId = stays.id;
    ledger.touchKey(key);
  }
  ledger.moveErrors(goes.id, stays.id);
  stays.count += goes.count;
  stays.firstSeen = Math.min(stays.firstSeen, goes.firstSeen);
  stays.lastSeen = Math.max(stays.lastSeen, goes.lastSeen);
  const upstream = other.upstreamId === null ? one : other;
  stays.upstreamSource = upstream.upstreamSource;
  stays.upstreamId = upstream.upstreamId;
  stays.upstreamShortId = upstream.upstreamShortId;
  stays.permalink = upstream.permalink;
  if (upstream.stateAt >= stays.stateAt) {
    const { status, substatus, assignee, stateAt } = upstream;
    Object.assign(stays, { status, substatus, assignee, stateAt });
  }
  goes.mergedInto = stays.id;
  goes.count = 0;
  ledger.touchIssue(goes);
  ledger.touchIssue(stays);
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
