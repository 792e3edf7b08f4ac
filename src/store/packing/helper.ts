import { Worker } from "node:worker_threads";
import type {
  PackingAsk,
  PackingData,
  PackingName,
  PackingReply,
  PackingResult,
} from "./messages.ts";

/** The packer's thread: started when it is first asked, and anew after it died. */
export class PackingHelper {
  readonly #archivePath: string;
  #worker: Worker | null = null;
  #pending: (PromiseWithResolvers<unknown> & { readonly of: Worker }) | null = null;

  constructor(archivePath: string) {
    this.#archivePath = archivePath;
  }

  /** Asks one thing at a time. Rejects with what was thrown there, or when the thread died. */
  ask<Name extends PackingName>(name: Name, ask: PackingAsk<Name>): Promise<PackingResult<Name>> {
    const worker = this.#worker ?? this.#start();
    this.#worker = worker;
    this.#pending = { ...Promise.withResolvers<unknown>(), of: worker };
    worker.postMessage({ name, ask });
    return this.#pending.promise as Promise<PackingResult<Name>>;
  }

  /** Ends the thread after what it does now, and waits for that: it has the archive open. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker === null) return;
    this.#worker = null;
    const ended = new Promise((resolve) => worker.once("exit", resolve));
    worker.postMessage({ name: "close", ask: null });
    await ended;
  }

  #start(): Worker {
    const workerData: PackingData = { archivePath: this.#archivePath };
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData });
    worker.on("message", ({ reply, failure }: PackingReply) => {
      const pending = this.#pending;
      this.#pending = null;
      if (failure === null) pending?.resolve(reply);
      else pending?.reject(new Error(failure));
    });
    worker.on("error", (thrown) => this.#lose(worker, thrown));
    worker.on("exit", () => this.#lose(worker, new Error("the packer's thread ended")));
    return worker;
  }

  #lose(worker: Worker, thrown: unknown): void {
    if (this.#worker === worker) this.#worker = null;
    if (this.#pending?.of !== worker) return;
    this.#pending.reject(thrown);
    this.#pending = null;
  }
}
