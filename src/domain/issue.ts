import type { Level } from "./error.ts";

export type IssueStatus = "unresolved" | "resolved" | "archived";

/**
 * What a delivery tells of an issue as the upstream sees it (Sentry says group). The wire's `ignored`
 * is `archived` here.
 */
export interface UpstreamIssue {
  /** The upstream's own id, as text. */
  readonly upstreamId: string;
  readonly shortId: string | null;
  readonly title: string | null;
  readonly culprit: string | null;
  readonly level: Level | null;
  readonly platform: string | null;
  readonly status: IssueStatus | null;
  readonly substatus: string | null;
  /** Exception type and value as the issue's metadata gives them. */
  readonly type: string | null;
  readonly value: string | null;
  /** Display name or mail of whoever it is assigned to; null when to nobody or not told. */
  readonly assignee: string | null;
  readonly permalink: string | null;
  /** Milliseconds since 1970. */
  readonly firstSeen: number | null;
  readonly lastSeen: number | null;
}

/** Who did something, as the sender names them. */
export interface Actor {
  readonly type: string;
  readonly name: string | null;
}

/** One entry for an issue's timeline that is not a change of status. */
export type NoteKind =
  | "comment"
  | "seer"
  | "activity"
  | "alert"
  | "metric_alert"
  | "installation"
  | "preprod_artifact";

/** An issue's status as stored, with when (by the sender's clock) it was last set. */
export interface IssueState {
  readonly status: IssueStatus;
  readonly substatus: string | null;
  readonly assignee: string | null;
  readonly stateAt: number;
}

/** A change of state that a delivery asks for. `at`: Sentry-Hook-Timestamp in milliseconds. */
export interface IssueStateChange {
  readonly action: string;
  readonly status: IssueStatus | null;
  readonly substatus: string | null;
  /** undefined: the delivery says nothing of it. */
  readonly assignee: string | null | undefined;
  readonly at: number;
}

/**
 * Applies a state that the upstream reports, or returns null when it changes nothing: it is older than
 * what is known, or says the same. `created` never reopens an issue: deliveries overtake each other.
 */
export function applyUpstreamState(
  current: IssueState,
  change: IssueStateChange,
): IssueState | null {
  if (change.at < current.stateAt) return null;
  if (change.action === "created") return null;
  const next: IssueState = {
    status: change.status ?? current.status,
    substatus: change.status === null ? current.substatus : change.substatus,
    assignee: change.assignee === undefined ? current.assignee : change.assignee,
    stateAt: change.at,
  };
  const same =
    next.status === current.status &&
    next.substatus === current.substatus &&
    next.assignee === current.assignee;
  return same ? null : next;
}

/** The short id that people say: `WEB-123`. */
export function shortIdOf(projectSlug: string, number: number): string {
  return `${projectSlug.toUpperCase()}-${number}`;
}
