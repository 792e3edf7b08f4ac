import type { SQLInputValue } from "node:sqlite";
import type { MessagePort } from "node:worker_threads";
import type { Signal } from "./postgres-signal.ts";

/** How a server is reached and how long it is waited for. */
export interface PostgresPlace {
  /** `postgres://user:password@host/database`, with `sslmode` where it is told. */
  readonly url: string;
  /** A file with the certificates by which the server's is known; null: those of the system. */
  readonly caFile: string | null;
  /** Milliseconds. */
  readonly connectMsMax: number;
  readonly statementMsMax: number;
}

/** What the thread that owns the connection is started with. */
export interface BridgeData {
  readonly place: PostgresPlace;
  readonly port: MessagePort;
  readonly signal: Signal;
}

/** One statement. Without values it may be several, divided by semicolons. */
export interface BridgeQuery {
  readonly sql: string;
  readonly values: readonly SQLInputValue[] | null;
  /** Under which the server keeps the plan; null: it is planned each time. */
  readonly name: string | null;
}

export interface BridgeCall {
  /** Its number, which the reply bears. */
  readonly call: number;
  readonly queries: readonly BridgeQuery[];
  /** The session that a transaction was begun in; null: any will do, and a lost one is made anew. */
  readonly session: number | null;
}

export interface BridgeResult {
  readonly rows: readonly Record<string, SQLInputValue>[];
  readonly changes: number;
}

export type BridgeReply = {
  readonly call: number;
  readonly session: number;
} & (
  | { readonly results: readonly BridgeResult[]; readonly failure: null }
  | { readonly results: null; readonly failure: BridgeFailure }
);

export interface BridgeFailure {
  readonly message: string;
  /** What PostgreSQL or the network calls it. */
  readonly code: string | null;
  readonly isConnectionLost: boolean;
}
