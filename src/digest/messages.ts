import type { FailureCode, Person, ProjectFilter, ScrubRules } from "../domain/index.ts";
import type { Order, Result, RetentionRules } from "../manage/index.ts";
import type { DeletedDeliveries, Location } from "../store/index.ts";
import type { Forgotten } from "./forget.ts";
import type { PressedUntil } from "./pressure.ts";
import type { RetainedRun } from "./retainer.ts";

/** What the digest's thread is started with. */
export interface DigestData {
  readonly location: Location;
  readonly filter: ProjectFilter;
  readonly scrubbing: ScrubRules;
  readonly limits: DigestLimits;
  readonly retention: RetentionRules;
  /** The newest delivery that is on the disk: no later one may be digested yet. */
  readonly durable: SharedId;
  readonly pressed: PressedUntil;
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
  /** While more than this waits the digest works whatever else there is to do. */
  readonly standBackDeliveriesMax: number;
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

export interface ForgetResult {
  readonly forgotten: Forgotten;
  /** What errors.db says of these deliveries is on the disk: they can go from the archive. */
  readonly doomed: readonly number[];
}

export type ToDigest =
  | { readonly type: "wake" }
  /** Somebody waits for what comes next. */
  | { readonly type: "hurry" }
  | { readonly type: "redigest"; readonly call: number; readonly what: RedigestWhat }
  | { readonly type: "forget"; readonly call: number; readonly person: Person }
  | { readonly type: "perform"; readonly call: number; readonly order: Order }
  /** The answer to `delete`; null: the archive could not be written. */
  | { readonly type: "deleted"; readonly counts: DeletedDeliveries | null }
  | { readonly type: "stop" };

/** Why something that was asked for was not done. */
export interface Refusal {
  readonly code: FailureCode;
  readonly message: string;
}

export type FromDigest =
  | { readonly type: "progress"; readonly cursor: number; readonly idle: boolean }
  | { readonly type: "failed"; readonly deliveryId: number; readonly reason: string }
  | { readonly type: "trouble"; readonly reason: string }
  /** What errors.db says of these deliveries is on the disk: they can go from the archive. */
  | { readonly type: "delete"; readonly ids: readonly number[] }
  | { readonly type: "retained"; readonly run: RetainedRun }
  | { readonly type: "retentionFailed"; readonly reason: string }
  | {
      readonly type: "redigested";
      readonly call: number;
      readonly result: RedigestResult | null;
      readonly failure: string | null;
    }
  | {
      readonly type: "forgot";
      readonly call: number;
      readonly result: ForgetResult | null;
      readonly failure: string | null;
    }
  | {
      readonly type: "performed";
      readonly call: number;
      readonly result: Result | null;
      readonly refusal: Refusal | null;
    }
  | { readonly type: "stopped" };
