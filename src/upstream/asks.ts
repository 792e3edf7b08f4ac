import { Failure } from "../domain/index.ts";
import type { FromUpstream, OwnerAskName, OwnerAsks, ToUpstream } from "./messages.ts";

interface Pending extends PromiseWithResolvers<unknown> {
  readonly name: OwnerAskName;
}

type Answered = ToUpstream & { readonly type: "answered" };

/** What this thread asks of the one that owns the files, until it is answered. */
export class Asks {
  readonly #say: (message: FromUpstream) => void;
  readonly #pending = new Map<number, Pending>();
  /** What may take long is rejected with this when everything stops. */
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
    if (this.#stopping && mayTakeLong(name)) pending.reject(this.stopped);
    else {
      this.#calls += 1;
      this.#pending.set(this.#calls, { ...pending, name });
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

  /**
   * Waits no longer for what may take long. What is written down is still asked and answered: a lease that was
   * taken is given back, and work that was done is noted as done.
   */
  stop(): void {
    this.#stopping = true;
    for (const [call, { name, reject }] of this.#pending) {
      if (!mayTakeLong(name)) continue;
      reject(this.stopped);
      this.#pending.delete(call);
    }
  }
}

/** Keeping waits until what is kept is digested. */
function mayTakeLong(name: OwnerAskName): boolean {
  return name === "keep";
}
