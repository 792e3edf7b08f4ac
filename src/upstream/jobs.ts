import { Failure, type OutboxJob } from "../domain/index.ts";
import type { JobResult } from "../outbox/index.ts";
import type { UpstreamWrite } from "../store/index.ts";
import { UpstreamFailure } from "./client.ts";
import { enrich, type JobEnd } from "./enrich.ts";
import type { EventFetcher, Fetching } from "./fetch-events.ts";
import { backOffMs } from "./pace.ts";
import { tellNotWritten, writeBack } from "./write-back.ts";

const pause = { firstMs: 5000, msMax: 60 * 60_000 };
/** After a refusal nothing is written for so long: what is asked for meanwhile has the same answer. */
const refusedMs = 60_000;
const mayNotWrite =
  "The API token may not change issues: give its integration Issue & Event: Read & Write, then retry.";

/** Does the work of the outbox for one source. */
export class JobRunner {
  readonly #fetching: Fetching;
  readonly #fetcher: EventFetcher;
  readonly #options: { readonly attemptsMax: number; readonly log: (message: string) => void };
  #refusedUntil = 0;
  #refusalTold = false;

  constructor(
    fetching: Fetching,
    fetcher: EventFetcher,
    options: { attemptsMax: number; log: (message: string) => void },
  ) {
    this.#fetching = fetching;
    this.#fetcher = fetcher;
    this.#options = options;
  }

  /** Does one piece of work, and says how it ended. What is no failure of the upstream is thrown. */
  async run(job: OutboxJob): Promise<JobResult> {
    try {
      return await this.#do(job);
    } catch (thrown) {
      if (!(thrown instanceof UpstreamFailure || thrown instanceof Failure)) throw thrown;
      return this.#failed(job, thrown);
    }
  }

  async #do(job: OutboxJob): Promise<JobEnd> {
    const { payload } = job;
    if (payload.do === "enrich") return enrich(job, payload, this.#fetching, this.#fetcher);
    if (this.#fetching.now() < this.#refusedUntil) return { state: "failed", reason: mayNotWrite };
    const end = await writeBack(job, payload, this.#fetching, this.#fetcher);
    this.#refusalTold = false;
    return end;
  }

  async #failed(job: OutboxJob, thrown: UpstreamFailure | Failure): Promise<JobResult> {
    const { attemptsMax } = this.#options;
    const { now } = this.#fetching;
    const passes = thrown instanceof Failure || thrown.kind === "retry";
    if (passes && job.attempts + 1 < attemptsMax) {
      const dueAt = now() + backOffMs(job.attempts, pause, Math.random());
      return { state: "later", reason: thrown.message, dueAt };
    }
    const said = passes
      ? `${thrown.message} Given up after ${job.attempts + 1} tries.`
      : thrown.message;
    if (job.payload.do !== "write_back") return { state: "failed", reason: said };
    const refused = thrown instanceof UpstreamFailure && thrown.status === 403;
    const reason = refused ? mayNotWrite : said;
    if (refused) this.#refusedUntil = now() + refusedMs;
    if (!refused || !this.#refusalTold) {
      await tellNotWritten(job.payload, reason, this.#fetching);
      this.#options.log(reason);
    }
    this.#refusalTold = refused;
    return { state: "failed", reason };
  }
}

/** How the end of a piece of work, or its next try, is written down. */
export function endJob(
  { id }: OutboxJob,
  result: JobResult,
  { holder, at }: { holder: string; at: number },
): UpstreamWrite {
  const { reason } = result;
  return result.state === "later"
    ? { put: "jobLater", id, holder, dueAt: result.dueAt, reason: result.reason }
    : { put: "jobEnd", id, holder, state: result.state, reason, at };
}
