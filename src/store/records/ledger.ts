import type { ProjectRef } from "../../domain/index.ts";
import type {
  ActivityEntry,
  ErrorEntry,
  IdentityRef,
  IssueEntry,
  KeyEntry,
  KnownError,
  LedgerSource,
  OutcomeEntry,
  ProjectEntry,
  SightingEntry,
} from "./entries.ts";

/** Projects, issues and keys that are remembered from one batch to the next. */
const rememberedMax = 20_000;

/**
 * The changes of one batch, over what the store knows. Create one, then `begin()` for every batch. It is
 * filled while the batch is decided and written out afterwards, so that a batch costs one upsert per
 * issue, however many of its errors are in it.
 */
export class Ledger {
  readonly #source: LedgerSource;
  readonly #projects = new Map<string, ProjectEntry>();
  readonly #projectsById = new Map<number, ProjectEntry>();
  readonly #upstreams = new Map<string, number>();
  readonly #issues = new Map<number, IssueEntry>();
  readonly #keys = new Map<string, KeyEntry>();
  readonly #identities = new Map<string, number>();
  readonly #upstreamIssues = new Map<string, IssueEntry>();
  readonly #contentKeys = new Map<string, number>();
  readonly #sightings = new Map<string, number>();
  readonly #known = new Map<number, KnownError>();
  readonly #lastIds: { error: number; issue: number; key: number; project: number };

  readonly newProjects = new Set<ProjectEntry>();
  readonly changedProjects = new Set<ProjectEntry>();
  readonly newUpstreams: { source: string; upstreamId: string; projectId: number }[] = [];
  readonly newIssues = new Set<IssueEntry>();
  readonly changedIssues = new Set<IssueEntry>();
  readonly newKeys = new Set<KeyEntry>();
  readonly changedKeys = new Set<KeyEntry>();
  readonly newErrors = new Map<number, ErrorEntry>();
  readonly changedErrors = new Map<number, ErrorEntry>();
  readonly removedErrors = new Set<number>();
  /** Issues whose errors and timeline move to another issue: from → to. */
  readonly movedIssues: { from: number; to: number }[] = [];
  /** Issues that were learnt just now and may have a timeline already: they claim it. */
  readonly claims: { source: string; upstreamIssueId: string; issueId: number }[] = [];
  readonly newIdentities: (IdentityRef & { errorId: number; receivedAt: number })[] = [];
  readonly newSightings: SightingEntry[] = [];
  readonly newContentKeys: { key: string; deliveryId: number }[] = [];
  readonly activity: ActivityEntry[] = [];
  readonly outcomes: OutcomeEntry[] = [];

  constructor(source: LedgerSource) {
    this.#source = source;
    this.#lastIds = { ...source.lastIds };
  }

  get lastIds(): Readonly<{ error: number; issue: number; key: number; project: number }> {
    return this.#lastIds;
  }

