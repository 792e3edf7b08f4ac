import { ongoingAfterDays } from "../../domain/index.ts";
import type {
  ArchiveArrivals,
  Ledger,
  OldestPlace,
  Retained,
  RetentionRule,
  StoredError,
} from "../../store/index.ts";
import { livingIssue, remove } from "../act.ts";
import { happen } from "../happen.ts";
import { Spread } from "./spread.ts";

/** What is kept, at most; 0: no such rule. */
export interface RetentionRules {
  /** Days since arrival. */
  readonly days: number;
  /** Bytes of both files, by pages in use. */
  readonly bytes: number;
  readonly errorsPerProject: number;
  readonly errorsPerIssue: number;
}

export interface RetentionDeps {
  readonly retained: Retained;
  readonly arrivals: Pick<ArchiveArrivals, "after" | "bytesInUse">;
  readonly rules: RetentionRules;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Every delivery up to this id has its outcome. */
  readonly cursor: () => number;
  /** One transaction. Throws what `work` or the database throws, with nothing written. */
  readonly transact: <T>(work: (ledger: Ledger) => T) => T;
}

/** What a run removed from errors.db: errors by rule, and issues. */
export type Removed = Readonly<Record<RetentionRule | "issues", number>>;

const rowsMax = 500;
const issuesMax = 200;
const dayMs = 86_400_000;
/** An identity outlives its error at least so long: nobody sends an event again after it. */
const identityDaysMin = 90;
/** While so many deliveries wait to be deleted nothing further is removed. */
export const doomedMax = 5000;
/** Above its budget the disk is emptied to this part of it, so that it is done now and then. */
const budgetFilled = 0.95;
/** Packed deliveries give their bytes back about a minute after they were deleted. */
const settleMs = 120_000;
/** What was left at the last look, since it is pinned, is looked at again after this. */
const lookAgainMs = 3_600_000;
const nobody = { type: "rule", name: "age" } as const;

type Work = Generator<void, void, void>;

const nothing: Removed = { days: 0, bytes: 0, project: 0, issue: 0, deleted: 0, issues: 0 };

/**
 * Removes what need not be kept, a little at a time: each step is one transaction of at most `rowsMax`
 * rows. Between two steps anything may happen, so every step asks anew. Removed rows still count.
 */
export class Retention {
  readonly #deps: RetentionDeps;
  #run: Work | null = null;
  #startedAt: number;
  #removed: Record<keyof Removed, number> = { ...nothing };
  #doomed = 0;
  #settledAt = 0;
  /** How far the rule of age has looked: what is before is pinned. */
  #looked: { at: number; error: StoredError | null; delivery: number } = nothingLooked(0);

  constructor(deps: RetentionDeps) {
    this.#deps = deps;
    this.#startedAt = deps.now();
  }

  /** When the run that goes on (or the last one) began, in milliseconds since 1970. */
  get startedAt(): number {
    return this.#startedAt;
  }

  /**
   * One step of a run, which is begun where none goes on. Returns what the run removed when it ends with
   * this step, else null. After anything that is thrown the next step begins a new run.
   */
  step(): Removed | null {
    if (this.#run === null) this.#begin();
    try {
      const { done } = this.#run?.next() ?? { done: true };
      if (done !== true) return null;
    } catch (thrown) {
      this.#run = null;
      throw thrown;
    }
    this.#run = null;
    return this.#removed;
  }

  #begin(): void {
    this.#startedAt = this.#deps.now();
    this.#removed = { ...nothing };
    if (this.#startedAt - this.#looked.at >= lookAgainMs) {
      this.#looked = nothingLooked(this.#startedAt);
    }
    this.#run = this.#all();
  }

