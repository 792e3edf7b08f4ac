/** The servers whose REST API is spoken. */
export const upstreamKinds = ["sentry", "glitchtip", "bugsink"] as const;
export type UpstreamKind = (typeof upstreamKinds)[number];

/** Whether what people do here is done there too. `dry`: it is only told in the timeline. */
export const writeBackModes = ["off", "dry", "on"] as const;
export type WriteBackMode = (typeof writeBackModes)[number];

/**
 * Where deliveries come from, and the API beside them. `environment`: the settings define it, token and
 * all; `added`: somebody added it here, and its token is kept sealed.
 */
export interface Source {
  readonly slug: string;
  readonly kind: UpstreamKind;
  readonly baseUrl: string;
  /** Null: the only one that the token sees; Bugsink has none. */
  readonly organization: string | null;
  /** Slugs or ids; empty: all that the token sees. */
  readonly projects: readonly string[];
  readonly origin: "environment" | "added";
  /** Milliseconds between two looks for what is new; 0: it is not pulled. */
  readonly pullMs: number;
  readonly writeBack: WriteBackMode;
}

/** A source as it is kept. */
export interface StoredSource extends Source {
  /** Null where the settings hold it, or nobody gave one. */
  readonly sealedToken: string | null;
  /** False: the settings defined it once, and do so no more. */
  readonly enabled: boolean;
}

/** A project as an upstream names it. */
export interface UpstreamProject {
  readonly id: string;
  readonly slug: string;
  readonly name: string | null;
}

/** Work that is owed to the world, written in the transaction that made it needed. */
export type OutboxPayload = EnrichPayload | WriteBackPayload;

/** An error that is known by its issue only: its event is to be fetched. */
export interface EnrichPayload {
  readonly do: "enrich";
  readonly upstreamIssueId: string;
  /** What the project is called here. */
  readonly project: string;
}

/** What somebody did here, to be done there. `at`: when, in milliseconds since 1970. */
export interface WriteBackPayload {
  readonly do: "write_back";
  readonly issueId: number;
  readonly upstreamIssueId: string;
  readonly actor: string | null;
  readonly at: number;
  readonly change: UpstreamChange;
}

/** A change of an issue in the words that upstreams share. */
export type UpstreamChange =
  | { readonly to: "resolved"; readonly release: string | "next" | null }
  | { readonly to: "archived"; readonly until: "forever" | "escalating" }
  | { readonly to: "unresolved" }
  | { readonly to: "assigned"; readonly assignee: string | null }
  | { readonly to: "commented"; readonly text: string };

/** One piece of work of the outbox. Times in milliseconds since 1970. */
export interface OutboxJob {
  readonly id: number;
  readonly source: string;
  readonly payload: OutboxPayload;
  /** How often it was tried before. */
  readonly attempts: number;
  readonly createdAt: number;
}

export type BackfillState = "waiting" | "running" | "done" | "failed" | "stopped";

/** The events of one project within a window, newest first. */
export interface Backfill {
  readonly id: number;
  readonly source: string;
  readonly project: UpstreamProject;
  /** `gap`: the gap finder asked for it. */
  readonly why: "asked" | "gap";
  /** The window: from, and before. */
  readonly from: number;
  readonly to: number;
  /** Whatever happened at this moment or later, before `to`, is listed. */
  readonly anchor: number;
  /** Where the listing goes on from the anchor; null: at its beginning. */
  readonly cursor: string | null;
  readonly state: BackfillState;
  readonly reason: string | null;
  /** How many events the upstream counts in the window; null: it does not say. */
  readonly expected: number | null;
  readonly listed: number;
  readonly stored: number;
  readonly requests: number;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly changedAt: number;
}

/** How one hour of a project compares with what its upstream counts. */
export interface HourCompleteness {
  readonly source: string;
  /** The project's slug. */
  readonly project: string;
  /** Hours since 1970. */
  readonly hour: number;
  /** What the upstream counts. */
  readonly counted: number;
  /** What was seen here. */
  readonly seen: number;
  readonly state: "complete" | "filling" | "incomplete";
  /** Why it cannot be filled. */
  readonly reason: string | null;
  readonly checkedAt: number;
}

/** Headers by which a fetched delivery says what it is: the doors let none of them in. */
export const restHeader = "x-collector-rest";

/** In place of a delivery's number: a message that comes of what was written back. */
export const writtenBack = 0;
