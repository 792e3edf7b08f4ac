import {
  type Archive,
  compareReleases,
  type IssueAction,
  type IssueHappening,
  type IssueState,
  type IssueStateChange,
  newIssueState,
  type Resolution,
  standingOf,
  type Transition,
  transition,
  type UnresolvedSubstatus,
  type WorkflowContext,
} from "../../src/domain/index.ts";

export const minute = 60_000;
export const day = 24 * 60 * minute;

/** Noon of a day; every issue of these tests was last changed an hour before. */
export const now = Date.UTC(2026, 8, 1, 12);
export const before = now - 60 * minute;

/** The order in which the releases of these tests were first seen. */
const sightings = ["old", "web@1.9.0", "web@2.0.0", "web@2.1.0", "3f2a9c1d0b77", "new"];

const firstSeen = (release: string): number | null => {
  const index = sightings.indexOf(release);
  return index === -1 ? null : before - day + index;
};

interface Surroundings {
  readonly now?: number;
  readonly actor?: WorkflowContext["actor"];
  readonly firstSeen?: number;
  readonly last?: string | null;
  readonly newest?: string | null;
  readonly count?: number;
  readonly users?: number;
  /** Errors of the last hour, or of any other time that is asked for. */
  readonly errors?: number;
  readonly busiestHour?: number;
}

/** What is around an issue: Ada, and 2.0.0 of which 2.1.0 is the newer. */
export function around(some: Surroundings = {}): WorkflowContext {
  const all = {
    now,
    actor: { type: "person", name: "Ada" } as const,
    firstSeen: before - day,
    last: "web@2.0.0",
    newest: "web@2.1.0",
    count: 50,
    users: 5,
    errors: 1,
    busiestHour: 10,
    ...some,
  };
  return {
    now: all.now,
    actor: all.actor,
    firstSeen: all.firstSeen,
    releases: {
      last: all.last,
      newest: all.newest,
      compare: (a, b) => compareReleases(a, b, firstSeen),
    },
    tally: {
      count: all.count,
      users: () => all.users,
      errorsWithin: () => all.errors,
      busiestHour: () => all.busiestHour,
    },
  };
}

/** An issue that is set so for an hour. */
export function unresolvedIssue(substatus: UnresolvedSubstatus): IssueState {
  return of({ status: "unresolved", substatus, resolution: null, archive: null });
}

export function resolvedIssue(resolution: Resolution | null): IssueState {
  return of({ status: "resolved", substatus: null, resolution, archive: null });
}

/** `archive` null: the upstream did it, for this reason. */
export function archivedIssue(
  archive: Archive | null,
  substatus: string | null = null,
): IssueState {
  return of({ status: "archived", substatus, resolution: null, archive });
}

const of = (standing: Parameters<typeof standingOf>[0]): IssueState => ({
  ...newIssueState,
  ...standingOf(standing),
  stateAt: before,
  assignedAt: before,
});

/** An error of just now. */
export const seen = (
  release: string | null,
  timestamp: number = now,
): IssueHappening & { readonly do: "seen" } => ({ do: "seen", release, timestamp });

/** A delivery of just now that says no more than it must. */
export const told = (change: Partial<IssueStateChange>): IssueHappening => ({
  do: "upstream",
  change: {
    action: change.status ?? "assigned",
    status: null,
    substatus: null,
    assignee: undefined,
    at: now,
    ...change,
  },
});

/**
 * A transition in a line: `= the reason`, `! the refusal`, or what it became and the summary, as
 * `resolved: resolved in 2.1.0`.
 */
export function outcomeIn(
  state: IssueState,
  action: IssueAction | IssueHappening,
  context: WorkflowContext = around(),
): string {
  const result = transition(state, action, context);
  if (result.outcome === "unchanged") return `= ${result.reason}`;
  if (result.outcome === "refused") return `! ${result.reason}`;
  return `${result.state.substatus ?? result.state.status}: ${result.entry.summary}`;
}

/** The state after a transition that must change something. */
export function after(result: Transition): IssueState {
  if (result.outcome !== "changed") throw new Error(`${result.outcome}: ${result.reason}`);
  return result.state;
}
