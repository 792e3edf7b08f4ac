import type {
  Backfill,
  BackfillState,
  HourCompleteness,
  OutboxPayload,
  StoredSource,
} from "../../domain/index.ts";

/** A piece of work as it is written down. */
export interface OwedJob {
  /** The same work is owed once. */
  readonly key: string;
  readonly source: string;
  readonly payload: OutboxPayload;
  readonly at: number;
}

/** Which work may be taken: of a source and kind, due by a moment. */
export interface LeaseAsk {
  readonly source: string;
  readonly kinds: readonly { readonly kind: OutboxPayload["do"]; readonly dueBy: number }[];
  readonly now: number;
  readonly max: number;
}

/** A backfill as somebody asks for it. */
export type GivenBackfill = Pick<
  Backfill,
  "source" | "project" | "why" | "from" | "to" | "expected"
>;

/** How a backfill goes on; sums are added. */
export interface BackfillStep {
  readonly id: number;
  readonly state: BackfillState;
  readonly reason: string | null;
  readonly anchor: number;
  readonly cursor: string | null;
  readonly listed: number;
  readonly stored: number;
  readonly requests: number;
}

/** An issue as an upstream listed it. */
export interface SeenIssue {
  readonly upstreamId: string;
  readonly state: string;
  readonly count: number | null;
  readonly lastSeen: number;
}

export type CheckedHour = Omit<HourCompleteness, "seen">;

/** A change of what is known of upstreams. `at`, times: milliseconds since 1970. */
export type UpstreamWrite =
  | { readonly put: "source"; readonly source: StoredSource; readonly at: number }
  | { readonly put: "noSource"; readonly slug: string }
  | { readonly put: "job"; readonly job: OwedJob }
  | {
      readonly put: "lease";
      readonly ids: readonly number[];
      readonly holder: string;
      readonly until: number;
    }
  | {
      readonly put: "jobEnd";
      readonly id: number;
      readonly holder: string;
      readonly state: "done" | "failed";
      readonly reason: string | null;
      readonly at: number;
    }
  | {
      readonly put: "jobLater";
      readonly id: number;
      readonly holder: string;
      readonly dueAt: number;
      readonly reason: string;
    }
  | { readonly put: "jobAgain"; readonly id: number; readonly at: number }
  | {
      readonly put: "backfill";
      readonly id: number;
      readonly backfill: GivenBackfill;
      readonly at: number;
    }
  | { readonly put: "backfillStep"; readonly step: BackfillStep; readonly at: number }
  | { readonly put: "mark"; readonly source: string; readonly name: string; readonly value: number }
  /** An issue's event was not asked for, since too much waits. `after`: its id is greater. */
  | { readonly put: "leftOut"; readonly source: string; readonly after: number }
  | { readonly put: "issue"; readonly source: string; readonly issue: SeenIssue }
  | { readonly put: "hour"; readonly hour: CheckedHour };

/** What the book asks of what is stored. */
export interface UpstreamRead {
  sources(): readonly StoredSource[];
  jobState(id: number): string | null;
  dueJobs(ask: LeaseAsk): readonly number[];
  backfill(id: number): Backfill | null;
  lastBackfillId(): number;
  waitingJobs(): number;
  /** See `leftOutMark`. */
  leftOutAfter(source: string): number | null;
  /** Comments on an issue that were written back lately, or are to be. */
  sentComments(issueId: number): readonly string[];
  partialIssues(source: string, after: number, limit: number): readonly PartialIssue[];
}

/** An issue that is known by a partial error. */
export interface PartialIssue {
  readonly issueId: number;
  readonly upstreamId: string;
  readonly project: string;
}

/** Work that waits, at most, beside what people did: that is always written down. */
export const waitingMax = 100_000;

/** The id of the issue after which events were not asked for, since too much waited; -1: none. */
export const leftOutMark = "left_out";

/** What a batch changes of upstreams and of what is owed to them, over what is stored. */
export class UpstreamBook {
  #read: UpstreamRead | null = null;
  #sources: ReadonlyMap<string, StoredSource> | null = null;
  #owedNow = 0;
  /** What waited before the batch. */
  #waiting: number | null = null;
  readonly writes: UpstreamWrite[] = [];

  /** Gives it what it reads from. */
  over(read: UpstreamRead): void {
    this.#read = read;
  }

  get stored(): UpstreamRead {
    if (this.#read === null) throw new Error("the book of upstreams was not given its rows");
    return this.#read;
  }

  clear(): void {
    this.writes.length = 0;
    this.#owedNow = 0;
    this.#waiting = null;
  }

  /** A source by its slug, or null; sources of settings that are gone count as none. */
  source(slug: string): StoredSource | null {
    this.#sources ??= new Map(this.stored.sources().map((each) => [each.slug, each]));
    const found = this.#sources.get(slug);
    return found?.enabled === true ? found : null;
  }

  write(change: UpstreamWrite): void {
    if (change.put === "source" || change.put === "noSource") this.#sources = null;
    this.writes.push(change);
  }

  /**
   * Writes down work for the outside. False: too much waits already. What somebody did is never left out, since
   * nothing else would tell of it.
   */
  owe(job: OwedJob): boolean {
    this.#waiting ??= this.stored.waitingJobs();
    const isFull = this.#waiting + this.#owedNow >= waitingMax;
    if (isFull && job.payload.do !== "write_back") return false;
    this.#owedNow += 1;
    this.write({ put: "job", job });
    return true;
  }
}