  *#all(): Work {
    const { days, errorsPerProject, errorsPerIssue, bytes } = this.#deps.rules;
    const before = this.#startedAt - days * dayMs;
    yield* this.#countTags();
    yield* this.#age();
    yield* this.#forget();
    yield* this.#purge();
    if (days > 0) yield* this.#tooOld(before);
    if (errorsPerProject > 0) yield* this.#perProject(errorsPerProject);
    if (errorsPerIssue > 0) yield* this.#perIssue(errorsPerIssue);
    if (bytes > 0) yield* this.#overBudget(bytes);
    if (days > 0) yield* this.#goneIssues(before);
    yield* this.#purge();
  }

  /** Issues whose state changes by itself when time goes by. */
  *#age(): Work {
    const { retained, transact } = this.#deps;
    const now = this.#startedAt;
    for (;;) {
      const ids = retained.dueIssues({ now, since: now - ongoingAfterDays * dayMs }, issuesMax);
      if (ids.length === 0) return;
      const doing = { now, actor: nobody, byline: nobody, source: nobody.type, deliveryId: null };
      transact((ledger) => {
        for (const id of ids) {
          const issue = livingIssue(ledger, id);
          if (issue !== null) happen(issue, { do: "aged" }, { ...doing, ledger });
        }
      });
      yield;
      if (ids.length < issuesMax) return;
    }
  }

  /** What is only kept for a time: identities of removed errors, answers to writes. */
  *#forget(): Work {
    const { retained, transact } = this.#deps;
    const now = this.#startedAt;
    const sweeps = [
      () => retained.forgetIdentities(now, rowsMax),
      () => retained.forgetAnswers(now - dayMs, rowsMax),
    ];
    for (const sweep of sweeps) {
      while (transact(sweep) === rowsMax) yield;
      yield;
    }
  }

  /** Deleted issues, with all that belongs to them. */
  *#purge(): Work {
    const { retained, transact } = this.#deps;
    for (;;) {
      const [id] = retained.deletedIssues(1);
      if (id === undefined) return;
      const errors = retained.errorsOfIssue(id, null, rowsMax);
      if (errors.length > 0) this.#remove(errors, "deleted");
      else {
        transact((ledger) => {
          ledger.drop(retained.purgeIssue(id));
        });
      }
      yield;
    }
  }

  *#tooOld(before: number): Work {
    const adopted = this.#deps.retained.adopted();
    for (;;) {
      const errors = this.#deps.retained.errorsBefore(before, this.#looked.error, rowsMax);
      // What the service before this one left is as old as the day on which it was taken over.
      const isYoung = ({ id }: StoredError) => adopted.at >= before && id <= adopted.upTo;
      this.#removeUnpinned(
        errors.filter((error) => !isYoung(error)),
        "days",
      );
      this.#looked.error = errors.at(-1) ?? this.#looked.error;
      if (errors.length < rowsMax) break;
      yield;
    }
    for (;;) {
      const from = this.#looked.delivery;
      this.#looked.delivery = this.#doomBefore(before, from, this.#deps.cursor());
      if (this.#looked.delivery === from) return;
      yield;
    }
  }

  /**
   * Dooms deliveries that arrived before a moment and to which nothing refers, as many as one step takes.
   * Returns the last one that it looked at.
   */
  #doomBefore(before: number, after: number, idMax: number): number {
    const { arrivals, retained, transact } = this.#deps;
    const page = arrivals.after(after, { idMax, limit: rowsMax });
    const end = page.findIndex(({ receivedAt }) => receivedAt >= before);
    const old = end === -1 ? page : page.slice(0, end);
    if (old.length === 0) return after;
    transact(() => {
      for (const { id } of old) this.#doomed += retained.removals.doom(id) ? 1 : 0;
    });
    return old.at(-1)?.id ?? after;
  }

  /** Of a database that was there before they were counted with every batch. */
  *#countTags(): Work {
    const { retained, transact } = this.#deps;
    while (!retained.tagCounts.isDone) {
      transact(() => retained.tagCounts.step());
      yield;
    }
  }

  *#perProject(max: number): Work {
    const { retained } = this.#deps;
    for (const { projectId, rows } of retained.projectsAbove(max)) {
      let over = rows - max;
      let place: OldestPlace | null = null;
      while (over > 0) {
        const limit = Math.min(rowsMax, over);
        const errors: StoredError[] = retained.errorsOfProject(projectId, place, limit);
        this.#removeUnpinned(errors, "project");
        place = errors.at(-1) ?? null;
        if (place === null) break;
        over -= errors.length;
        yield;
      }
    }
  }

  *#perIssue(max: number): Work {
    for (const { issueId, rows } of this.#deps.retained.issuesAbove(max)) {
      yield* this.#thin(issueId, rows, max);
    }
  }

  /** A noisy issue keeps its first error, its newest half and a spread sample of what is between. */
  *#thin(issueId: number, rows: number, max: number): Work {
    const { retained } = this.#deps;
    const newest = Math.max(1, Math.floor(max / 2));
    const last = retained.placeFromNewest(issueId, newest);
    const [first] = retained.errorsOfIssue(issueId, null, 1);
    if (last === null || first === undefined) return;
    const keepsFirst = max > 1;
    const spread = new Spread({
      rows: rows - newest - (keepsFirst ? 1 : 0),
      allowed: Math.max(0, max - newest - 1),
      from: first.timestamp,
      to: last.timestamp,
    });
    let place: OldestPlace | null = keepsFirst ? first : null;
    for (;;) {
      const errors: StoredError[] = retained.errorsOfIssue(issueId, place, rowsMax);
      const between = errors.filter((error) => isUpTo(error, last));
      this.#removeUnpinned(
        between.filter((error) => !spread.keeps(error)),
        "issue",
      );
      place = errors.at(-1) ?? null;
      if (between.length < rowsMax) return;
      yield;
    }
  }

  /** The oldest deliveries go, with what they brought, until both files are within their budget. */
  *#overBudget(bytes: number): Work {
    const { retained, cursor } = this.#deps;
    if (this.#startedAt < this.#settledAt || retained.doomed(1).length > 0) return;
    const used = this.#bytesInUse();
    if (used <= bytes) return;
    const target = bytes * budgetFilled;
    const share = (used - target) / used;
    const goal = this.#doomed + Math.max(1, Math.ceil(retained.countDeliveries() * share));
    const start = this.#doomed;
    let last: number | null = 0;
    while (this.#doomed < goal && last !== null) {
      const from: number = last;
      last = retained.deliveryAfter(from, goal - this.#doomed - 1);
      yield* this.#upTo(from, last ?? cursor());
    }
    if (this.#doomed === start) yield* this.#errorsAlone(target);
    this.#settledAt = this.#deps.now() + settleMs;
  }

  /** Deliveries after one and up to another, with the errors that arrived by then. */
  *#upTo(from: number, to: number): Work {
    const { arrivals, retained } = this.#deps;
    const arrived = arrivals.after(to - 1, { idMax: to, limit: 1 })[0]?.receivedAt;
    if (arrived === undefined) return;
    const before = arrived + 1;
    let place: StoredError | null = null;
    for (;;) {
      const errors: StoredError[] = retained.errorsBefore(before, place, rowsMax);
      // Clocks jump: the order of deliveries says more than their time.
      const brought = ({ deliveryId }: StoredError) => deliveryId === null || deliveryId <= to;
      this.#removeUnpinned(errors.filter(brought), "bytes");
      yield;
      place = errors.at(-1) ?? null;
      if (errors.length < rowsMax) break;
    }
    for (let looked = from; ; ) {
      const next = this.#doomBefore(Number.POSITIVE_INFINITY, looked, to);
      yield;
      if (next === looked) return;
      looked = next;
    }
  }

  /** Errors that no delivery brought: those of the service before this one, and imported ones. */
  *#errorsAlone(target: number): Work {
    let place: StoredError | null = null;
    while (this.#bytesInUse() > target) {
      const errors: StoredError[] = this.#deps.retained.errorsBefore(
        Number.MAX_SAFE_INTEGER,
        place,
        rowsMax,
      );
      this.#removeUnpinned(errors, "bytes");
      place = errors.at(-1) ?? null;
      if (place === null) return;
      yield;
    }
  }

  /** Issues of which nothing is left but counts, and that nobody marked, go as if they were deleted. */
  *#goneIssues(before: number): Work {
    const { retained, transact } = this.#deps;
    for (;;) {
      const ids = retained.goneIssues(before, issuesMax);
      if (ids.length === 0) return;
      transact((ledger) => {
        for (const id of ids) {
          const issue = livingIssue(ledger, id);
          if (issue !== null) remove(issue, { ledger, now: this.#startedAt });
        }
      });
      this.#removed.issues += ids.length;
      yield;
    }
  }

  #removeUnpinned(errors: readonly StoredError[], rule: RetentionRule): void {
    const going = errors.filter(({ pinned }) => !pinned);
    if (going.length > 0) this.#remove(going, rule);
  }

  /** Rows go; their counts stay, and their deliveries are doomed where nothing else refers to them. */
  #remove(errors: readonly StoredError[], rule: RetentionRule): void {
    const { retained, rules, transact } = this.#deps;
    const { removals } = retained;
    const identityDays = Math.max(identityDaysMin, rules.days);
    const forgetAt = this.#startedAt + identityDays * dayMs;
    this.#doomed += transact((ledger) => {
      const deliveries = new Set<number>();
      for (const error of errors) {
        removals.forgetIdentity(error, forgetAt);
        for (const deliveryId of removals.remove(error.id)) deliveries.add(deliveryId);
        ledger.forgetError(error);
      }
      const counts = { errors: errors.length, deliveries: 0, bytes: 0 };
      retained.note(this.#startedAt, counts, rule);
      return [...deliveries].filter((id) => removals.doom(id)).length;
    });
    this.#removed[rule] += errors.length;
  }

  #bytesInUse(): number {
    return this.#deps.retained.bytesInUse() + this.#deps.arrivals.bytesInUse();
  }
}

function nothingLooked(at: number) {
  return { at, error: null, delivery: 0 };
}

function isUpTo(error: OldestPlace, last: OldestPlace): boolean {
  if (error.timestamp !== last.timestamp) return error.timestamp < last.timestamp;
  return error.id <= last.id;
}