  /** Forgets the changes of the batch before; what was read stays remembered, within bounds. */
  begin(): void {
    if (this.#issues.size + this.#keys.size > rememberedMax) {
      this.#issues.clear();
      this.#keys.clear();
    }
    if (this.#projects.size + this.#upstreams.size > rememberedMax) {
      for (const map of [this.#projects, this.#projectsById, this.#upstreams]) map.clear();
    }
    for (const map of [this.#identities, this.#contentKeys, this.#sightings, this.#known])
      map.clear();
    for (const set of [this.newProjects, this.changedProjects]) set.clear();
    for (const set of [this.newIssues, this.changedIssues]) set.clear();
    for (const set of [this.newKeys, this.changedKeys]) set.clear();
    for (const map of [this.newErrors, this.changedErrors]) map.clear();
    this.#upstreamIssues.clear();
    this.removedErrors.clear();
    this.newUpstreams.length = 0;
    this.movedIssues.length = 0;
    this.claims.length = 0;
    this.newIdentities.length = 0;
    this.newSightings.length = 0;
    this.newContentKeys.length = 0;
    this.activity.length = 0;
    this.outcomes.length = 0;
  }

  project(slug: string): ProjectEntry | null {
    return this.#projects.get(slug) ?? this.#remember(this.#source.project(slug));
  }

  projectById(id: number): ProjectEntry | null {
    return this.#projectsById.get(id) ?? this.#remember(this.#source.projectById(id));
  }

  /** The project that an upstream knows by this id. */
  projectByUpstream(source: string, upstreamId: string): ProjectEntry | null {
    const name = `${source}:${upstreamId}`;
    const id = this.#upstreams.get(name) ?? this.#source.projectIdByUpstream(source, upstreamId);
    if (id === null) return null;
    this.#upstreams.set(name, id);
    return this.projectById(id);
  }

  /** The project of an issue that an upstream knows by this id. */
  projectByUpstreamIssue(source: string, upstreamIssueId: string): ProjectEntry | null {
    const issue = this.issueByUpstream(source, upstreamIssueId);
    return issue === null ? null : this.projectById(issue.projectId);
  }

  createProject(slug: string, name: string | null): ProjectEntry {
    const project: ProjectEntry = {
      id: ++this.#lastIds.project,
      slug,
      name,
      nextIssueNumber: 1,
      upstreams: new Set(),
    };
    this.newProjects.add(project);
    return this.#rememberProject(project);
  }

  /** Learns what a payload says of a project: its display name and its id upstream. */
  learnProject(project: ProjectEntry, source: string, ref: ProjectRef): void {
    if (ref.name !== null && project.name !== ref.name) {
      project.name = ref.name;
      if (!this.newProjects.has(project)) this.changedProjects.add(project);
    }
    if (ref.upstreamId === null) return;
    const name = `${source}:${ref.upstreamId}`;
    if (project.upstreams.has(name) && this.#upstreams.get(name) === project.id) return;
    project.upstreams.add(name);
    this.#upstreams.set(name, project.id);
    this.newUpstreams.push({ source, upstreamId: ref.upstreamId, projectId: project.id });
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

  createIssue(fields: Omit<IssueEntry, "id">): IssueEntry {
    const issue: IssueEntry = { ...fields, id: ++this.#lastIds.issue };
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
    const found = this.#source.key(projectId, key);
    if (found !== null) this.#keys.set(name, found);
    return found;
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

  createKey(projectId: number, key: string, issueId: number): KeyEntry {
    const entry: KeyEntry = { id: ++this.#lastIds.key, projectId, key, issueId, count: 0 };
    this.#keys.set(`${projectId} ${key}`, entry);
    this.newKeys.add(entry);
    return entry;
  }

  touchKey(entry: KeyEntry): void {
    this.#keys.set(`${entry.projectId} ${entry.key}`, entry);
    if (!this.newKeys.has(entry)) this.changedKeys.add(entry);
  }

  /** The id of the error that this event is already, or null. */
  identity(ref: IdentityRef): number | null {
    const name = `${ref.projectId} ${ref.eventId}`;
    return this.#identities.get(name) ?? this.#source.identity(ref);
  }

  addIdentity(ref: IdentityRef, errorId: number, receivedAt: number): void {
    this.#identities.set(`${ref.projectId} ${ref.eventId}`, errorId);
    this.newIdentities.push({ ...ref, errorId, receivedAt });
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

  addError(entry: ErrorEntry): void {
    this.newErrors.set(entry.id, entry);
    this.#known.set(entry.id, knownFrom(entry));
  }

  /** Writes all columns of an error anew: a partial one that is completed. */
  completeError(entry: ErrorEntry): void {
    const pending = this.newErrors.has(entry.id) ? this.newErrors : this.changedErrors;
    pending.set(entry.id, entry);
    this.#known.set(entry.id, knownFrom(entry));
  }

  removeError(id: number): void {
    if (!this.newErrors.delete(id)) this.removedErrors.add(id);
    this.changedErrors.delete(id);
    this.#known.delete(id);
  }

  /** Moves all errors and the timeline of one issue to another. */
  moveErrors(from: number, to: number): void {
    for (const entry of [...this.newErrors.values(), ...this.changedErrors.values()]) {
      if (entry.issueId === from) entry.issueId = to;
    }
    for (const entry of this.#known.values()) if (entry.issueId === from) entry.issueId = to;
    this.movedIssues.push({ from, to });
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

  #remember(project: ProjectEntry | null): ProjectEntry | null {
    return project === null ? null : this.#rememberProject(project);
  }

  #rememberProject(project: ProjectEntry): ProjectEntry {
    this.#projects.set(project.slug, project);
    this.#projectsById.set(project.id, project);
    for (const name of project.upstreams) {
      if (!this.#upstreams.has(name)) this.#upstreams.set(name, project.id);
    }
    return project;
  }
}

function knownFrom(entry: ErrorEntry): KnownError {
  return {
    id: entry.id,
    projectId: entry.project.id,
    issueId: entry.issueId,
    keyId: entry.keyId,
  };
}
