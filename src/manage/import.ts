import { hash } from "node:crypto";
import {
  type ErrorFacts,
  errorLimits,
  groupingOf,
  type Scrub,
  shortIdOf,
  upstreamKey,
} from "../domain/index.ts";
import {
  type ErrorEntry,
  type IssueEntry,
  type KeyEntry,
  newIssue,
  type ProjectEntry,
  readableValues,
} from "../store/index.ts";
import type { Result } from "./command.ts";
import { type Doing, happen } from "./happen.ts";
import type { ImportedError } from "./imported-error.ts";
import { factsOfImported, storable } from "./imported-facts.ts";

/** A clock that runs this much ahead of ours is wrong: the time of arrival counts then. */
const aheadMsMax = 10 * 60 * 1000;
/** Where an error without an upstream issue is said to come from. */
const ownSource = "generic";
const slugCharsMax = 100;
const upstreamCharsMax = 200;
/** Keys of an exported issue that are looked for. */
const siblingsMax = 1000;

/** A line that is about to be taken in. Times in milliseconds since 1970. */
interface Incoming {
  readonly line: ImportedError;
  /** As they came: they decide which issue it goes to. */
  readonly facts: ErrorFacts;
  /** What is stored of them and of the line; what a new issue of them is called. */
  readonly stored: ErrorFacts;
  readonly storedLine: ImportedError;
  readonly title: string;
  readonly timestamp: number;
  readonly receivedAt: number;
  readonly source: string;
  /** Of its issue. */
  readonly upstreamSource: string;
  readonly upstreamId: string | null;
}

/**
 * Takes in errors that were exported: `changed` are new here, `unchanged` were here already. They are
 * counted, found and grouped as if they had been delivered, by their upstream issue where they name it.
 */
export function importErrors(
  lines: readonly ImportedError[],
  { doing, scrub }: { readonly doing: Doing; readonly scrub: Scrub },
): Result {
  const byTime = lines
    .map((line) => incomingOf(line, { now: doing.now, scrub }))
    // Exports begin with the newest. Issues are made with their first error, and ids follow each other.
    .toReversed()
    .toSorted((one, other) => one.timestamp - other.timestamp);
  let changed = 0;
  for (const incoming of byTime) if (take(incoming, doing)) changed += 1;
  return {
    changed,
    unchanged: lines.length - changed,
    refusals: [],
    issues: [],
    rows: [],
    errors: changed,
  };
}

function incomingOf(
  raw: ImportedError,
  { now, scrub }: { readonly now: number; readonly scrub: Scrub },
): Incoming {
  const line = storable(raw);
  const facts = factsOfImported(line);
  const told = line.received_at === undefined ? now : Date.parse(line.received_at);
  const receivedAt = Math.min(told, now);
  const timestamp = facts.timestamp ?? receivedAt;
  const upstreamId = line.issue?.upstream_id?.slice(0, upstreamCharsMax) || null;
  const upstreamSource = line.issue?.upstream_source?.slice(0, upstreamCharsMax) || ownSource;
  return {
    line,
    facts,
    stored: scrub.stored(facts, slugIn(line)),
    storedLine: scrub.json(line, slugIn(line)),
    title: scrub.text(line.issue?.title?.slice(0, errorLimits.titleChars) || facts.title),
    timestamp: timestamp > now + aheadMsMax ? receivedAt : timestamp,
    receivedAt,
    source: line.source?.slice(0, upstreamCharsMax) || upstreamSource,
    upstreamSource,
    upstreamId,
  };
}

/** Returns false for an error that is known. */
function take(incoming: Incoming, doing: Doing): boolean {
  const { ledger, now } = doing;
  const { facts, line, storedLine, timestamp, receivedAt } = incoming;
  const project = projectOf(line, doing);
  const identity = { projectId: project.id, eventId: facts.eventId ?? `row:${hashOf(incoming)}` };
  if (ledger.identity(identity) !== null) return false;
  if (facts.eventId === null && isThere(incoming, project, doing)) return false;
  const home = homeOf(incoming, project, doing);
  const partialId = home.issue.partialErrorId;
  const isPartial = line.partial === true && partialId === null && home.issue.count === 0;
  // All that a partial error tells is that its issue is there.
  if (line.partial === true && !isPartial) return false;
  const id = partialId ?? ledger.nextErrorId();
  const entry = { ...entryOf(incoming, home, doing), id, partial: isPartial };
  if (partialId === null) {
    ledger.addError(entry);
    ledger.countError(home, { timestamp, release: facts.release });
  } else {
    complete(home, entry, ledger);
  }
  if (isPartial) home.issue.partialErrorId = id;
  if (line.pinned === true) ledger.pinError(id, true);
  ledger.importedPayloads.push({ errorId: id, line: JSON.stringify(storedLine) });
  ledger.addIdentity(identity, id, Math.min(receivedAt, now));
  const byItself = { ...doing, actor: null, byline: null, source: "import" };
  happen(home.issue, { do: "seen", timestamp, release: facts.release }, byItself);
  return true;
}

function slugIn({ project }: ImportedError): string {
  return project.trim().slice(0, slugCharsMax) || "unknown";
}

function projectOf(line: ImportedError, { ledger }: Doing): ProjectEntry {
  const slug = slugIn(line);
  return ledger.projects.bySlug(slug) ?? ledger.projects.create(slug, null);
}

