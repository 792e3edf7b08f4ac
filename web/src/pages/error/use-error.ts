import { useChanges } from "../../client/live.ts";
import { useRead } from "../../client/queries.ts";

/**
 * Reads an error; the one before stays in sight until it is there. What happened does not change, so that
 * it is read again only where something was done to it or its issue, not with every error that arrives.
 */
export function useError(id: string | null) {
  const input = { id: id ?? "" };
  const options = { enabled: id !== null, keep: true, live: false };
  const read = useRead("GET /api/v1/errors/{id}", input, options);
  const shown = read.data;
  useChanges(({ kind, error_id: errorId, issue_id: issueId }) => {
    if (shown === undefined) return;
    const isOfIssue = errorId === null && issueId === shown.issue_id;
    const isIts = errorId === shown.id && (kind === "error.changed" || kind === "removed");
    // Where its issue is gone it is gone too, or belongs to the one that the issue was merged into.
    if (isIts || (kind === "removed" && isOfIssue)) void read.refetch();
  });
  return read;
}
