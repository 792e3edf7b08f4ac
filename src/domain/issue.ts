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

/** The short id that people say: `WEB-123`. */
export function shortIdOf(projectSlug: string, number: number): string {
  return `${projectSlug.toUpperCase()}-${number}`;
}
