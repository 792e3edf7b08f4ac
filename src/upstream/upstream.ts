import type { UpstreamChange, UpstreamProject } from "../domain/index.ts";
import type { Client } from "./client.ts";

/** What an API gave, as it gave it. */
export type Raw = Readonly<Record<string, unknown>>;

/** An issue as an upstream lists it. Times in milliseconds since 1970. */
export interface ListedIssue {
  readonly id: string;
  readonly project: UpstreamProject;
  /** All events that it ever had; null: not told. */
  readonly count: number | null;
  readonly lastSeen: number;
  /** null: not told. */
  readonly firstSeen: number | null;
  /** Its state in the upstream's own words, to see whether it changed. */
  readonly state: string;
  readonly webUrl: string | null;
  readonly data: Raw;
}

export interface IssuePage {
  readonly issues: readonly ListedIssue[];
  /** Where the list goes on; null: nothing further was seen since. */
  readonly next: string | null;
}

/** Pages of issues that one turn goes through; the rest is a matter of the next. */
export const issuePagesMax = 50;

/** One event of a list. */
export interface ListedEvent {
  /** As it is kept; null: it has none. */
  readonly id: string | null;
  /** When it happened, or when it came, whichever the list is ordered by. */
  readonly at: number;
  readonly issueId: string | null;
  readonly webUrl: string | null;
  /** As the list gives it. */
  readonly data: Raw;
  /** Whether that is all of it: else `wholeEvent` fetches the rest. */
  readonly isWhole: boolean;
}

export interface EventPage {
  /** The newest first. */
  readonly events: readonly ListedEvent[];
  /** Where the list goes on; null after the last page. */
  readonly next: string | null;
}

/** Which events to list: from, and before, in milliseconds since 1970 by the upstream's clock. */
export interface EventWindow {
  readonly from: number;
  readonly to: number;
  readonly cursor: string | null;
  /** Events of one page, at most. */
  readonly size: number;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A step by which somebody sees whether a source works. */
export interface Check {
  readonly name:
    | "token"
    | "organization"
    | "projects"
    | "scopes"
    | "integration"
    | "alert_rules"
    | "clock"
    | "reachable"
    | "deliveries";
  readonly state: "ok" | "warning" | "failed" | "skipped";
  /** What was found, and what to do where it failed: one or two sentences. */
  readonly detail: string;
  /** Where to do it. */
  readonly link: string | null;
}

/** What is done of a change there. `at`: when it was done here. */
export interface Change {
  readonly issueId: string;
  readonly change: UpstreamChange;
}

/** One upstream by its REST API. Everything rejects with an `UpstreamFailure`. */
export interface Upstream {
  readonly client: Client;
  /** Whether an event list can be cut to a window; else it begins with the newest. */
  readonly listsWindows: boolean;
  organization(): Promise<string | null>;
  projects(): Promise<readonly UpstreamProject[]>;
  /** Issues by when they were seen last, the newest first, down to `since`; it goes on from a cursor. */
  issuesSince(since: number, cursor?: string | null): AsyncGenerator<IssuePage, void, void>;
  events(project: UpstreamProject, window: EventWindow): Promise<EventPage>;
  wholeEvent(event: ListedEvent): Promise<ListedEvent>;
  /** The newest event of an issue; null: it has none any more. */
  latestEvent(issueId: string): Promise<ListedEvent | null>;
  issue(issueId: string): Promise<ListedIssue>;
  /** Events of each project (by id) in whole hours; null: it does not say. */
  totals(span: Span): Promise<ReadonlyMap<string, number> | null>;
  /** The same of one project, hour by hour (hours since 1970); null: it does not say. */
  hours(project: UpstreamProject, span: Span): Promise<ReadonlyMap<number, number> | null>;
  /** When somebody else changed that part of an issue last; null: it does not say. */
  changedAt(issue: ListedIssue, change: UpstreamChange): number | null;
  /** Whether an issue has a comment of exactly these words that was written since, or that tells no time. */
  hasComment(issueId: string, text: string, since: number): Promise<boolean>;
  /** Returns the id of what was made there (a comment), or null. */
  write(change: Change): Promise<string | null>;
  /** `webhookUrl`: where its deliveries should go; null: not known. */
  check(webhookUrl: string | null): Promise<readonly Check[]>;
}
