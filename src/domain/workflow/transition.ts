import {
  actorRefusal,
  type IssueAction,
  type IssueHappening,
  refused,
  type Transition,
  unchanged,
  type WorkflowContext,
} from "./action.ts";
import { archive, endOfTime, seenWhileArchived } from "./archive.ts";
import { isRegression, resolve } from "./resolve.ts";
import { type IssueState, stand, unresolved } from "./state.ts";
import { plainName } from "./text.ts";
import { upstream } from "./upstream.ts";
import { assigneeInWords, changed } from "./words.ts";

/** After this much time nothing is new, regressed or escalating any more. */
export const ongoingAfterDays = 7;
const dayMs = 24 * 60 * 60 * 1000;
const assigneeCharsMax = 200;

/**
 * The workflow of an issue: what an action, or something that happens, makes of its state. The one place
 * that decides it, for one issue and for many, by whichever door. Pure, and never throws.
 */
export function transition(
  state: IssueState,
  action: IssueAction | IssueHappening,
  context: WorkflowContext,
): Transition {
  switch (action.do) {
    case "seen":
      return seen(state, action, context);
    case "aged":
      return aged(state, context);
    case "upstream":
      return upstream(state, action.change, context);
    default: {
      const reason = actorRefusal(context.actor);
      return reason === null ? act(state, action, context) : refused(reason);
    }
  }
}

function act(state: IssueState, action: IssueAction, context: WorkflowContext): Transition {
  switch (action.do) {
    case "resolve":
      return resolve(state, action.resolution, context);
    case "archive":
      return archive(state, action.archive, context);
    case "reopen":
      return reopen(state, context);
    case "assign":
      return assign(state, action.to, context);
    case "bookmark":
      if (state.bookmarked === action.on) return unchanged(state, "It was so already.");
      return changed(
        state,
        { ...state, bookmarked: action.on },
        {
          action: action.on ? "bookmarked" : "unbookmarked",
          summary: action.on ? "bookmarked" : "bookmark removed",
          at: context.now,
        },
      );
    case "pin":
      if (state.pinned === action.on) return unchanged(state, "It was so already.");
      return changed(
        state,
        { ...state, pinned: action.on },
        {
          action: action.on ? "pinned" : "unpinned",
          summary: action.on ? "pinned" : "unpinned",
          at: context.now,
        },
      );
  }
}

/** Whoever reopens an issue has looked at it: it is not new, and did not come back by itself. */
function reopen(state: IssueState, { now }: WorkflowContext): Transition {
  if (state.status === "unresolved") return unchanged(state, "It was unresolved already.");
  return changed(state, stand(state, unresolved("ongoing"), now), {
    action: "unresolved",
    summary: "reopened",
    at: now,
  });
}

function assign(state: IssueState, to: string | null, { now }: WorkflowContext): Transition {
  const assignee = to === null ? null : plainName(to, assigneeCharsMax);
  if (assignee === null && to !== null) {
    return refused(
      `An issue is assigned to a name or a mail address of 1 to ${assigneeCharsMax} characters, none of them a control character.`,
    );
  }
  if (assignee === state.assignee) return unchanged(state, "It was so already.");
  const assignedAt = Math.max(state.assignedAt, now);
  return changed(
    state,
    { ...state, assignee, assignedAt },
    {
      action: assignee === null ? "unassigned" : "assigned",
      summary: assigneeInWords(assignee),
      at: now,
    },
  );
}

function seen(
  state: IssueState,
  error: IssueHappening & { readonly do: "seen" },
  context: WorkflowContext,
): Transition {
  switch (state.status) {
    case "unresolved":
      return unchanged(state, "It is unresolved.");
    case "archived":
      return seenWhileArchived(state, error, context);
    case "resolved":
      return seenWhileResolved(state, error, context);
  }
}

function seenWhileResolved(
  state: IssueState & { readonly status: "resolved" },
  { release, timestamp }: IssueHappening & { readonly do: "seen" },
  { now, releases }: WorkflowContext,
): Transition {
  // Told late, it happened before anybody resolved the issue.
  if (timestamp <= state.stateAt)
    return unchanged(state, "The error is from before the resolution.");
  if (!isRegression(state.resolution, release, releases.compare)) {
    return unchanged(state, "The error is from a release before the one that resolves it.");
  }
  // It takes effect when the error happened, so that a resolution that was sent since still counts.
  const at = Math.max(state.stateAt, Math.min(timestamp, now));
  return changed(state, stand(state, unresolved("regressed"), at), {
    action: "regressed",
    summary: `seen again${release === null ? "" : ` in ${release}`}: regressed`,
    at,
    more: { error: { release, timestamp } },
  });
}

/** Time went by. Noticed late, it took effect when it was due: what was sent since still counts. */
function aged(state: IssueState, { now, firstSeen }: WorkflowContext): Transition {
  const over = endOfTime(state, now);
  if (over !== null) return over;
  if (state.status !== "unresolved" || state.substatus === "ongoing") {
    return unchanged(state, "It does not age.");
  }
  // Nobody sets the substatus of an issue that begins.
  const since = state.substatus === "new" ? Math.max(firstSeen, state.stateAt) : state.stateAt;
  const at = since + ongoingAfterDays * dayMs;
  if (now < at) return unchanged(state, "It is not old enough.");
  return changed(state, stand(state, unresolved("ongoing"), at), {
    action: "ongoing",
    summary: `${state.substatus} for ${ongoingAfterDays} days: ongoing`,
    at,
  });
}
