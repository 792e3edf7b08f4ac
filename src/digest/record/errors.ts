import {
  type AlertReading,
  type ErrorFacts,
  type ErrorReading,
  groupingOf,
  type ItemOutcome,
  identityOf,
  upstreamKey,
} from "../../domain/index.ts";
import { oweEvent } from "../../manage/index.ts";
import {
  type ErrorEntry,
  type IssueEntry,
  type ProjectEntry,
  readableValues,
} from "../../store/index.ts";
import { digested, ignored, type RecordContext, takeOnce } from "./context.ts";
import {
  changeState,
  findHome,
  type Home,
  joinUpstream,
  learnIssue,
  openHome,
  seeError,
} from "./issues.ts";
import { projectOf } from "./projects.ts";

/** A clock that runs this much ahead of ours is wrong: the time of arrival counts then. */
const aheadMsMax = 10 * 60 * 1000;

/** An error with its event: a new row, the completion of a partial one, or one that is known already. */
export function recordError(reading: ErrorReading, context: RecordContext): ItemOutcome {
  const project = projectOf(reading, context);
  const { ledger, delivery } = context;
  const identity = {
    projectId: project.id,
    eventId: identityOf(reading.error.eventId, delivery.contentKey ?? String(delivery.id)),
  };
  const knownId = ledger.identity(identity);
  if (knownId !== null) {
    if (ledger.knownError(knownId) === null) {
      return ignored("The error was known before, and is removed.");
    }
    seenAgain(reading, project, knownId, context);
    return digested(knownId, "The error was known already.");
  }
  const facts = context.scrub.stored(reading.error, project.slug);
  const home = homeOf(reading, { project, facts }, context);
  const errorId = store(facts, home, context);
  ledger.addIdentity(identity, errorId, delivery.receivedAt);
  see(reading, errorId, context);
  return digested(errorId);
}

/** An issue that tells of an error without its event: a partial error, if the issue has none yet. */
export function recordAlert(reading: AlertReading, context: RecordContext): ItemOutcome {
  const { ledger, delivery } = context;
  const repetition = takeOnce(context);
  if (repetition !== null) return repetition;
  const project = projectOf(reading, context);
  const facts = context.scrub.stored(reading.error, project.slug);
  const home = upstreamHome({ error: facts, issue: reading.issue }, project, context);
  changeState(context, home.issue, reading.change, { actor: reading.actor, detail: {} });
  ledger.activity.push({
    projectId: project.id,
    issueId: home.issue.id,
    source: delivery.source,
    upstreamIssueId: reading.issue.upstreamId,
    kind: "alert",
    action: reading.change.action,
    actor: reading.actor,
    summary: reading.reason,
    detail: {},
    at: reading.change.at,
    deliveryId: delivery.id,
  });
  if (home.issue.count > 0) return digested(null, "The issue had an error already.");
  const errorId = insert(facts, home, { ...context, partial: true });
  home.issue.partialErrorId = errorId;
  oweItsEvent(reading, home.issue, { project, context });
  return digested(errorId);
}

/** Where the upstream can be asked, the event is fetched unless it comes by itself. */
function oweItsEvent(
  { issue }: AlertReading,
  { id: issueId }: IssueEntry,
  { project, context }: { project: ProjectEntry; context: RecordContext },
): void {
  const { ledger, delivery } = context;
  const { source, receivedAt: at } = delivery;
  const { upstreamId: upstreamIssueId } = issue;
  if (ledger.upstream.source(source) === null) return;
  oweEvent(ledger, { source, issueId, upstreamIssueId, project: project.slug, at });
}

/** Grouped by what came, whatever is scrubbed: a rule that is added must not make other issues. */
function homeOf(
  reading: ErrorReading,
  { project, facts }: { project: ProjectEntry; facts: ErrorFacts },
  context: RecordContext,
): Home {
  if (reading.issue !== null) {
    return upstreamHome({ error: facts, issue: reading.issue }, project, context);
  }
  const { key } = groupingOf(reading.error);
  return (
    findHome(context, project, key) ??
    openHome(context, project, key, {
      facts,
      upstream: null,
      at: timestampOf(reading.error, context),
    })
  );
}