/** By what an error without an event id is known: what happened, as it is stored, and when. */
function hashOf({ line, stored }: Incoming): string {
  const { title, message, exceptions } = stored;
  const parts = [title, message, exceptions.map(({ type, value }) => [type, value])];
  const told = JSON.stringify([...parts, line.timestamp, line.received_at ?? null]);
  return hash("sha256", told, "hex").slice(0, 32);
}

/** An error that came by a delivery without an event id is known by that; so it is looked for by its looks. */
function isThere(incoming: Incoming, { id: projectId }: ProjectEntry, { ledger }: Doing): boolean {
  const { stored, timestamp, receivedAt } = incoming;
  const readable = readableValues(stored);
  return ledger.hasLike({ projectId, timestamp, createdAt: receivedAt, readable });
}

/** The first event of an issue that is known by a partial error completes it. */
function complete({ issue, key }: Home, entry: ErrorEntry, ledger: Doing["ledger"]): void {
  const { timestamp, release } = entry.marks;
  ledger.completeError(entry);
  issue.partialErrorId = null;
  for (const seen of [issue, key]) {
    seen.firstSeen = Math.min(seen.firstSeen, timestamp);
    seen.lastSeen = Math.max(seen.lastSeen, timestamp);
    seen.firstRelease ??= release;
    seen.lastRelease = release ?? seen.lastRelease;
  }
  ledger.touchIssue(issue);
}

interface Home {
  readonly key: KeyEntry;
  readonly issue: IssueEntry;
}

/**
 * The issue that an error goes to: by the key that it had where it was exported, so that an import makes the
 * same issues, merged ones included; without one, by its upstream issue or by our grouping.
 */
function homeOf(incoming: Incoming, project: ProjectEntry, doing: Doing): Home {
  const { ledger } = doing;
  const { facts, line, upstreamSource, upstreamId, timestamp } = incoming;
  const byUpstream = upstreamId === null ? null : upstreamKey(upstreamSource, upstreamId);
  const name = keyIn(line.grouping_key) ?? byUpstream ?? groupingOf(facts).key;
  const known = issueBy(name, project, ledger);
  if (known !== null) return known;
  const issue = siblingIssue(line, project, ledger) ?? openIssue(incoming, project, doing);
  const key = ledger.createKey(name, issue);
  // It begins with this error, whenever its issue did.
  key.firstSeen = timestamp;
  key.lastSeen = timestamp;
  const isNew = byUpstream !== null && ledger.key(project.id, byUpstream) === null;
  if (isNew && issue.upstreamId === upstreamId) ledger.createKey(byUpstream, issue);
  return { issue, key };
}

function issueBy(name: string, project: ProjectEntry, ledger: Doing["ledger"]): Home | null {
  const key = ledger.key(project.id, name);
  const issue = key === null ? null : ledger.issue(key.issueId);
  return key === null || issue === null ? null : { key, issue };
}

/** An issue that is here and that another key of the exported issue leads to. */
function siblingIssue(
  { issue }: ImportedError,
  project: ProjectEntry,
  ledger: Doing["ledger"],
): IssueEntry | null {
  for (const each of (issue?.grouping_keys ?? []).slice(0, siblingsMax)) {
    const name = keyIn(each);
    const home = name === null ? null : issueBy(name, project, ledger);
    if (home !== null) return home.issue;
  }
  return null;
}

/** A key as collectors make them; null for anything else. */
function keyIn(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  return /^(?:g\d{1,3}:[0-9a-f]{32}|up:[^:]{1,200}:.{1,200})$/.test(text) ? text : null;
}

function openIssue(incoming: Incoming, project: ProjectEntry, { ledger }: Doing): IssueEntry {
  const { facts, line, title, upstreamSource: source, upstreamId, timestamp: at } = incoming;
  const number = ledger.projects.takeIssueNumber(project);
  const shortId = shortIdOf(project.slug, number);
  const { culprit, level, platform, release } = facts;
  const issue = ledger.createIssue({
    ...newIssue({ projectId: project.id, number, shortId, title, seenAt: at }),
    culprit,
    level,
    platform,
    firstRelease: release,
    lastRelease: release,
    upstreamSource: upstreamId === null ? null : source,
    upstreamId,
    upstreamShortId: upstreamId === null ? null : (line.issue?.upstream_short_id ?? null),
  });
  if (upstreamId !== null) {
    ledger.claims.push({ source, upstreamIssueId: upstreamId, issueId: issue.id });
  }
  ledger.tally.countProject({ projectId: project.id, timestamp: at }, "new", "", 1);
  ledger.changes.push({
    kind: "issue",
    projectId: project.id,
    issueId: issue.id,
    errorId: null,
    data: { action: "created" },
  });
  return issue;
}

function entryOf(
  { stored, timestamp, receivedAt, source }: Incoming,
  { issue, key }: Home,
  { ledger }: Doing,
): Omit<ErrorEntry, "id" | "partial"> {
  return {
    eventId: stored.eventId,
    readable: readableValues(stored),
    marks: ledger.marksOf(stored, key, { timestamp, source }),
    createdAt: receivedAt,
    issueId: issue.id,
    deliveryId: null,
    deliveryItem: 0,
  };
}
