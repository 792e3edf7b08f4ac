import { Worker } from "node:worker_threads";
import { Failure, type FailureCode } from "../../domain/index.ts";
import type { Location } from "../../store/index.ts";
import type { AskOf, ReadName, ReplyOf } from "./reads.ts";

interface Job {
  readonly name: ReadName;
  readonly ask: unknown;
  readonly resolve: (reply: never) => void;
  readonly reject: (thrown: unknown) => void;
}

interface Reader {
  readonly worker: Worker;
  job: Job | null;
  idleSince: number;
}

/** A failure as it crosses threads. */
export interface ReaderFailure {
  readonly code: FailureCode;
  readonly message: string;
  /** What was thrown first, for the log. */
  readonly detail: string | undefined;
}

/** What a reader's thread begins with. */
export interface ReaderSetup {
  readonly location: Location;
  /** Milliseconds after which a search gives what it found so far. */
  readonly queryMsMax: number;
}

const idleMsMax = 5_000;
const jobsMax = 1000;

/** Threads that answer queries: started when first needed, at most `max`, and ended when nobody asks. */
export class Readers {
  readonly #setup: ReaderSetup;
  readonly #max: number;
  readonly #readers = new Set<Reader>();
  readonly #jobs: Job[] = [];
  readonly #sweep: NodeJS.Timeout;

  constructor({ max, ...setup }: ReaderSetup & { readonly max: number }) {
    this.#setup = setup;
    this.#max = max;
    this.#sweep = setInterval(() => this.#endIdle(), idleMsMax / 4);
    this.#sweep.unref();
  }

  /** Asks one thing. Rejects with `unavailable` when too many questions wait. */
  ask<Name extends ReadName>(name: Name, ask: AskOf<Name>): Promise<ReplyOf<Name>> {
    if (this.#jobs.length >= jobsMax) {
      return Promise.reject(new Failure("unavailable", "Too many queries wait; try again."));
    }
    return new Promise((resolve, reject) => {
      this.#jobs.push({ name, ask, resolve, reject });
      this.#dispatch();
    });
  }

  async close(): Promise<void> {
    clearInterval(this.#sweep);
    for (const job of this.#jobs.splice(0)) job.reject(stopping());
    await Promise.all([...this.#readers].map((reader) => this.#end(reader)));
  }

  #dispatch(): void {
    while (this.#jobs.length > 0) {
      const reader = this.#freeReader();
      if (reader === null) return;
      reader.job = this.#jobs.shift() ?? null;
      reader.worker.postMessage({ name: reader.job?.name, ask: reader.job?.ask });
    }
  }

  #freeReader(): Reader | null {
    for (const reader of this.#readers) if (reader.job === null) return reader;
    return this.#readers.size < this.#max ? this.#start() : null;
  }

  #start(): Reader {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), {
      workerData: this.#setup,
    });
    const reader: Reader = { worker, job: null, idleSince: performance.now() };
    worker.on("message", ({ reply, failure }: { reply: never; failure?: ReaderFailure }) => {
      const { job } = reader;
      reader.job = null;
      reader.idleSince = performance.now();
      if (failure === undefined) job?.resolve(reply);
      else job?.reject(failureFrom(failure));
      this.#dispatch();
    });
    worker.on("error", (thrown) => this.#lose(reader, thrown));
    worker.on("exit", () => this.#lose(reader, stopping()));
    this.#readers.add(reader);
    return reader;
  }

  #lose(reader: Reader, thrown: unknown): void {
    this.#readers.delete(reader);
    reader.job?.reject(thrown);
    reader.job = null;
    // Whoever waits for a reader gets another one.
    this.#dispatch();
  }

  #endIdle(): void {
    for (const reader of this.#readers) {
      const idle = reader.job === null && performance.now() - reader.idleSince > idleMsMax;
      if (idle) void this.#end(reader);
    }
  }

  async #end(reader: Reader): Promise<void> {
    this.#readers.delete(reader);
    await reader.worker.terminate();
  }
}

function failureFrom({ code, message, detail }: ReaderFailure): Failure {
  return new Failure(code, message, detail === undefined ? {} : { cause: new Error(detail) });
}

function stopping(): Failure {
  return new Failure("unavailable", "The collector is stopping.");
}
