import { Failure } from "../domain/index.ts";
import type { IssueEntry, Ledger } from "../store/index.ts";
import type { BulkAction, Result } from "./command.ts";
import { type Doing, happen } from "./happen.ts";
import { oweWriteBack } from "./upstream.ts";

/** Does one thing to issues, each for itself: one that refuses costs the others nothing. */
export function act(ids: readonly number[], action: BulkAction, doing: Doing): Result {
  const refusals: { issue: string; reason: string }[] = [];
  const rows: number[] = [];
  let [changed, unchanged, errors] = [0, 0, 0];
  for (const id of new Set(ids)) {
    const issue = livingIssue(doing.ledger, id);
    if (issue === null) {
      refusals.push({ issue: String(id), reason: `There is no issue ${id}.` });
      continue;
    }
    if (action.do === "comment") rows.push(comment(issue, action.text, doing));
    const outcome = action.do === "comment" ? "changed" : actOn(issue, action, doing);
    if (outcome === "changed") changed += 1;
    else if (outcome === "unchanged") unchanged += 1;
    else refusals.push({ issue: issue.shortId, reason: outcome.refused });
    if (action.do === "delete" && outcome === "changed") errors += issue.count;
  }
  return { changed, unchanged, refusals, issues: ids, rows, errors };
}

/** An issue that is neither merged into another nor deleted; null when there is none. */
export function livingIssue(ledger: Ledger, id: number): IssueEntry | null {
  const issue = ledger.issue(id);
  return issue === null || issue.mergedInto !== null || issue.deletedAt !== null ? null : issue;
}

/** The same, but thrown as `not_found`. */
export function issueOf(ledger: Ledger, id: number): IssueEntry {
  const issue = livingIssue(ledger, id);
  if (issue === null) throw new Failure("not_found", `There is no issue ${id}.`);
  return issue;
}

function actOn(
  issue: IssueEntry,
  action: Exclude<BulkAction, { readonly do: "comment" }>,
  doing: Doing,
): "changed" | "unchanged" | { readonly refused: string } {
  switch (action.do) {
    case "delete":
      remove(issue, doing);
      return "changed";
    default: {
      const result = happen(issue, action, doing);
      if (result.outcome === "changed") oweWriteBack(issue, action, doing);
      return result.outcome === "refused" ? { refused: result.reason } : result.outcome;
    }
  }
}

/** Returns the number of the entry in the timeline. */
function comment(issue: IssueEntry, text: string, doing: Doing): number {
  const { id: issueId, projectId, upstreamId } = issue;
  const { ledger, byline, source, now } = doing;
  const id = ledger.tell({
    projectId,
    issueId,
    source,
    upstreamIssueId: upstreamId,
    kind: "comment",
    action: "created",
    actor: byline,
    summary: text,
    detail: { comment: text },
    at: now,
    deliveryId: null,
  });
  oweWriteBack(issue, { do: "comment", text }, doing);
  const data = { action: "commented" };
  ledger.changes.push({ kind: "timeline", projectId, issueId, errorId: null, data });
  return id;
}

/**
 * Deletes an issue: from now on it is not there, and its keys lead nowhere, so that the same error makes
 * a new one. Its rows go in the background (`retain`).
 */
export function remove(issue: IssueEntry, { ledger, now }: Pick<Doing, "ledger" | "now">): void {
  const { id: issueId, projectId } = issue;
  issue.deletedAt = now;
  issue.upstreamId = null;
  issue.partialErrorId = null;
  for (const key of ledger.keysOfIssue(issueId)) ledger.retireKey(key);
  ledger.touchIssue(issue);
  ledger.changes.push({ kind: "removed", projectId, issueId, errorId: null, data: null });
}
