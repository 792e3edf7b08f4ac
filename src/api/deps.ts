import type { ErrorFacts, Failure } from "../domain/index.ts";
import type { Readers } from "./reads/readers.ts";

/** How the collector is doing. */
export interface Health {
  readonly healthy: boolean;
  readonly checks: Readonly<Record<string, { readonly ok: boolean } & Record<string, unknown>>>;
}

export interface ApiDeps {
  readonly version: string;
  readonly readers: Pick<Readers, "ask">;
  /** The settings in force, without secrets. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly limits: { readonly pageRowsMax: number };
  /** Null: links are made from the request. */
  readonly publicUrl: string | null;
  readonly trustProxy: readonly string[];
  readonly health: () => Promise<Health>;
  /**
   * Resolves when what was answered so far is digested: to how many deliveries still lacked that when
   * the wait was over (0 mostly).
   */
  readonly settled: () => Promise<number>;
  /** What a delivery tells of one of its items, or null: its bytes are read again. */
  readonly factsOf: (
    body: Uint8Array,
    headers: Readonly<Record<string, string>>,
    item: number,
  ) => ErrorFacts | null;
  readonly onFailure: (failure: Failure) => void;
}
