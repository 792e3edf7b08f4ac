import type { ProjectFilter } from "../domain/index.ts";

/** What the digest's thread is started with. */
export interface DigestData {
  readonly errorsPath: string;
  readonly archivePath: string;
  readonly filter: ProjectFilter;
  readonly limits: DigestLimits;
  /** The newest delivery that is on the disk: no later one may be digested yet. */
  readonly durable: SharedId;
  /** Set after the thread died at one and the same delivery: how to go on without it. */
  readonly recovery: Recovery;
}

/** An id that the doors' thread writes and the digest's thread reads. */
export type SharedId = BigInt64Array<SharedArrayBuffer>;

export interface DigestLimits {
  readonly batchDeliveriesMax: number;
  readonly batchBytesMax: number;
  /** Milliseconds that follow a small batch, in which a larger one gathers. */
  readonly gatherMs: number;
}

/** `one`: batches of one, to find the guilty delivery. `condemn`: the next one is it. */
export type Recovery = "none" | "one" | "condemn";

export type RedigestWhat =
  | { readonly which: "failed" }
  | { readonly which: "all" }
  | { readonly which: "ids"; readonly ids: readonly number[] };

export interface RedigestResult {
  readonly tried: number;
  readonly digested: number;
  readonly ignored: number;
  readonly failed: number;
  /** Not in the archive, or waiting for their first digest. */
  readonly missing: number;
}

export type ToDigest =
  | { readonly type: "wake" }
  /** Somebody waits for what comes next. */
  | { readonly type: "hurry" }
  | { readonly type: "redigest"; readonly call: number; readonly what: RedigestWhat }
  | { readonly type: "stop" };

export type FromDigest =
  | { readonly type: "progress"; readonly cursor: number; readonly idle: boolean }
  | { readonly type: "failed"; readonly deliveryId: number; readonly reason: string }
  | { readonly type: "trouble"; readonly reason: string }
  | {
      readonly type: "redigested";
      readonly call: number;
      readonly result: RedigestResult | null;
      readonly failure: string | null;
    }
  | { readonly type: "stopped" };
