import type {
  ActivityEntry,
  ChangeEntry,
  ErrorEntry,
  IdentityRef,
  IssueEntry,
  KeyEntry,
  OutcomeEntry,
  SightingEntry,
} from "./entries.ts";
import type { MovedErrors } from "./moves.ts";
import { UpstreamBook } from "./upstream-book.ts";

/** What one batch adds and changes, as it is written out afterwards: see `LedgerWriter`. */
export class Batch {
  readonly newIssues = new Set<IssueEntry>();
  readonly changedIssues = new Set<IssueEntry>();
  readonly newKeys = new Set<KeyEntry>();
  readonly changedKeys = new Set<KeyEntry>();
  readonly newErrors = new Map<number, ErrorEntry>();
  readonly changedErrors = new Map<number, ErrorEntry>();
  readonly removedErrors = new Set<number>();
  /** Those of them that somebody deleted. */
  readonly deletedErrors = new Set<number>();
  readonly pinnedErrors = new Map<number, boolean>();
  readonly retiredKeys = new Set<number>();
  readonly renewedErrors: Pick<ErrorEntry, "id" | "marks" | "readable">[] = [];
  /** Issues whose users are counted anew, when all else is written. */
  readonly recounted = new Set<IssueEntry>();
  readonly movedErrors: MovedErrors[] = [];
  /** Issues that were learnt just now and may have a timeline already: they claim it. */
  readonly claims: { source: string; upstreamIssueId: string; issueId: number }[] = [];
  readonly newIdentities: (IdentityRef & { errorId: number; receivedAt: number })[] = [];
  readonly newSightings: SightingEntry[] = [];
  readonly newContentKeys: { key: string; deliveryId: number }[] = [];
  readonly activity: ActivityEntry[] = [];
  readonly outcomes: OutcomeEntry[] = [];
  /** What lines of an import told of their errors, beyond what has columns. */
  readonly importedPayloads: { errorId: number; line: string }[] = [];
  readonly changes: ChangeEntry[] = [];
  /** Writes that were answered under an `Idempotency-Key`. */
  readonly remembered: {
    key: string;
    requestHash: string;
    status: number;
    body: string;
    at: number;
  }[] = [];

  /** What is known of upstreams, and what is owed to them. */
  readonly upstream = new UpstreamBook();

  /** The number of the last row of the timeline before this batch. */
  lastActivity = 0;

  /** Adds a row to the timeline. Returns its number: within a batch they follow each other. */
  tell(entry: ActivityEntry): number {
    return this.lastActivity + this.activity.push(entry);
  }

  /** Forgets the batch before. */
  protected clear(): void {
    this.lastActivity += this.activity.length;
    for (const set of [this.newIssues, this.changedIssues]) set.clear();
    for (const set of [this.newKeys, this.changedKeys]) set.clear();
    for (const map of [this.newErrors, this.changedErrors]) map.clear();
    this.removedErrors.clear();
    this.deletedErrors.clear();
    this.pinnedErrors.clear();
    this.retiredKeys.clear();
    this.renewedErrors.length = 0;
    this.movedErrors.length = 0;
    this.recounted.clear();
    this.claims.length = 0;
    this.newIdentities.length = 0;
    this.newSightings.length = 0;
    this.newContentKeys.length = 0;
    this.activity.length = 0;
    this.outcomes.length = 0;
    this.importedPayloads.length = 0;
    this.changes.length = 0;
    this.remembered.length = 0;
    this.upstream.clear();
  }
}
