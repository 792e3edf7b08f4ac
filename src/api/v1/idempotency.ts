import { hash } from "node:crypto";
import { Failure } from "../../domain/index.ts";

/** What is known of a key. */
export type Begun =
  | { readonly state: "new" }
  | { readonly state: "running" }
  | { readonly state: "other" }
  | { readonly state: "done"; readonly status: number; readonly body: string };

/**
 * Remembers by their `Idempotency-Key` which writes were done, for 24 hours from `begin`.
 */
export interface IdempotencyStore {
  /**
   * Takes the key, in one step with looking whether somebody has it. `new`: it was free and is now
   * taken. `running`: the same request has it and is not finished. `other`: another request has, or had,
   * it. `done`: the same request was answered so. A key whose process ended before it was finished is
   * free again.
   */
  begin(key: string, requestHash: string): Promise<Begun>;
  /** The request was carried out and answered so. */
  finish(key: string, status: number, body: string): Promise<void>;
  /** The request was refused or failed: it left nothing behind, and may be tried again. */
  release(key: string): Promise<void>;
}

/** A JSON answer. */
export interface Done {
  readonly status: number;
  readonly body: string;
}

interface KeyedRequest {
  readonly store: IdempotencyStore;
  readonly key: string;
  readonly requestHash: string;
}

/** What makes two requests the same: operation, actor and input. */
export function requestHashOf(address: string, actor: string | null, input: unknown): string {
  return hash("sha256", JSON.stringify([address, actor, input]), "base64url");
}

/** What came of a write with a key: the first answer, or what it was when it was given earlier. */
export type Outcome<Answer> = { readonly first: Answer } | { readonly again: Done };

/**
 * Does `work` once for a key: the first time. Later the same request gets the same answer. An answer of
 * which `done` gives null did nothing and, like a failure, is not remembered. Throws `conflict` while
 * the first request runs, `unprocessable` when the key belongs to another.
 */
export async function once<Answer>(
  { store, key, requestHash }: KeyedRequest,
  work: () => Promise<Answer>,
  done: (answer: Answer) => Done | null,
): Promise<Outcome<Answer>> {
  const begun = await store.begin(key, requestHash);
  if (begun.state === "running") {
    throw new Failure(
      "conflict",
      "Idempotency-Key: the first request with this key is still being carried out; ask again in a moment.",
    );
  }
  if (begun.state === "other") {
    throw new Failure(
      "unprocessable",
      "Idempotency-Key: this key belongs to another request; a new request takes a new key.",
    );
  }
  if (begun.state === "done") return { again: { status: begun.status, body: begun.body } };
  let remembered: Done | null = null;
  try {
    const first = await work();
    remembered = done(first);
    return { first };
  } finally {
    if (remembered === null) await store.release(key);
    else await store.finish(key, remembered.status, remembered.body);
  }
}
