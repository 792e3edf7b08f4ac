import { Failure } from "../domain/index.ts";
import type { FromUpstream, OwnerAskName, OwnerAsks, ToUpstream } from "./messages.ts";

type Answered = ToUpstream & { readonly type: "answered" };

/** What this thread asks of the one that owns the files, until it is answered. */
export class Asks {
  readonly #say: (message: FromUpstream) => void;
  readonly #pending = new Map<number, PromiseWithResolvers<unknown>>();
  /** What is left is rejected with this when everything stops. */
  readonly stopped = new Error("The thread was stopped.");
  #calls = 0;
  #stopping = false;

  constructor(say: (message: FromUpstream) => void) {
    this.#say = say;
  }

  /** Rejects with the `Failure` of the other side. */
  ask<Name extends OwnerAskName>(
    name: Name,
    ask: Parameters<OwnerAsks[Name]>[0],
  ): ReturnType<OwnerAsks[Name]> {
    const pending = Promise.withResolvers<unknown>();
    if (this.#stopping) pending.reject(this.stopped);
    else {
      this.#calls += 1;
      this.#pending.set(this.#calls, pending);
      this.#say({ type: "ask", call: this.#calls, name, ask });
    }
    return pending.promise as ReturnType<OwnerAsks[Name]>;
  }

  answered({ call, reply, refused }: Answered): void {
    const pending = this.#pending.get(call);
    this.#pending.delete(call);
    if (refused === null) pending?.resolve(reply);
    else pending?.reject(new Failure(refused.code, refused.message));
  }

  stop(): void {
    this.#stopping = true;
    for (const pending of this.#pending.values()) pending.reject(this.stopped);
    this.#pending.clear();
  }
}
