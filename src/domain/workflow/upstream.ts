import {
  type IssueReleases,
  type IssueStateChange,
  type ResolutionAsked,
  type Transition,
  unchanged,
  type WorkflowContext,
} from "./action.ts";
import { refusalOf, resolutionOf } from "./resolve.ts";
import {
  type ArchivedSubstatus,
  type IssueState,
  isArchivedSubstatus,
  isUnresolvedSubstatus,
  type Resolution,
  resolved,
  type Standing,
  unresolved,
} from "./state.ts";
import { oneLine } from "./text.ts";
import { assigneeInWords, changed, standingInWords } from "./words.ts";

/**
 * The upstream reports a state. It counts unless something newer is known, of the status and of the
 * assignee each for itself; of two within the same second (the wire has no finer clock) the one that
 * arrived later. `created` never reopens an issue: deliveries overtake each other.
 */
export function upstream(
  state: IssueState,
  change: IssueStateChange,
  context: WorkflowContext,
): Transition {
  if (change.action === "created") return unchanged(state, "A creation changes no state.");
  const standing = change.status !== null && change.at >= state.stateAt;
  const assignee = assigneeTold(change);
  const assigns = assignee !== undefined && change.at >= state.assignedAt;
  if (!standing && !assigns)
    return unchanged(state, "Something newer was known, or it says nothing.");
  const after: IssueState = {
    ...state,
    ...(standing ? { ...nextStanding(state, change, context), stateAt: change.at } : {}),
    ...(assigns ? { assignee, assignedAt: change.at } : {}),
  };
  return outcomeOf(state, after, change);
}

/**
 * Whom the upstream assigns it to; undefined: it does not say. Sentry says nothing when somebody is
 * unassigned: an assignment without a name is one whose name could not be read.
 */
function assigneeTold({ action, assignee }: IssueStateChange): string | null | undefined {
  const name = assignee == null ? "" : oneLine(assignee).trim();
  if (name !== "") return name;
  return assignee === null && action !== "assigned" ? null : undefined;
}

function outcomeOf(
  before: IssueState,
  after: IssueState,
  { action, at }: IssueStateChange,
): Transition {
  const parts: string[] = [];
  if (after.status !== before.status || after.substatus !== before.substatus) {
    parts.push(standingInWords(after));
  }
  if (after.assignee !== before.assignee) parts.push(assigneeInWords(after.assignee));
  if (parts.length > 0) return changed(before, after, { action, summary: parts.join(", "), at });
  const confirmed = after.stateAt !== before.stateAt || after.assignedAt !== before.assignedAt;
  return unchanged(confirmed ? after : before, "The same was known.");
}

/**
 * The standing that a delivery sets. What it leaves open stays as it is known, so long as the status does:
 * somebody may have resolved or archived the issue here, with more to say.
 */
function nextStanding(
  state: IssueState,
  { status, substatus, resolution }: IssueStateChange,
  { releases }: WorkflowContext,
): Standing {
  switch (status) {
    case null:
      return state;
    case "unresolved":
      if (isUnresolvedSubstatus(substatus)) return unresolved(substatus);
      return state.status === status ? state : unresolved("ongoing");
    case "resolved":
      return state.status === status ? state : resolved(told(resolution ?? null, releases));
    case "archived":
      if (!isArchivedSubstatus(substatus)) {
        return state.status === status ? state : archivedUpstream("archived_forever");
      }
      return state.substatus === substatus ? state : archivedUpstream(substatus);
  }
}

/** How the upstream says that it resolved an issue; null where that has no sense here. */
function told(asked: ResolutionAsked | null, releases: IssueReleases): Resolution | null {
  return asked !== null && refusalOf(asked) === null ? resolutionOf(asked, releases) : null;
}

/** Its condition stays with the upstream. Archived without a word of an end, nothing here ends it. */
function archivedUpstream(substatus: ArchivedSubstatus): Standing {
  return { status: "archived", substatus, resolution: null, archive: null };
}
