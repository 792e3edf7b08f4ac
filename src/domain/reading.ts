import type { ErrorFacts } from "./error.ts";
import type { Actor, NoteKind, UpstreamIssue } from "./issue.ts";
import type { ProjectRef } from "./project.ts";
import type { IssueStateChange } from "./workflow/index.ts";

/**
 * One thing that a delivery says, in our own terms. A delivery has one reading or, for messages that
 * tell of several issues, several; their order is that of the payload and never changes.
 */
export type Reading =
  | ErrorReading
  | AlertReading
  | IssueReading
  | NoteReading
  | { readonly what: "ignored"; readonly project: ProjectRef; readonly reason: string };

/** An error with its event: `error`, `event_alert`, legacy plugin, service hook, simple format. */
export interface ErrorReading {
  readonly what: "error";
  readonly project: ProjectRef;
  readonly error: ErrorFacts;
  /** The upstream's issue where the payload names it; most of its parts may be null. */
  readonly issue: UpstreamIssue | null;
  /** The alert rules that sent it. */
  readonly rules: readonly string[];
}

/**
 * An issue that tells of an error without its event (`issue.created`, GlitchTip, Bugsink): it makes a
 * partial error, unless that issue has an error already. `error` holds what little is known.
 */
export interface AlertReading {
  readonly what: "alert";
  readonly project: ProjectRef;
  readonly issue: UpstreamIssue;
  readonly error: ErrorFacts;
  readonly change: IssueStateChange;
  readonly actor: Actor | null;
  /** Why it was sent, for the timeline: `created`, `NEW`, `REGRESSED`, `GlitchTip Alert` … */
  readonly reason: string;
}

/** A change of an issue's state: resolved, assigned, archived, unresolved. */
export interface IssueReading {
  readonly what: "issue";
  readonly project: ProjectRef;
  readonly issue: UpstreamIssue;
  readonly change: IssueStateChange;
  readonly actor: Actor | null;
  /** What the timeline keeps beside the change: `{resolution_type: "in_next_release"}` … */
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * Something said about an issue, a project or an installation: a comment, a finding of Seer, a metric
 * alert. `upstreamIssueId` is null where it concerns no issue.
 */
export interface NoteReading {
  readonly what: "note";
  readonly kind: NoteKind;
  readonly action: string;
  readonly project: ProjectRef;
  readonly upstreamIssueId: string | null;
  /** The issue itself where the payload holds it (activity_alert). */
  readonly issue: UpstreamIssue | null;
  readonly actor: Actor | null;
  /** One line for the timeline. */
  readonly summary: string;
  /** Milliseconds since 1970; null: the time of arrival. */
  readonly at: number | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * What the door must know of a delivery before it is answered, and no more: told from headers and
 * shape in one cheap pass.
 */
export interface Identity {
  readonly resource: string;
  readonly action: string;
  /** What makes a repetition: equal keys mean the same message again; null when each one counts. */
  readonly contentKey: string | null;
  readonly eventId: string | null;
  /**
   * `event`: an error with its event. `alert`: an issue that tells of an error without its event.
   * `note`: no error at all (comments, resolved, seer …): such a delivery is answered 200.
   */
  readonly brings: "event" | "alert" | "note";
  /** Every project that the payload names, in the order of its readings. */
  readonly projects: readonly ProjectRef[];
  /** Every organization that the payload names, by slug or by id. */
  readonly organizations: readonly string[];
  /** Upstream issues named where no project is (seer): the project is found through them. */
  readonly upstreamIssueIds: readonly string[];
}
