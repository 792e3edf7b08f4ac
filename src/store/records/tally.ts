import { hourOf } from "../../domain/index.ts";
import { Generations } from "../generations.ts";
import type { LedgerSource, Marks, ReleaseEntry } from "./entries.ts";

/** What a batch adds to the counters: sums, written once per row of a counter. */
export interface KeyHour {
  readonly keyId: number;
  readonly hour: number;
  count: number;
}

export interface KeyTag {
  readonly keyId: number;
  readonly tagId: number;
  /** True for the tag that says who was affected. */
  readonly isUser: boolean;
  count: number;
  firstSeen: number;
  lastSeen: number;
}

export interface ProjectHour {
  readonly projectId: number;
  readonly dimension: Dimension;
  readonly hour: number;
  readonly value: string;
  count: number;
}

/** By what the hours of a project are counted. */
export type Dimension =
  | "all"
  | "level"
  | "environment"
  | "release"
  | "new"
  | "regressed"
  | "resolved";

type TallySource = Pick<LedgerSource, "tagId" | "tagIds" | "release">;

const rememberedMax = 50_000;
const goneMax = 10_000;

/** Two ids as one number, which makes a cheaper key than a text. Ids of keys have 26 bits. */
function pair(keyId: number, id: number): number {
  return id * 2 ** 26 + keyId;
}

const nameOf = (key: string, value: string) => `${key}\u0000${value}`;

/** The counters of one batch: errors per hour, tags and users of a key, hours and releases of a project. */
export class Tally {
  readonly #source: TallySource;
  readonly #tagIds = new Generations<string, number>(rememberedMax);
  #releases = new Map<string, ReleaseEntry>();
  readonly #nextTagId: () => number;

  readonly #gone = new Set<number>();
  /** Names of tags that are known not to be stored. */
  readonly #absent = new Set<string>();
  readonly newTags: { id: number; key: string; value: string }[] = [];
  readonly keyHours = new Map<number, KeyHour>();
  readonly keyTags = new Map<number, KeyTag>();
  readonly projectHours = new Map<string, ProjectHour>();
  readonly changedReleases = new Set<ReleaseEntry>();

  constructor(source: TallySource, nextTagId: () => number) {
    this.#source = source;
    this.#nextTagId = nextTagId;
  }

  begin(): void {
    if (this.#releases.size > rememberedMax) this.#releases = new Map();
    this.newTags.length = 0;
    this.#absent.clear();
    this.keyHours.clear();
    this.keyTags.clear();
    this.projectHours.clear();
    this.changedReleases.clear();
  }

  /** The number under which a tag is kept; a tag that is new gets one. */
  tagId(key: string, value: string): number {
    const name = nameOf(key, value);
    const remembered = this.#remembered(name);
    if (remembered !== null) return remembered;
    let id = this.#absent.delete(name) ? null : this.#source.tagId(key, value);
    if (id === null) {
      id = this.#nextTagId();
      this.newTags.push({ id, key, value });
    }
    this.#tagIds.set(name, id);
    return id;
  }

  /** Reads at once what `tagId` is about to be asked for. */
  foresee(tags: readonly (readonly [key: string, value: string])[]): void {
    const unknown = new Map(
      tags
        .map((tag) => [nameOf(...tag), tag] as const)
        .filter(([name]) => this.#remembered(name) === null && !this.#absent.has(name)),
    );
    const ids = this.#source.tagIds([...unknown.values()]);
    [...unknown.keys()].forEach((name, at) => {
      const id = ids[at] ?? null;
      if (id === null) this.#absent.add(name);
      else this.#tagIds.set(name, id);
    });
  }

  /** Whether a tag is of this batch: nothing can be stored of it. */
  isNew(tagId: number): boolean {
    const [first] = this.newTags;
    return first !== undefined && tagId >= first.id;
  }

  #remembered(name: string): number | null {
    const id = this.#tagIds.get(name);
    return id === undefined || this.#gone.has(id) ? null : id;
  }

  /** Tags are gone: those that come again are kept anew. */
  forget(tagIds: readonly number[]): void {
    if (this.#gone.size + tagIds.length > goneMax) {
      for (const kept of [this.#tagIds, this.#gone]) kept.clear();
    }
    for (const id of tagIds) this.#gone.add(id);
  }

  /** One more error (or, by -1, one fewer: a partial one that proves to be another). */
  count(marks: Marks, count: 1 | -1): void {
    const hour = hourOf(marks.timestamp);
    this.#keyHour(marks.keyId, hour, count);
    for (const tagId of marks.tagIds) this.#keyTag(marks, tagId, count);
    this.countProject(marks, "all", "", count);
    this.countProject(marks, "level", marks.level, count);
    this.countProject(marks, "environment", marks.environment ?? "", count);
    this.countProject(marks, "release", marks.release ?? "", count);
    if (marks.release !== null && count > 0) {
      this.#seeRelease(marks.projectId, marks.release, marks.timestamp);
    }
  }

  countProject(
    { projectId, timestamp }: Pick<Marks, "projectId" | "timestamp">,
    dimension: Dimension,
    value: string,
    count: number,
  ): void {
    const hour = hourOf(timestamp);
    const name = `${projectId} ${dimension} ${hour} ${value}`;
    const entry = this.projectHours.get(name);
    if (entry !== undefined) entry.count += count;
    else this.projectHours.set(name, { projectId, dimension, hour, value, count });
  }

  /** When a release of a project was first seen, or null: errors of this batch included. */
  releaseSeen(projectId: number, version: string): number | null {
    return this.#release(projectId, version)?.firstSeen ?? null;
  }

  #keyHour(keyId: number, hour: number, count: number): void {
    const name = pair(keyId, hour);
    const entry = this.keyHours.get(name);
    if (entry !== undefined) entry.count += count;
    else this.keyHours.set(name, { keyId, hour, count });
  }

  #keyTag({ keyId, timestamp: at, userTagId }: Marks, tagId: number, count: number): void {
    const name = pair(keyId, tagId);
    const entry = this.keyTags.get(name);
    if (entry === undefined) {
      const isUser = tagId === userTagId;
      this.keyTags.set(name, { keyId, tagId, isUser, count, firstSeen: at, lastSeen: at });
      return;
    }
    entry.count += count;
    entry.firstSeen = Math.min(entry.firstSeen, at);
    entry.lastSeen = Math.max(entry.lastSeen, at);
  }

  #seeRelease(projectId: number, version: string, at: number): void {
    const known = this.#release(projectId, version);
    if (known === null) {
      const entry = { projectId, version, firstSeen: at, lastSeen: at };
      this.#releases.set(`${projectId} ${version}`, entry);
      this.changedReleases.add(entry);
      return;
    }
    if (at >= known.firstSeen && at <= known.lastSeen) return;
    known.firstSeen = Math.min(known.firstSeen, at);
    known.lastSeen = Math.max(known.lastSeen, at);
    this.changedReleases.add(known);
  }

  #release(projectId: number, version: string): ReleaseEntry | null {
    const name = `${projectId} ${version}`;
    const remembered = this.#releases.get(name);
    if (remembered !== undefined) return remembered;
    const found = this.#source.release(projectId, version);
    if (found !== null) this.#releases.set(name, found);
    return found;
  }
}