/** The issue by the upstream's own id: where that is known, no grouping of ours is asked. */
function upstreamHome(
  reading: Pick<AlertReading, "issue" | "error">,
  project: ProjectEntry,
  context: RecordContext,
): Home {
  const key = upstreamKey(context.delivery.source, reading.issue.upstreamId);
  const found = findHome(context, project, key);
  if (found !== null) {
    learnIssue(context, found.issue, reading.issue);
    return found;
  }
  return openHome(context, project, key, {
    facts: reading.error,
    upstream: reading.issue,
    at: timestampOf(reading.error, context),
  });
}

/** The first event of an issue that is known by a partial error completes it; else it is a new row. */
function store(facts: ErrorFacts, home: Home, context: RecordContext): number {
  const partialId = home.issue.partialErrorId;
  if (partialId === null) return insert(facts, home, { ...context, partial: false });
  const { issue, key } = home;
  const entry = entryOf(facts, home, context);
  context.ledger.completeError({ ...entry, id: partialId, partial: false });
  issue.partialErrorId = null;
  const { timestamp } = entry.marks;
  for (const seen of [issue, key]) {
    seen.firstSeen = Math.min(seen.firstSeen, timestamp);
    seen.lastSeen = Math.max(seen.lastSeen, timestamp);
    seen.firstRelease ??= facts.release;
    seen.lastRelease = facts.release ?? seen.lastRelease;
  }
  context.ledger.touchIssue(issue);
  return partialId;
}

function insert(
  facts: ErrorFacts,
  home: Home,
  context: RecordContext & { readonly partial: boolean },
): number {
  const id = context.ledger.nextErrorId();
  const entry = entryOf(facts, home, context);
  context.ledger.addError({ ...entry, id, partial: context.partial });
  context.ledger.countError(home, {
    timestamp: entry.marks.timestamp,
    release: facts.release,
  });
  seeError(context, home.issue, { timestamp: entry.marks.timestamp, release: facts.release });
  return id;
}

function entryOf(
  facts: ErrorFacts,
  { issue, key }: Home,
  context: RecordContext,
): Omit<ErrorEntry, "id" | "partial"> {
  const { ledger, delivery, item } = context;
  return {
    eventId: facts.eventId,
    readable: readableValues(facts),
    marks: ledger.marksOf(facts, key, {
      timestamp: timestampOf(facts, context),
      source: delivery.source,
    }),
    createdAt: delivery.receivedAt,
    issueId: issue.id,
    deliveryId: delivery.id,
    deliveryItem: item,
  };
}

/** When the error happened: by its own clock, unless that is missing or runs ahead of ours. */
export function timestampOf(
  facts: ErrorFacts,
  { delivery }: { readonly delivery: { readonly receivedAt: number } },
): number {
  const { timestamp } = facts;
  if (timestamp === null || timestamp > delivery.receivedAt + aheadMsMax)
    return delivery.receivedAt;
  return timestamp;
}

/** Notes which message told of an error, so that the door knows it when it comes again. */
function see({ rules }: ErrorReading, errorId: number, { ledger, delivery }: RecordContext): void {
  const { contentKey, id: deliveryId } = delivery;
  if (contentKey !== null) ledger.addSighting({ errorId, contentKey, deliveryId, rules });
}

/** Another messenger tells of an error that is stored: it may name the issue that the first did not know. */
function seenAgain(
  reading: ErrorReading,
  project: ProjectEntry,
  errorId: number,
  context: RecordContext,
): void {
  const { ledger, delivery } = context;
  const { contentKey } = delivery;
  if (contentKey !== null && ledger.sighting(errorId, contentKey) === null) {
    see(reading, errorId, context);
  }
  const known = ledger.knownError(errorId);
  const issue = known === null ? null : ledger.issue(known.issueId);
  if (issue !== null && reading.issue !== null)
    joinUpstream(context, project, issue, reading.issue);
}
