import { Failure } from "../domain/index.ts";
import type { KnownError, Ledger } from "../store/index.ts";
import type { Result } from "./command.ts";
import type { Doing } from "./happen.ts";

const done = { unchanged: 0, refusals: [], issues: [], rows: [], errors: 0 };

/** Pins an error, so that retention leaves it alone, or unpins it. Throws `not_found`. */
export function pinError(id: number, on: boolean, doing: Doing): Result {
  const { ledger } = doing;
  const error = errorOf(id, doing);
  if (error.pinned === on) return { ...done, changed: 0, unchanged: 1 };
  ledger.pinError(id, on);
  const { projectId, issueId } = error;
  const data = { pinned: on };
  ledger.changes.push({ kind: "error.changed", projectId, issueId, errorId: id, data });
  return { ...done, changed: 1 };
}

/**
 * Deletes an error. The counts of its issue go down with it; its identity stays, so that the same event
 * does not come back. Throws `not_found`.
 */
export function deleteError(id: number, doing: Doing): Result {
  takeOut(errorOf(id, doing), doing.ledger);
  return { ...done, changed: 1, errors: 1 };
}

/** Takes an error out of the counts of its key and its issue, and tells watchers. */
export function takeOut(error: KnownError, ledger: Ledger): void {
  const { id, projectId, issueId } = error;
  const issue = ledger.issue(issueId);
  const key = ledger.keyById(error.keyId);
  ledger.deleteError(id);
  for (const counted of [issue, key]) if (counted !== null) counted.count -= 1;
  if (key !== null) ledger.touchKey(key);
  if (issue !== null) {
    if (issue.partialErrorId === id) issue.partialErrorId = null;
    ledger.touchIssue(issue);
  }
  ledger.changes.push({ kind: "removed", projectId, issueId, errorId: id, data: null });
}

function errorOf(id: number, { ledger }: Doing): KnownError {
  const error = ledger.knownError(id);
  const issue = error === null ? null : ledger.issue(error.issueId);
  if (error === null || issue === null || issue.deletedAt !== null) {
    throw new Failure("not_found", `There is no error ${id}.`);
  }
  return error;
}
