import type { SQLInputValue } from "node:sqlite";
import type { Actor, DeliveryState, IssueStatus, ItemOutcome, Level } from "../../domain/index.ts";

// What one batch of the digest reads and changes, as the ledger holds it.

export interface ProjectEntry {
  readonly id: number;
  slug: string;
  name: string | null;
  nextIssueNumber: number;
  /** Ids by which upstreams know it: `source:id`. */
  readonly upstreams: Set<string>;
}

export interface IssueEntry {
  readonly id: number;
  readonly projectId: number;
  readonly number: number;
  readonly shortId: string;
  title: string;
  culprit: string | null;
  level: Level;
  platform: string | null;
  status: IssueStatus;
  substatus: string | null;
  assignee: string | null;
  stateAt: number;
  firstSeen: number;
  lastSeen: number;
  firstRelease: string | null;
  lastRelease: string | null;
  /** Rows present and rows removed by retention. */
  count: number;
  partialErrorId: number | null;
  upstreamSource: string | null;
  upstreamId: string | null;
  upstreamShortId: string | null;
  permalink: string | null;
  mergedInto: number | null;
}

export interface KeyEntry {
  readonly id: number;
  readonly projectId: number;
  readonly key: string;
  issueId: number;
  count: number;
}

/** What must be known of an error that was stored before this batch, or in it. */
export interface KnownError {
  readonly id: number;
  readonly projectId: number;
  issueId: number;
  readonly keyId: number;
}

/** A row of `errors` to be written: values only, so that the payload they were read from can go. */
export interface ErrorEntry {
  readonly id: number;
  readonly eventId: string | null;
  readonly project: ProjectEntry;
  /** See `readableValues`. */
  readonly readable: readonly SQLInputValue[];
  readonly createdAt: number;
  readonly receivedAt: number;
  readonly partial: boolean;
  issueId: number;
  readonly keyId: number;
  readonly deliveryId: number;
  readonly deliveryItem: number;
}

export interface ActivityEntry {
  readonly projectId: number | null;
  readonly issueId: number | null;
  readonly source: string;
  readonly upstreamIssueId: string | null;
  readonly kind: string;
  readonly action: string;
  readonly actor: Actor | null;
  readonly summary: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly at: number;
  readonly deliveryId: number;
}

export interface OutcomeEntry {
  readonly deliveryId: number;
  readonly state: Exclude<DeliveryState, "kept">;
  readonly reason: string | null;
  readonly errorId: number | null;
  /** Only where a delivery has several items. */
  readonly items: readonly ItemOutcome[] | null;
}

/** A message that told of an error: the same event may come by several doors and rules. */
export interface SightingEntry {
  readonly errorId: number;
  readonly contentKey: string;
  readonly deliveryId: number;
  /** The alert rules that sent it. */
  readonly rules: readonly string[];
}

/** An event within its project. `eventId` is the body's hash for an error that came without one. */
export interface IdentityRef {
  readonly projectId: number;
  readonly eventId: string;
}

/** What the store reads on the batch's behalf. */
export interface LedgerSource {
  project(slug: string): ProjectEntry | null;
  projectById(id: number): ProjectEntry | null;
  projectIdByUpstream(source: string, upstreamId: string): number | null;
  projectIdByName(name: string): number | null;
  issueIdByUpstream(source: string, upstreamId: string): number | null;
  issue(id: number): IssueEntry | null;
  key(projectId: number, key: string): KeyEntry | null;
  keysOfIssue(issueId: number): readonly KeyEntry[];
  identity(ref: IdentityRef): number | null;
  knownError(id: number): KnownError | null;
  sighting(errorId: number, contentKey: string): number | null;
  contentKey(key: string): number | null;
  /** The highest id ever given in each table. */
  readonly lastIds: { error: number; issue: number; key: number; project: number };
}
