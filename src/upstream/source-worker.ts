import { Failure, type Source } from "../domain/index.ts";
import { Outbox } from "../outbox/index.ts";
import { leftOutMark, type UpstreamReads, waitingMax } from "../store/index.ts";
import { failBackfill, issuesSinceMark, startBackfills, stepBackfill } from "./backfill.ts";
import { Client, UpstreamFailure } from "./client.ts";
import { EventFetcher, type Fetching } from "./fetch-events.ts";
import { compareHours } from "./gaps.ts";
import { endJob, JobRunner } from "./jobs.ts";
import { upstreamOf } from "./kinds.ts";
import type { BackfillAsk, OwnerAsks, SourceStanding, UpstreamLimits } from "./messages.ts";
import { backOffMs } from "./pace.ts";
import { type Look, pull, syncIssues } from "./pull.ts";
import { findSilence } from "./silence.ts";

export interface SourceWorkerDeps {
  readonly source: Source;
  readonly token: string;
  readonly client: Omit<ConstructorParameters<typeof Client>[0], "baseUrl" | "token">;
  readonly reads: UpstreamReads;
  readonly owner: OwnerAsks;
  readonly limits: UpstreamLimits;
  /** This collector's name for its leases. */
  readonly holder: string;
  readonly now: () => number;
  readonly onStanding: (standing: SourceStanding) => void;
  readonly log: (level: "info" | "warn", message: string) => void;
}

/** A thing that is done again and again. */
interface Task {
  readonly name: string;
  /** Milliseconds between two times; 0: only when it is asked for. */
  readonly everyMs: number;
  dueAt: number;
  failures: number;
  /** Why it did not go well the last time. */
  trouble: string | null;
  readonly run: () => Promise<void>;
}

const restMsMax = 60_000;
const never = Number.POSITIVE_INFINITY;
/** Milliseconds between two looks whether events were left out. */
const leftOutMs = 5000;
const trouble = { firstMs: 5000, msMax: 5 * 60_000 };

/** Everything that is done with one source, one thing after the other: pull, compare, listen, fetch. */
export class SourceWorker {
  readonly fetching: Fetching;
  readonly fetcher: EventFetcher;
  readonly client: Client;
  readonly #deps: SourceWorkerDeps;
  readonly #tasks: readonly Task[];
  readonly #outbox: Outbox;
  #wakened: (() => void) | null = null;
  #silent: SourceStanding["silent"] = null;
  #stored = 0;
  /** A sentence, while events were not asked for since too much waits. */
  #leftOut: string | null = null;
  /** Looks that go on at the next turn. */
  #pulling: Look | null = null;
  #syncing: Look | null = null;

