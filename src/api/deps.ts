import type { Failure } from "../domain/index.ts";
import type { HandlerDeps } from "./handlers/deps.ts";

/** How the collector is doing. */
export interface Health {
  readonly healthy: boolean;
  readonly checks: Readonly<Record<string, { readonly ok: boolean } & Record<string, unknown>>>;
  /** Sources that are silent, or whose API cannot be used: they are no fault of the collector. */
  readonly sources: {
    readonly silent: readonly { readonly source: string }[];
    readonly trouble: readonly { readonly source: string }[];
  };
}

export interface ApiDeps extends HandlerDeps {
  readonly version: string;
  /** Where the built web page lies, if it was built. */
  readonly pageFolder: string;
  /** The settings in force, without secrets. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly limits: {
    readonly pageRowsMax: number;
    readonly jsonBytesMax: number;
    readonly lineBytesMax: number;
    /** Of one address; 0: no limit. */
    readonly requestsPerSecondMax: number;
  };
  /** Whether each reply of `/api/v1` is held against its contract before it goes out: in tests. */
  readonly checkReplies: boolean;
  /** Aborted when the collector stops: streams end. */
  readonly closing: AbortSignal;
  /** Null: links are made from the request. */
  readonly publicUrl: string | null;
  readonly trustProxy: readonly string[];
  readonly health: () => Promise<Health>;
  /**
   * Resolves when what was answered so far is digested: to how many deliveries still lacked that when
   * the wait was over (0 mostly).
   */
  readonly settled: () => Promise<number>;
  readonly onFailure: (failure: Failure) => void;
}
