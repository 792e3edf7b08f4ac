import type { Summary } from "./histogram.ts";

/** As many requests as the connections can carry: the next is sent when the last was answered. */
export interface ClosedPlan {
  readonly mode: "closed";
  readonly port: number;
  readonly connections: number;
  /** Seconds before the measurement, of the same load. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

/** Requests by the clock, whether or not the ones before were answered. */
export interface OpenPlan {
  readonly mode: "open";
  readonly port: number;
  /** Requests a second. */
  readonly rate: number;
  readonly seconds: number;
  readonly connectionsMax: number;
}

export type Plan = ClosedPlan | OpenPlan;

export type ToGenerator =
  | { readonly type: "run"; readonly plan: Plan }
  /** A process to end when the bench itself was killed. */
  | { readonly type: "ward"; readonly pid: number };

/** What became of the requests of one plan. */
export interface LoadResult {
  /** Requests sent, those of the warm-up and of the end included; so are the next three counts. */
  readonly sent: number;
  /** By status. */
  readonly answers: Readonly<Record<string, number>>;
  /** Requests whose connection ended before an answer, by the socket's error. */
  readonly broken: Readonly<Record<string, number>>;
  /** Requests that had no answer when the generator stopped waiting. */
  readonly unanswered: number;
  /** 2xx answers a second while it was measured. */
  readonly rate: number;
  readonly seconds: number;
  /** Due requests that could not be sent in time for want of a connection, when sending ended. */
  readonly unsent: number;
  /** From when a request was due (closed loop: sent) to its answer. */
  readonly latency: Summary;
  /** From when it was sent to its answer. */
  readonly service: Summary;
  /** From when it was due to when it was sent: the generator's own part, and waiting for a connection. */
  readonly lateness: Summary;
  readonly connectionsOpened: number;
}

export type FromGenerator =
  | { readonly type: "ready" }
  | { readonly type: "result"; readonly result: LoadResult }
  | { readonly type: "failed"; readonly reason: string };

export interface FromFloor {
  readonly type: "ready";
  readonly port: number;
}