  constructor(deps: SourceWorkerDeps) {
    const { source, token, reads, owner, now, limits } = deps;
    this.#deps = deps;
    this.client = new Client({ ...deps.client, baseUrl: source.baseUrl, token });
    const upstream = upstreamOf(this.client, source);
    this.fetching = { source, upstream, reads, owner: this.#counting(owner), now };
    this.fetcher = new EventFetcher(this.fetching);
    const task = (name: string, everyMs: number, run: () => Promise<void>): Task => ({
      name,
      everyMs,
      dueAt: everyMs === 0 ? never : now(),
      failures: 0,
      trouble: null,
      run,
    });
    this.#tasks = [
      task("outbox", 0, () => this.#outbox.turn()),
      task("left out", leftOutMs, () => this.#askLeftOut()),
      task("pull", source.pullMs, () => this.#pull()),
      task("silence", limits.silenceCheckMs, () => this.#listen()),
      task("gaps", limits.gapsCheckMs, () => this.#compare()),
      task("backfill", 0, () => this.#fill()),
    ];
    this.#outbox = this.#openOutbox();
    this.wake();
  }

  get source(): Source {
    return this.#deps.source;
  }

  /** Something may wait to be fetched or sent. */
  wake(): void {
    const task = this.#tasks.find(({ name }) => name === "backfill");
    if (task !== undefined && task.failures === 0) task.dueAt = this.#deps.now();
    this.#wakened?.();
  }

  /** Works until it is stopped. Rejects with what is no failure of the upstream. */
  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await this.#turn();
      await this.#rest(stop);
    }
  }

  /** Waits until something is due, or until it is wakened. */
  async #rest(stop: AbortSignal): Promise<void> {
    this.#dueOutbox();
    const due = Math.min(...this.#tasks.map(({ dueAt }) => dueAt));
    const ms = Math.min(due - this.#deps.now(), restMsMax);
    if (ms <= 0 || stop.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wakened = resolve;
    const timer = setTimeout(resolve, ms);
    const wake = () => resolve();
    stop.addEventListener("abort", wake);
    await promise;
    stop.removeEventListener("abort", wake);
    this.#wakened = null;
    clearTimeout(timer);
  }

  /** Does each thing that is due once. Failures of the upstream are told and waited out; others are thrown. */
  async #turn(): Promise<void> {
    this.#dueOutbox();
    for (const task of this.#tasks) {
      if (task.dueAt > this.#deps.now()) continue;
      task.dueAt = task.everyMs === 0 ? never : this.#deps.now() + task.everyMs;
      await this.#attempt(task);
    }
    this.#tell();
  }

  /** The outbox is due when its work is, unless it waits after a failure. */
  #dueOutbox(): void {
    const task = this.#tasks.find(({ name }) => name === "outbox");
    if (task !== undefined && task.failures === 0) task.dueAt = this.#outbox.dueAt;
  }

  /** Starts a backfill of its projects. */
  startBackfills(ask: BackfillAsk): Promise<{ ids: readonly number[] }> {
    return startBackfills(ask, this.fetching, this.#deps.limits.retentionDays);
  }

  #tell(): void {
    const { source, onStanding } = this.#deps;
    const { skewMs, requests, lastAnswerAt } = this.client;
    onStanding({
      slug: source.slug,
      trouble: this.#tasks.find((task) => task.trouble !== null)?.trouble ?? this.#leftOut,
      silent: this.#silent,
      skewMs,
      requests,
      stored: this.#stored,
      lastAnswerAt,
    });
  }

  async #attempt(task: Task): Promise<void> {
    try {
      await task.run();
      task.failures = 0;
      if (task.trouble !== null) this.#deps.log("info", `It goes on again (${task.name}).`);
      task.trouble = null;
    } catch (thrown) {
      const passes = thrown instanceof UpstreamFailure || thrown instanceof Failure;
      if (!passes) throw thrown;
      task.failures += 1;
      task.dueAt = this.#deps.now() + backOffMs(task.failures - 1, trouble, Math.random());
      if (task.trouble !== thrown.message) this.#deps.log("warn", thrown.message);
      task.trouble = thrown.message;
    }
  }

  #openOutbox(): Outbox {
    const { source, holder, limits, reads, now } = this.#deps;
    const { owner } = this.fetching;
    const runner = new JobRunner(this.fetching, this.fetcher, {
      attemptsMax: limits.outboxAttemptsMax,
      log: (message) => this.#deps.log("warn", message),
    });
    return new Outbox({
      holder,
      kinds: [
        { kind: "write_back", delayMs: 0 },
        { kind: "enrich", delayMs: limits.enrichDelayMs },
      ],
      now,
      lease: async ({ holder: by, until, kinds, max }) => {
        const ask = { source: source.slug, kinds, now: now(), max };
        return (await owner.perform({ do: "lease", holder: by, until, ask })).rows;
      },
      release: async (ids) => {
        await owner.perform({ do: "write", writes: [{ put: "lease", ids, holder, until: 0 }] });
      },
      jobs: (ids) => reads.jobs(ids),
      nextDue: (kind) => reads.nextDue(source.slug, kind),
      run: (job) => runner.run(job),
      end: async (job, result) => {
        await owner.perform({ do: "write", writes: [endJob(job, result, { holder, at: now() })] });
      },
    });
  }

  /** Events that were left out are asked for when all others have come. */
  async #askLeftOut(): Promise<void> {
    const { source, reads, owner } = this.fetching;
    const isWaiting = () => (reads.mark(source.slug, leftOutMark) ?? -1) >= 0;
    if (isWaiting() && reads.nextDue(source.slug, "enrich") === null) {
      await owner.perform({ do: "askLeftOut", slug: source.slug });
    }
    const before = this.#leftOut;
    this.#leftOut = isWaiting()
      ? `${waitingMax} pieces of work wait in the outbox: events of further errors are asked for when there is room.`
      : null;
    if (this.#leftOut !== null && before === null) this.#deps.log("warn", this.#leftOut);
    if (this.#leftOut === null && before !== null) this.#deps.log("info", "There is room again.");
  }

  async #pull(): Promise<void> {
    try {
      const { stored, rest } = await pull(this.fetching, this.fetcher, this.#pulling);
      this.#pulling = rest;
      if (rest !== null) this.#dueNow("pull");
      if (stored > 0) this.#deps.log("info", `Pulled ${stored} new events.`);
    } catch (thrown) {
      // Perhaps its place is what was refused: then it begins anew, from the same moment.
      if (isFinal(thrown)) this.#pulling = null;
      throw thrown;
    }
  }

  async #compare(): Promise<void> {
    const { gaps } = await compareHours(this.fetching, this.#deps.limits);
    if (gaps === 0) return;
    this.#deps.log("info", `Found ${gaps} gaps beside what the upstream counts: filling them.`);
    this.wake();
  }

  async #listen(): Promise<void> {
    const found = await findSilence(this.fetching);
    const before = this.#silent;
    this.#silent =
      found === null ? null : { since: before?.since ?? this.#deps.now(), reason: found };
    if (found !== null && before === null) this.#deps.log("warn", found);
    if (found === null && before !== null) this.#deps.log("info", "The source is heard again.");
    if (found !== null) await this.#pull();
  }

  /** One page of what is to be fetched; then whatever the issues' states became. */
  async #fill(): Promise<void> {
    const { source, reads, owner } = this.fetching;
    const backfill = reads.nextBackfill(source.slug);
    if (backfill === null) return this.#sync();
    try {
      const went = await stepBackfill(backfill, this.fetching, this.fetcher);
      if (went === "ended" && backfill.why === "gap") this.#compareSoon();
    } catch (thrown) {
      if (!isFinal(thrown)) throw thrown;
      await failBackfill(backfill, thrown.message, { ...this.fetching, owner });
      if (backfill.why === "gap") this.#compareSoon();
    }
    this.wake();
  }

  async #sync(): Promise<void> {
    const { source, reads, owner } = this.fetching;
    const since = reads.mark(source.slug, issuesSinceMark);
    if (since === null || since < 0) return;
    try {
      this.#syncing = await syncIssues(since, this.#syncing, this);
    } catch (thrown) {
      if (isFinal(thrown)) this.#syncing = null;
      throw thrown;
    }
    if (this.#syncing !== null) return this.wake();
    const done = { put: "mark", source: source.slug, name: issuesSinceMark, value: -1 } as const;
    await owner.perform({ do: "write", writes: [done] });
  }

  /** What was filled is compared at once, when nothing more waits. */
  #compareSoon(): void {
    const waits = this.fetching.reads.nextBackfill(this.source.slug) !== null;
    if (this.#deps.limits.gapsCheckMs > 0 && !waits) this.#dueNow("gaps");
  }

  /** Has something done at the next turn. */
  #dueNow(name: "pull" | "gaps"): void {
    const task = this.#tasks.find((each) => each.name === name);
    if (task !== undefined) task.dueAt = this.#deps.now();
  }

  #counting(owner: OwnerAsks): OwnerAsks {
    return {
      perform: (step) => owner.perform(step),
      lastDelivery: (slug) => owner.lastDelivery(slug),
      keep: async (deliveries) => {
        await owner.keep(deliveries);
        this.#stored += deliveries.filter(({ resource }) => resource === "event").length;
      },
    };
  }
}

/** Whether trying again would bring the same. */
function isFinal(thrown: unknown): thrown is UpstreamFailure {
  return thrown instanceof UpstreamFailure && thrown.kind !== "retry";
}
