import type { IssueStatus } from "../issue.ts";
import type { IssueState } from "./state.ts";

/** How to resolve; what the release order needs beside it comes from the context. */
export type ResolutionAsked =
  | { readonly in: "now" }
  | { readonly in: "next_release" }
  | { readonly in: "release"; readonly release: string }
  | { readonly in: "commit"; readonly commit: string; readonly repository?: string | null };

/** How long to archive; what was counted by now comes from the context. */
export type ArchiveAsked =
  | { readonly until: "forever" }
  | { readonly until: "escalating" }
  /** So many more errors; with `windowMinutes`, so many within that time. */
  | { readonly until: "count"; readonly count: number; readonly windowMinutes?: number | null }
  | { readonly until: "users"; readonly users: number }
  /** Milliseconds since 1970. */
  | { readonly until: "time"; readonly time: number };

/** A state that the upstream reports. `at`: Sentry-Hook-Timestamp in milliseconds. */
export interface IssueStateChange {
  readonly action: string;
  /** Null: the delivery says nothing of it. */
  readonly status: IssueStatus | null;
  readonly substatus: string | null;
  /** How it was resolved; null or left out: the delivery does not say. */
  readonly resolution?: ResolutionAsked | null;
  /** undefined: the delivery says nothing of it. */
  readonly assignee: string | null | undefined;
  readonly at: number;
}

/** What somebody does to an issue. */
export type IssueAction =
  | { readonly do: "resolve"; readonly resolution: ResolutionAsked }
  | { readonly do: "archive"; readonly archive: ArchiveAsked }
  | { readonly do: "reopen" }
  /** null: to nobody. */
  | { readonly do: "assign"; readonly to: string | null }
  | { readonly do: "bookmark"; readonly on: boolean }
  | { readonly do: "pin"; readonly on: boolean };

/** What happens to an issue without anybody's doing. */
export type IssueHappening =
  /**
   * An error came. It is counted already, and its release is among those that were seen: the context tells
   * of the time after it. `timestamp`: when it happened, in milliseconds since 1970.
   */
  | { readonly do: "seen"; readonly release: string | null; readonly timestamp: number }
  /** Time went by. */
  | { readonly do: "aged" }
  | { readonly do: "upstream"; readonly change: IssueStateChange };

const actorTypes = ["person", "token", "sentry", "rule"] as const;

/** Who does something to an issue. `name` may be null for Sentry alone, which does not always say. */
export interface IssueActor {
  readonly type: (typeof actorTypes)[number];
  readonly name: string | null;
}

/** The releases around an issue. */
export interface IssueReleases {
  /** The last one that the issue was seen in. */
  readonly last: string | null;
  /** The newest one of its project; of the same package, where the project has several. */
  readonly newest: string | null;
  /** `compareReleases` with the project's first sightings. */
  readonly compare: (a: string, b: string) => number | null;
}

/** What is counted of an issue. What costs a query is asked for only when it decides something. */
export interface IssueTally {
  /** Its errors, with those that retention removed. */
  readonly count: number;
  readonly users: () => number;
  /** Errors that happened in the last so many minutes. */
  readonly errorsWithin: (minutes: number) => number;
  /** The most errors that one hour of the last 7 days had, the running one included. */
  readonly busiestHour: () => number;
}

/** What a transition needs beside the issue's state. Times are milliseconds since 1970. */
export interface WorkflowContext {
  readonly now: number;
  /** Null where nobody does it: only what happens by itself is without an actor. */
  readonly actor: IssueActor | null;
  readonly firstSeen: number;
  readonly releases: IssueReleases;
  readonly tally: IssueTally;
}

/** The names under which the timeline keeps changes; those of the upstream keep its own words. */
export type EntryAction =
  | "resolved"
  | "archived"
  | "unresolved"
  | "regressed"
  | "escalating"
  | "ongoing"
  | "assigned"
  | "unassigned"
  | "bookmarked"
  | "unbookmarked"
  | "pinned"
  | "unpinned";

/** A row for the issue's timeline. */
export interface TimelineEntry {
  readonly action: string;
  /** One line for people. */
  readonly summary: string;
  /** `before` and `after`: what changed. */
  readonly detail: Readonly<Record<string, unknown>>;
  /** When it took effect, in milliseconds since 1970: what happens by itself may be noticed later. */
  readonly at: number;
}

/** What became of an action. */
export type Transition =
  | { readonly outcome: "changed"; readonly state: IssueState; readonly entry: TimelineEntry }
  /**
   * It was so already, or does not count. `state` is the very object that was given, unless the upstream
   * confirmed what was known: then its clocks are later, so that what was sent before the confirmation and
   * comes after it is known to be old. It leaves nothing in the timeline.
   */
  | { readonly outcome: "unchanged"; readonly state: IssueState; readonly reason: string }
  /** It cannot be done; a sentence for the person. */
  | { readonly outcome: "refused"; readonly reason: string };

export const unchanged = (state: IssueState, reason: string): Transition => ({
  outcome: "unchanged",
  state,
  reason,
});

export const refused = (reason: string): Transition => ({ outcome: "refused", reason });

/** Why an actor may not act, or null. Types are checked too: they may come from a token's row. */
export function actorRefusal(actor: IssueActor | null): string | null {
  if (actor === null) return "Say who does this: a change of an issue has an actor.";
  if (!actorTypes.includes(actor.type)) {
    return `The kind of actor '${String(actor.type)}' is not known: ${actorTypes.join(", ")}.`;
  }
  const named = actor.name !== null && actor.name.trim() !== "";
  return named || actor.type === "sentry" ? null : "Say who does this: the actor has no name.";
}
