import type { ErrorFacts } from "../../domain/index.ts";
import { Batch } from "./batch.ts";
import { countOne, recountFrom, type Seen } from "./counts.ts";
import type {
  ErrorEntry,
  IdentityRef,
  IssueEntry,
  KeyEntry,
  KeyRef,
  KnownError,
  LastIds,
  LedgerSource,
  Looks,
  Marks,
  ProjectEntry,
  Questions,
  SightingEntry,
  StoredError,
} from "./entries.ts";
import { IdentityBook } from "./identity-book.ts";
import { marksFrom, type Origin } from "./marks.ts";
import { Pieces } from "./pieces.ts";
import { ProjectBook } from "./project-book.ts";
import type { PurgedRows } from "./retained.ts";
import { readableValues } from "./rows.ts";
import { Tally } from "./tally.ts";
import { ViewBook } from "./views.ts";

/** Issues and keys that are remembered from one batch to the next. */
const rememberedMax = 20_000;

/**
 * The changes of one batch, over what the store knows. Create one, then `begin()` for every batch. It is
 * filled while the batch is decided and written out afterwards, so that a batch costs one upsert per
 * issue, however many of its errors are in it.
 */
export class Ledger extends Batch {
  readonly #source: LedgerSource;
  readonly #issues = new Map<number, IssueEntry>();
  readonly #keys = new Map<string, KeyEntry>();
  readonly #keysById = new Map<number, KeyEntry>();
  readonly #identities: IdentityBook;
  readonly #absentKeys = new Set<string>();
  readonly #upstreamIssues = new Map<string, IssueEntry>();
  readonly #contentKeys = new Map<string, number>();
  readonly #sightings = new Map<string, number>();
  readonly #known = new Map<number, KnownError>();
  readonly #lastIds: LastIds;

  readonly projects: ProjectBook;
  readonly tally: Tally;
  readonly pieces: Pieces;
  readonly views: ViewBook;

