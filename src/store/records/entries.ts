import type { SQLInputValue } from "node:sqlite";
import {
  type Actor,
  type ChangeKind,
  type DeliveryState,
  type IssueState,
  type ItemOutcome,
  type Level,
  newIssueState,
} from "../../domain/index.ts";
import type { StoredViews } from "./views.ts";

// What one batch of the digest reads and changes, as the ledger holds it.

/** The highest id ever given in each table. */
export interface LastIds {
  activity: number;
  error: number;
  issue: number;
  key: number;
  project: number;
  tag: number;
}

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
  state: IssueState;
  firstSeen: number;
  lastSeen: number;
  firstRelease: string | null;
  lastRelease: string | null;
  /** Rows present and rows removed by retention. */
  count: number;
  /** Rows that retention removed. */
  removed: number;
  /** Different users among its errors. */
  users: number;
  /** Grouping keys that lead to it. */
  keyCount: number;
  partialErrorId: number | null;
  upstreamSource: string | null;
  upstreamId: string | null;
  upstreamShortId: string | null;
  permalink: string | null;
  mergedInto: number | null;
  /** When somebody deleted it, in milliseconds since 1970; its rows go in the background. */
  deletedAt: number | null;
}

/** An issue of which no more is known than its title: the ground that readers fill in. */
export function newIssue({
  seenAt,
  ...told
}: Pick<IssueEntry, "projectId" | "number" | "shortId" | "title"> & {
  /** Milliseconds since 1970. */
  readonly seenAt: number;
}): Omit<IssueEntry, "id" | "keyCount"> {
  return {
    culprit: null,
    level: "error",
    platform: null,
    state: newIssueState,
    firstSeen: seenAt,
    lastSeen: seenAt,
    firstRelease: null,
    lastRelease: null,
    count: 0,
    removed: 0,
    users: 0,
    partialErrorId: null,
    upstreamSource: null,
    upstreamId: null,
    upstreamShortId: null,
    permalink: null,
    mergedInto: null,
    deletedAt: null,
    ...told,
  };
}

export interface KeyEntry {
  readonly id: number;
  readonly projectId: number;
  readonly key: string;
  issueId: number;
  /** The issue that it was made with: unmerging leads back to it. */
  readonly originIssueId: number;
  count: number;
  removed: number;
  users: number;
  firstSeen: number;
  lastSeen: number;
  firstRelease: string | null;
  lastRelease: string | null;
  /** The number of the next piece of text: see `Pieces`. */
  nextPiece: number;
}

/** What an error counts for: in hours, tags and texts of its key, in the hours of its project. */
export interface Marks {
  readonly projectId: number;
  readonly keyId: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly level: string;
  readonly environment: string | null;
  readonly release: string | null;
  /** Its own tags, and after them those that stand for its environment, release and user. */
  readonly tagIds: readonly number[];
  readonly ownTags: number;
  /** The one of them that says who was affected. */
  readonly userTagId: number | null;
  readonly traceId: number;
  readonly wordsId: number;
}

/** What must be known of an error that was stored before this batch, or in it. */
export interface KnownError extends Marks {
  readonly id: number;
  readonly pinned: boolean;
  issueId: number;
}

/** What must be known of an error whose row is to go. Times in milliseconds since 1970. */
export interface StoredError {
  readonly id: number;
  readonly projectId: number;
  readonly issueId: number;
  readonly keyId: number;
  readonly traceId: number;
  readonly wordsId: number;
  readonly eventId: string | null;
  readonly deliveryId: number | null;
  readonly timestamp: number;
  /** When its delivery arrived. */
  readonly createdAt: number;
  /** Itself, or its issue. */
  readonly pinned: boolean;
}

/** A row of `error_rows` to be written: values only, so that the payload they were read from can go. */
export interface ErrorEntry {
  readonly id: number;
  readonly eventId: string | null;
  /** See `readableValues`. */
  readonly readable: readonly SQLInputValue[];
  readonly marks: Marks;
  readonly createdAt: number;
  readonly partial: boolean;
  issueId: number;
  readonly deliveryId: number | null;
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
  readonly deliveryId: number | null;
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

/** A grouping key within its project. */
export interface KeyRef {
  readonly projectId: number;
  readonly key: string;
}

/** What a batch is about to ask of the store. */
export interface Questions {
  readonly identities: readonly IdentityRef[];
  readonly keys: readonly KeyRef[];
  readonly tags: readonly (readonly [key: string, value: string])[];
}

/** By what an error is recognised that came without an event id. Times in milliseconds since 1970. */
export interface Looks {
  readonly projectId: number;
  readonly timestamp: number;
  readonly createdAt: number;
  /** See `readableValues`. */
  readonly readable: readonly SQLInputValue[];
}

/** One entry of the live feed: what happened, to what. */
export interface ChangeEntry {
  readonly kind: ChangeKind;
  readonly projectId: number | null;
  readonly issueId: number | null;
  readonly errorId: number | null;
  readonly data: Readonly<Record<string, unknown>> | null;
}

/** A release of a project, with when it was first and last seen. */
export interface ReleaseEntry {
  readonly projectId: number;
  readonly version: string;
  firstSeen: number;
  lastSeen: number;
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
  keyById(id: number): KeyEntry | null;
  keysOfIssue(issueId: number): readonly KeyEntry[];
  identity(ref: IdentityRef): number | null;
  hasLike(looks: Looks): boolean;
  knownError(id: number): KnownError | null;
  sighting(errorId: number, contentKey: string): number | null;
  contentKey(key: string): number | null;
  tagId(key: string, value: string): number | null;
  /** The same of many, in their order. */
  tagIds(tags: readonly (readonly [key: string, value: string])[]): (number | null)[];
  identities(refs: readonly IdentityRef[]): (number | null)[];
  keys(refs: readonly KeyRef[]): (KeyEntry | null)[];
  traceId(keyId: number, hash: string): number | null;
  release(projectId: number, version: string): ReleaseEntry | null;
  /** The releases of a project that were seen first most recently. */
  recentReleases(projectId: number): readonly string[];
  /** Errors of an issue that happened since a moment, as far as their rows are kept. */
  errorsSince(issueId: number, since: number): number;
  /** The most errors of an issue that one hour from the first to the last had. */
  busiestHour(issueId: number, hours: { from: number; to: number }): number;
  storedViews(): StoredViews;
  /** The highest id ever given in each table. */
  readonly lastIds: LastIds;
}
