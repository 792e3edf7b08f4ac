import {
  type Actor,
  compareReleases,
  hourOf,
  type IssueAction,
  type IssueActor,
  type IssueHappening,
  parseRelease,
  type Transition,
  transition,
  type WorkflowContext,
} from "../domain/index.ts";
import type { IssueEntry, Ledger } from "../store/index.ts";

/** Within what something is done to issues: a batch of the digest, or one command. */
export interface Doing {
  readonly ledger: Ledger;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Null: nobody, it happens by itself. */
  readonly actor: IssueActor | null;
  /** Whom the timeline names: an upstream's actor under the upstream's own words. */
  readonly byline: Actor | null;
  /** By which way it came: `person`, `token`, `rule`, or the source of a delivery. */
  readonly source: string;
  readonly deliveryId: number | null;
}

const minuteMs = 60_000;
const weekHours = 7 * 24;

/**
 * Lets an action or a happening change an issue: the new state, a row in the timeline, a word to those who
 * watch, and the statistics. `detail` is kept in the timeline beside the change.
 */
export function happen(
  issue: IssueEntry,
  what: IssueAction | IssueHappening,
  doing: Doing,
  detail: Readonly<Record<string, unknown>> = {},
): Transition {
  const result = transition(issue.state, what, workflowContextOf(issue, doing));
  if (result.outcome === "refused" || result.state === issue.state) return result;
  const { ledger } = doing;
  issue.state = result.state;
  ledger.touchIssue(issue);
  if (result.outcome === "unchanged") return result;
  const { action, summary, at, detail: changed } = result.entry;
  noteChange(issue, action, result.entry.at, doing);
  ledger.activity.push({
    projectId: issue.projectId,
    issueId: issue.id,
    source: doing.source,
    upstreamIssueId: issue.upstreamId,
    kind: "state",
    action,
    actor: doing.byline,
    summary,
    detail: { ...detail, ...changed },
    at,
    deliveryId: doing.deliveryId,
  });
  return result;
}

function noteChange(issue: IssueEntry, action: string, at: number, { ledger }: Doing): void {
  const { id: issueId, projectId, state } = issue;
  ledger.changes.push({ kind: "issue", projectId, issueId, errorId: null, data: { action } });
  const where = { projectId, timestamp: at };
  if (state.status === "resolved") ledger.tally.countProject(where, "resolved", "", 1);
  const reopened = state.status === "unresolved" && state.substatus === "regressed";
  if (reopened) ledger.tally.countProject(where, "regressed", "", 1);
}

function workflowContextOf(issue: IssueEntry, { ledger, now, actor }: Doing): WorkflowContext {
  const seen = (release: string) => ledger.tally.releaseSeen(issue.projectId, release);
  const compare = (one: string, other: string) => compareReleases(one, other, seen);
  return {
    now,
    actor,
    firstSeen: issue.firstSeen,
    releases: {
      last: issue.lastRelease,
      get newest() {
        return newestOf(ledger.recentReleases(issue.projectId), issue.lastRelease, compare);
      },
      compare,
    },
    tally: {
      count: issue.count,
      users: () => issue.users,
      errorsWithin: (minutes) => ledger.errorsSince(issue.id, now - minutes * minuteMs),
      busiestHour: () => {
        const to = hourOf(now);
        return ledger.busiestHour(issue.id, { from: to - weekHours, to });
      },
    },
  };
}

/** The newest release of the package that the issue was last seen in; of all, where it names none. */
function newestOf(
  releases: readonly string[],
  last: string | null,
  compare: (one: string, other: string) => number | null,
): string | null {
  const name = last === null ? null : parseRelease(last).package;
  const comparable =
    last === null ? releases : releases.filter((each) => parseRelease(each).package === name);
  return comparable.reduce<string | null>(
    (newest, each) => (newest === null || (compare(each, newest) ?? 0) > 0 ? each : newest),
    last,
  );
}