  constructor(source: LedgerSource) {
    super();
    this.#source = source;
    this.#identities = new IdentityBook(source);
    this.#lastIds = { ...source.lastIds };
    this.lastActivity = source.lastIds.activity;
    this.views = new ViewBook(source);
    this.projects = new ProjectBook(source, () => ++this.#lastIds.project);
    this.tally = new Tally(source, () => ++this.#lastIds.tag);
    this.pieces = new Pieces((keyId, hash) => source.traceId(keyId, hash));
  }

  get lastIds(): Readonly<LastIds> {
    return this.#lastIds;
  }

  /** Forgets the changes of the batch before; what was read stays remembered, within bounds. */
  begin(): void {
    if (this.#issues.size + this.#keys.size > rememberedMax) {
      for (const map of [this.#issues, this.#keys, this.#keysById]) map.clear();
    }
    for (const book of [this.#identities, this.#absentKeys, this.#contentKeys]) book.clear();
    for (const map of [this.#sightings, this.#known]) map.clear();
    this.#upstreamIssues.clear();
    this.clear();
    this.projects.begin();
    this.tally.begin();
    this.pieces.begin();
    this.views.begin();
  }

  /** The project of an issue that an upstream knows by this id. */
  projectOfUpstreamIssue(source: string, upstreamIssueId: string): ProjectEntry | null {
    const issue = this.issueByUpstream(source, upstreamIssueId);
    return issue === null ? null : this.projects.byId(issue.projectId);
  }

  issue(id: number): IssueEntry | null {
    const remembered = this.#issues.get(id);
    if (remembered !== undefined) return remembered;
    const found = this.#source.issue(id);
    if (found !== null) this.#issues.set(id, found);
    return found;
  }

  issueByUpstream(source: string, upstreamId: string): IssueEntry | null {
    const learnt = this.#upstreamIssues.get(`${source}:${upstreamId}`);
    if (learnt !== undefined) return learnt;
    const id = this.#source.issueIdByUpstream(source, upstreamId);
    return id === null ? null : this.issue(id);
  }

  createIssue(fields: Omit<IssueEntry, "id" | "keyCount">): IssueEntry {
    const issue: IssueEntry = { ...fields, id: ++this.#lastIds.issue, keyCount: 0 };
    this.#issues.set(issue.id, issue);
    this.newIssues.add(issue);
    this.#learnUpstream(issue);
    return issue;
  }

  touchIssue(issue: IssueEntry): void {
    this.#learnUpstream(issue);
    if (!this.newIssues.has(issue)) this.changedIssues.add(issue);
  }

  key(projectId: number, key: string): KeyEntry | null {
    const name = `${projectId} ${key}`;
    const remembered = this.#keys.get(name);
    if (remembered !== undefined) return remembered;
    if (this.#absentKeys.has(name)) return null;
    const found = this.#source.key(projectId, key);
    return found === null ? null : this.#rememberKey(found);
  }

  /**
   * Reads at once what is about to be asked: where the database is far, every question by itself costs a round trip.
   * It must be asked before the batch itself writes down anything of it.
   */
  foresee({ identities, keys, tags }: Questions): void {
    this.#identities.foresee(identities);
    const unknown = keys.filter((ref) => !this.#keys.has(keyName(ref)));
    this.#source.keys(unknown).forEach((entry, at) => {
      const ref = unknown[at] as KeyRef;
      if (entry === null) this.#absentKeys.add(keyName(ref));
      else if (!this.#keys.has(keyName(ref))) this.#rememberKey(entry);
    });
    this.tally.foresee(tags);
  }

  keyById(id: number): KeyEntry | null {
    const remembered = this.#keysById.get(id);
    if (remembered !== undefined) return remembered;
    const found = this.#source.keyById(id);
    return found === null ? null : this.#rememberKey(found);
  }

  /** Every key that leads to the issue, those of this batch included. */
  keysOfIssue(issueId: number): readonly KeyEntry[] {
    const stored = this.#source
      .keysOfIssue(issueId)
      .map((entry) => this.#keys.get(`${entry.projectId} ${entry.key}`) ?? entry);
    const mine = [...this.newKeys, ...this.changedKeys];
    const all = new Set([...stored, ...mine]);
    return [...all].filter((entry) => entry.issueId === issueId);
  }

  createKey(key: string, issue: IssueEntry): KeyEntry {
    const { projectId, firstSeen, lastSeen } = issue;
    const entry: KeyEntry = {
      id: ++this.#lastIds.key,
      projectId,
      key,
      issueId: issue.id,
      originIssueId: issue.id,
      count: 0,
      removed: 0,
      users: 0,
      firstSeen,
      lastSeen,
      firstRelease: null,
      lastRelease: null,
      nextPiece: 0,
    };
    issue.keyCount += 1;
    this.newKeys.add(entry);
    return this.#rememberKey(entry);
  }

  touchKey(entry: KeyEntry): void {
    this.#rememberKey(entry);
    if (!this.newKeys.has(entry)) this.changedKeys.add(entry);
  }

  /** The id of the error that this event is already, or null. */
  identity(ref: IdentityRef): number | null {
    return this.#identities.find(ref);
  }

  addIdentity(ref: IdentityRef, errorId: number, receivedAt: number): void {
    this.#identities.add(ref, errorId);
    this.newIdentities.push({ ...ref, errorId, receivedAt });
  }

  /** Whether an error that came without an event id is stored that looks the same. */
  hasLike(looks: Looks): boolean {
    return this.#source.hasLike(looks);
  }

  knownError(id: number): KnownError | null {
    const remembered = this.#known.get(id);
    if (remembered !== undefined) return remembered;
    const found = this.#source.knownError(id);
    if (found !== null) this.#known.set(id, found);
    return found;
  }

  nextErrorId(): number {
    this.#lastIds.error += 1;
    return this.#lastIds.error;
  }

  /** What an error counts for: its tags, its trace and its words are found or made. */
  marksOf(facts: ErrorFacts, key: KeyEntry, origin: Origin): Marks {
    this.touchKey(key);
    return marksFrom(facts, { key, origin, tally: this.tally, pieces: this.pieces });
  }

  /** Ids of errors go on after this one. */
  continueAfter(errorId: number): void {
    this.#lastIds.error = Math.max(this.#lastIds.error, errorId);
  }

  /** One more occurrence: the only place where counts grow. */
  countError({ key, issue }: { key: KeyEntry; issue: IssueEntry }, seen: Seen): void {
    for (const counted of [key, issue]) countOne(counted, seen);
    this.touchKey(key);
    this.touchIssue(issue);
  }

  addError(entry: ErrorEntry): void {
    this.newErrors.set(entry.id, entry);
    this.#count(entry.marks, 1);
    this.#known.set(entry.id, knownFrom(entry));
  }

  /** Writes all columns of an error anew: a partial one that is completed. */
  completeError(entry: ErrorEntry): void {
    const before = this.knownError(entry.id);
    if (before !== null) this.#count(before, -1);
    this.#count(entry.marks, 1);
    const pending = this.newErrors.has(entry.id) ? this.newErrors : this.changedErrors;
    pending.set(entry.id, entry);
    this.#known.set(entry.id, knownFrom(entry));
    const { id: errorId, issueId, marks } = entry;
    const { projectId } = marks;
    this.changes.push({ kind: "error.changed", projectId, issueId, errorId, data: null });
  }

  /** Renews what a better reader makes of a stored error. Its issue and its counts stay. */
  renewError(id: number, facts: ErrorFacts, origin: Origin): void {
    const before = this.knownError(id);
    const key = before === null ? null : this.keyById(before.keyId);
    if (before === null || key === null) return;
    const marks = this.marksOf(facts, key, origin);
    this.#count(before, -1);
    this.#count(marks, 1);
    this.#known.set(id, { ...before, ...marks });
    this.renewedErrors.push({ id, marks, readable: readableValues(facts) });
  }

  pinError(id: number, on: boolean): void {
    this.pinnedErrors.set(id, on);
    const known = this.knownError(id);
    if (known !== null) this.#known.set(id, { ...known, pinned: on });
  }

  /** Takes a key its name, so that errors that come later make a new one. */
  retireKey(key: KeyEntry): void {
    this.#keys.delete(`${key.projectId} ${key.key}`);
    this.#keysById.delete(key.id);
    this.retiredKeys.add(key.id);
  }

  /** Removes an error that proves to be another one: it never counted. */
  removeError(id: number): void {
    const before = this.knownError(id);
    if (before !== null) this.#count(before, -1);
    if (!this.newErrors.delete(id)) this.removedErrors.add(id);
    this.changedErrors.delete(id);
    this.#known.delete(id);
  }

  /** An error that somebody deletes: it counts no more, and its deliveries go with it. */
  deleteError(id: number): void {
    this.removeError(id);
    this.deletedErrors.add(id);
  }

  /** An error whose row goes by a rule: it still counts. */
  forgetError(error: StoredError): void {
    const { id, keyId, issueId } = error;
    this.pieces.refer(error, -1);
    const [key, issue] = [this.keyById(keyId), this.issue(issueId)];
    for (const counted of [key, issue]) if (counted !== null) counted.removed += 1;
    if (key !== null) this.touchKey(key);
    if (issue !== null) {
      if (issue.partialErrorId === id) issue.partialErrorId = null;
      this.touchIssue(issue);
    }
    this.#known.delete(id);
  }

  /** Remembers issues and keys no more: their rows are gone. */
  drop({ issues, keys, tags }: PurgedRows): void {
    this.tally.forget(tags);
    for (const id of issues) this.#issues.delete(id);
    for (const id of keys) {
      const key = this.#keysById.get(id);
      if (key !== undefined) this.#keys.delete(`${key.projectId} ${key.key}`);
      this.#keysById.delete(id);
    }
  }

  #count(marks: Marks, count: 1 | -1): void {
    this.tally.count(marks, count);
    this.pieces.refer(marks, count);
  }

  /** Moves the errors of one key from one issue to another. */
  moveErrorsOfKey(keyId: number, { from, to }: { from: number; to: number }): void {
    this.movedErrors.push({ keyIds: [keyId], from, to, isAll: false });
  }

  /** Has an issue's counts, users and releases worked out anew from its keys. */
  recount(issue: IssueEntry): void {
    recountFrom(issue, this.keysOfIssue(issue.id));
    this.recounted.add(issue);
    this.touchIssue(issue);
  }

  recentReleases(projectId: number): readonly string[] {
    return this.#source.recentReleases(projectId);
  }

  /** Errors of an issue that happened since a moment, those of this batch included. */
  errorsSince(issueId: number, since: number): number {
    let count = this.#source.errorsSince(issueId, since);
    for (const { issueId: id, marks } of this.newErrors.values()) {
      if (id === issueId && marks.timestamp >= since) count += 1;
    }
    return count;
  }

  busiestHour(issueId: number, hours: { from: number; to: number }): number {
    return this.#source.busiestHour(issueId, hours);
  }

  /** Moves all errors of one issue, those of its keys, to another. */
  moveErrors(keyIds: readonly number[], { from, to }: { from: number; to: number }): void {
    for (const entry of [...this.newErrors.values(), ...this.changedErrors.values()]) {
      if (entry.issueId === from) entry.issueId = to;
    }
    for (const entry of this.#known.values()) if (entry.issueId === from) entry.issueId = to;
    this.movedErrors.push({ keyIds, from, to, isAll: true });
  }

  sighting(errorId: number, contentKey: string): number | null {
    return (
      this.#sightings.get(`${errorId} ${contentKey}`) ?? this.#source.sighting(errorId, contentKey)
    );
  }

  addSighting(entry: SightingEntry): void {
    this.#sightings.set(`${entry.errorId} ${entry.contentKey}`, entry.deliveryId);
    this.newSightings.push(entry);
  }

  contentKey(key: string): number | null {
    return this.#contentKeys.get(key) ?? this.#source.contentKey(key);
  }

  addContentKey(key: string, deliveryId: number): void {
    this.#contentKeys.set(key, deliveryId);
    this.newContentKeys.push({ key, deliveryId });
  }

  #learnUpstream(issue: IssueEntry): void {
    if (issue.upstreamId === null || issue.mergedInto !== null) return;
    this.#upstreamIssues.set(`${issue.upstreamSource}:${issue.upstreamId}`, issue);
  }

  #rememberKey(entry: KeyEntry): KeyEntry {
    this.#keys.set(`${entry.projectId} ${entry.key}`, entry);
    this.#keysById.set(entry.id, entry);
    return entry;
  }
}

const keyName = ({ projectId, key }: KeyRef) => `${projectId} ${key}`;

function knownFrom({ id, issueId, marks }: ErrorEntry): KnownError {
  return { ...marks, id, issueId, pinned: false };
}
