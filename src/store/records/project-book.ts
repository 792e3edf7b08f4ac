import type { ProjectRef } from "../../domain/index.ts";
import type { LedgerSource, ProjectEntry } from "./entries.ts";

/** Projects and their upstream names that are remembered from one batch to the next. */
const rememberedMax = 20_000;

/** The projects of a batch, over what the store knows. */
export class ProjectBook {
  readonly #source: LedgerSource;
  readonly #nextId: () => number;
  readonly #bySlug = new Map<string, ProjectEntry>();
  readonly #byId = new Map<number, ProjectEntry>();
  readonly #upstreams = new Map<string, number>();

  readonly created = new Set<ProjectEntry>();
  readonly changed = new Set<ProjectEntry>();
  readonly newUpstreams: { source: string; upstreamId: string; projectId: number }[] = [];

  constructor(source: LedgerSource, nextId: () => number) {
    this.#source = source;
    this.#nextId = nextId;
  }

  begin(): void {
    if (this.#bySlug.size + this.#upstreams.size > rememberedMax) {
      for (const map of [this.#bySlug, this.#byId, this.#upstreams]) map.clear();
    }
    this.created.clear();
    this.changed.clear();
    this.newUpstreams.length = 0;
  }

  bySlug(slug: string): ProjectEntry | null {
    return this.#bySlug.get(slug) ?? this.#remember(this.#source.project(slug));
  }

  byId(id: number): ProjectEntry | null {
    return this.#byId.get(id) ?? this.#remember(this.#source.projectById(id));
  }

  /** The project that an upstream knows by this id. */
  byUpstream(source: string, upstreamId: string): ProjectEntry | null {
    const name = `${source}:${upstreamId}`;
    const id = this.#upstreams.get(name) ?? this.#source.projectIdByUpstream(source, upstreamId);
    if (id === null) return null;
    this.#upstreams.set(name, id);
    return this.byId(id);
  }

  create(slug: string, name: string | null): ProjectEntry {
    const project: ProjectEntry = {
      id: this.#nextId(),
      slug,
      name,
      nextIssueNumber: 1,
      upstreams: new Set(),
    };
    this.created.add(project);
    return this.#rememberOne(project);
  }

  /** The number of the project's next issue. */
  takeIssueNumber(project: ProjectEntry): number {
    const number = project.nextIssueNumber;
    project.nextIssueNumber += 1;
    this.#touch(project);
    return number;
  }

  /** Learns what a payload says of a project: its display name and its id upstream. */
  learn(project: ProjectEntry, source: string, ref: ProjectRef): void {
    if (ref.name !== null && project.name !== ref.name) {
      project.name = ref.name;
      this.#touch(project);
    }
    if (ref.upstreamId === null) return;
    const name = `${source}:${ref.upstreamId}`;
    if (project.upstreams.has(name) && this.#upstreams.get(name) === project.id) return;
    project.upstreams.add(name);
    this.#upstreams.set(name, project.id);
    this.newUpstreams.push({ source, upstreamId: ref.upstreamId, projectId: project.id });
  }

  #touch(project: ProjectEntry): void {
    if (!this.created.has(project)) this.changed.add(project);
  }

  #remember(project: ProjectEntry | null): ProjectEntry | null {
    return project === null ? null : this.#rememberOne(project);
  }

  #rememberOne(project: ProjectEntry): ProjectEntry {
    this.#bySlug.set(project.slug, project);
    this.#byId.set(project.id, project);
    for (const name of project.upstreams) {
      if (!this.#upstreams.has(name)) this.#upstreams.set(name, project.id);
    }
    return project;
  }
}
