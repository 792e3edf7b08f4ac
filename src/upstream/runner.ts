import { Worker } from "node:worker_threads";
import { Failure, toFailure } from "../domain/index.ts";
import type {
  CallAsk,
  CallName,
  CallReply,
  FromUpstream,
  OwnerAsks,
  SourceStanding,
  ToUpstream,
  UpstreamData,
} from "./messages.ts";

export interface UpstreamRunnerOptions {
  readonly data: UpstreamData;
  readonly owner: OwnerAsks;
  readonly log: (level: "info" | "warn", source: string, message: string) => void;
  /** The thread died; it is started again. */
  readonly onTrouble: (reason: string, cause: unknown) => void;
}

const restartPauseMs = 1000;
const restartPauseMsMax = 60_000;
const callsMax = 100;

/** Runs the thread that speaks to upstreams, and brings it back when it dies. It is started when there is a source. */
export class UpstreamRunner {
  readonly #options: UpstreamRunnerOptions;
  #worker: Worker | null = null;
  #stopping = false;
  #stopped: () => void = () => {};
  #deaths = 0;
  #calls = 0;
  readonly #pending = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #standings = new Map<string, SourceStanding>();

  constructor(options: UpstreamRunnerOptions) {
    this.#options = options;
  }

  /** How each source is doing, as far as it was worked on. */
  get standings(): readonly SourceStanding[] {
    return [...this.#standings.values()];
  }

  /** Begins to work where that has not begun. */
  start(): void {
    if (this.#worker === null && !this.#stopping) this.#worker = this.#open();
  }

  /** Something waits that may be for an upstream; `sources`: they were changed. */
  wake({ sources = false }: { sources?: boolean } = {}): void {
    if (sources) this.#standings.clear();
    this.#send({ type: "wake", sources });
  }

  /** Has something done there. Rejects with its `Failure`. */
  call<Name extends CallName>(name: Name, ask: CallAsk<Name>): Promise<CallReply<Name>> {
    if (this.#worker === null) {
      return Promise.reject(new Failure("not_found", "There is no source with an API token."));
    }
    if (this.#pending.size >= callsMax) {
      return Promise.reject(
        new Failure("unavailable", "Too much is asked of upstreams; try again."),
      );
    }
    this.#calls += 1;
    const pending = Promise.withResolvers<unknown>();
    this.#pending.set(this.#calls, pending);
    this.#send({ type: "call", call: this.#calls, name, ask });
    return pending.promise as Promise<CallReply<Name>>;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#worker === null) return;
    const stopped = new Promise<void>((resolve) => {
      this.#stopped = resolve;
    });
    this.#send({ type: "stop" });
    await stopped;
    this.#refuse("The collector is stopping.");
  }

  #open(): Worker {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), {
      workerData: this.#options.data,
    });
    worker.on("message", (message: FromUpstream) => this.#hear(worker, message));
    worker.on("error", (thrown) => {
      this.#options.onTrouble("The thread of upstreams died and is started again.", thrown);
    });
    worker.on("exit", () => this.#exited());
    return worker;
  }

  #send(message: ToUpstream): void {
    this.#worker?.postMessage(message);
  }

  #hear(worker: Worker, message: FromUpstream): void {
    switch (message.type) {
      case "ask":
        void this.#answer(worker, message);
        return;
      case "called": {
        const pending = this.#pending.get(message.call);
        this.#pending.delete(message.call);
        const { refused } = message;
        if (refused === null) pending?.resolve(message.reply);
        else if (refused.code === "internal")
          pending?.reject(toFailure(new Error(refused.message)));
        else pending?.reject(new Failure(refused.code, refused.message));
        return;
      }
      case "standing":
        this.#deaths = 0;
        this.#standings.set(message.standing.slug, message.standing);
        return;
      case "log":
        this.#options.log(message.level, message.source, message.message);
        return;
      case "stopped":
        this.#stopped();
    }
  }

  async #answer(
    worker: Worker,
    { call, name, ask }: FromUpstream & { readonly type: "ask" },
  ): Promise<void> {
    const reply = (message: Omit<ToUpstream & { type: "answered" }, "type" | "call">) =>
      worker.postMessage({ type: "answered", call, ...message } satisfies ToUpstream);
    try {
      const run = this.#options.owner[name] as (ask: unknown) => Promise<unknown>;
      reply({ reply: await run(ask), refused: null });
    } catch (thrown) {
      const { code, message } = toFailure(thrown);
      reply({ reply: null, refused: { code, message } });
    }
  }

  #exited(): void {
    this.#worker = null;
    this.#refuse("The thread of upstreams died.");
    if (this.#stopping) {
      this.#stopped();
      return;
    }
    const pause = Math.min(restartPauseMs * 2 ** this.#deaths, restartPauseMsMax);
    this.#deaths += 1;
    setTimeout(() => this.start(), pause).unref();
  }

  #refuse(message: string): void {
    for (const pending of this.#pending.values()) {
      pending.reject(new Failure("unavailable", message));
    }
    this.#pending.clear();
  }
}
