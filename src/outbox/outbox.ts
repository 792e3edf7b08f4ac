import type { OutboxJob, OutboxPayload } from "../domain/index.ts";

/** How a piece of work ended, or why and when it is to be tried again. */
export type JobResult =
  | { readonly state: "done" | "failed"; readonly reason: string | null }
  | { readonly state: "later"; readonly reason: string; readonly dueAt: number };

export interface OutboxDeps {
  /** This collector's name for its leases: no other one has it. */
  readonly holder: string;
  /** Kinds of work, and how long each waits before its first try. */
  readonly kinds: readonly { readonly kind: OutboxPayload["do"]; readonly delayMs: number }[];
  readonly now: () => number;
  /** Takes work that is due and that nobody holds: returns its numbers. */
  readonly lease: (ask: Lease) => Promise<readonly number[]>;
  /** Gives back what was leased and not done: whoever comes next need not wait for the lease to run out. */
  readonly release: (ids: readonly number[]) => Promise<void>;
  readonly jobs: (ids: readonly number[]) => readonly OutboxJob[];
  /** When the next work of a kind is due; null: none waits. */
  readonly nextDue: (kind: OutboxPayload["do"]) => number | null;
  /** Does it. Rejects only when everything is to stop. */
  readonly run: (job: OutboxJob) => Promise<JobResult>;
  readonly end: (job: OutboxJob, result: JobResult) => Promise<void>;
}

/** Work that is to be taken. Times in milliseconds since 1970. */
export interface Lease {
  readonly holder: string;
  readonly until: number;
  readonly kinds: readonly { readonly kind: OutboxPayload["do"]; readonly dueBy: number }[];
  readonly max: number;
}

const leaseMs = 5 * 60_000;
const batchMax = 20;

/**
 * Works off what is owed to the world: leased, so that two collectors on one database do not both do it, and
 * again where a collector died over it. A piece of work is thus done at least once; who does it makes sure that
 * twice does no harm.
 */
export class Outbox {
  readonly #deps: OutboxDeps;

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
  }

  /** When there is work again, in milliseconds since 1970; infinite: none waits. */
  get dueAt(): number {
    const { kinds, nextDue } = this.#deps;
    const never = Number.POSITIVE_INFINITY;
    return Math.min(...kinds.map(({ kind, delayMs }) => (nextDue(kind) ?? never) + delayMs));
  }

  /** Does what is due, some of it at a time. */
  async turn(): Promise<void> {
    const { holder, kinds, now, lease, release, jobs, run, end } = this.#deps;
    if (this.dueAt > now()) return;
    const until = now() + leaseMs;
    const due = kinds.map(({ kind, delayMs }) => ({ kind, dueBy: now() - delayMs }));
    const ids = await lease({ holder, until, kinds: due, max: batchMax });
    const left = new Set(ids);
    try {
      for (const job of jobs(ids)) {
        // What is not begun within its lease may be somebody else's by now.
        if (now() >= until) break;
        await end(job, await run(job));
        left.delete(job.id);
      }
    } finally {
      if (left.size > 0 && now() < until) await release([...left]);
    }
  }
}
