import { type ItemOutcome, type NoteReading, upstreamKey } from "../../domain/index.ts";
import type { IssueEntry, ProjectEntry } from "../../store/index.ts";
import { digested, ignored, type RecordContext, takeOnce } from "./context.ts";
import { findHome, learnIssue } from "./issues.ts";
import { findProject } from "./projects.ts";

/**
 * Something said about an issue or a project, once. An issue that is not known yet claims what was said
 * of it when it comes.
 */
export function recordNote(reading: NoteReading, context: RecordContext): ItemOutcome {
  const { ledger, delivery } = context;
  const repetition = takeOnce(context);
  if (repetition !== null) return repetition;
  const project = findProject(reading, context);
  const issue = issueOf(reading, project, context);
  if (issue !== null && reading.issue !== null) learnIssue(context, issue, reading.issue);
  if (issue !== null && isOurComment(reading, issue, context)) {
    return ignored("It comes of what was done here.");
  }
  ledger.activity.push({
    projectId: project?.id ?? null,
    issueId: issue?.id ?? null,
    source: delivery.source,
    upstreamIssueId: reading.upstreamIssueId,
    kind: reading.kind,
    action: reading.action,
    actor: reading.actor,
    summary: reading.summary,
    detail: reading.detail,
    at: reading.at ?? delivery.receivedAt,
    deliveryId: delivery.id,
  });
  return digested(null);
}

/** A comment that was written back may come as a webhook before its id is known here. */
function isOurComment(
  { kind, action, detail }: NoteReading,
  { id }: IssueEntry,
  { ledger }: RecordContext,
): boolean {
  if (kind !== "comment" || action !== "created") return false;
  return ledger.upstream.stored.sentComments(id).includes(String(detail["comment"]).trim());
}

function issueOf(
  reading: NoteReading,
  project: ProjectEntry | null,
  context: RecordContext,
): IssueEntry | null {
  const { ledger, delivery } = context;
  if (reading.upstreamIssueId === null) return null;
  if (project === null) return ledger.issueByUpstream(delivery.source, reading.upstreamIssueId);
  const key = upstreamKey(delivery.source, reading.upstreamIssueId);
  return findHome(context, project, key)?.issue ?? null;
}
