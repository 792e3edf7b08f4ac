import type { IssueAction, IssueActor, IssueOrder, SearchSubject } from "../domain/index.ts";
import type { ImportedError } from "./imported-error.ts";
import type { UpstreamStep } from "./upstream.ts";

/** What can be done to issues and errors. Commands cross threads: plain data. */
export type Command =
  /** One action on issues, each for itself. */
  | { readonly do: "act"; readonly issues: readonly number[]; readonly action: BulkAction }
  | { readonly do: "merge"; readonly issues: readonly number[] }
  | { readonly do: "unmerge"; readonly issue: number; readonly keys: readonly string[] }
  | { readonly do: "pinError"; readonly error: number; readonly on: boolean }
  | { readonly do: "deleteError"; readonly error: number }
  /** Takes in errors that were exported, here or elsewhere. */
  | { readonly do: "import"; readonly errors: readonly ImportedError[] }
  /** Saves a search as a view; `max`: how many there may be. */
  | { readonly do: "createView"; readonly view: GivenView; readonly max: number }
  | { readonly do: "changeView"; readonly id: number; readonly change: Partial<GivenView> }
  | { readonly do: "deleteView"; readonly id: number }
  /** Sources, the outbox, backfills: see `UpstreamStep`. */
  | { readonly do: "upstream"; readonly step: UpstreamStep }
  /** Keeps what was answered to a write under its `Idempotency-Key`. */
  | {
      readonly do: "remember";
      readonly key: string;
      readonly requestHash: string;
      readonly status: number;
      readonly body: string;
    };

/** A view as somebody gives it. */
export interface GivenView {
  readonly name: string;
  readonly about: SearchSubject;
  readonly query: string;
  readonly sort: IssueOrder | null;
  readonly order: "asc" | "desc";
  /** Its place among the others, from 0; null: the last. */
  readonly position: number | null;
}

/** What can be done to many issues at once. */
export type BulkAction =
  | IssueAction
  | { readonly do: "comment"; readonly text: string }
  | { readonly do: "delete" };

/** Who gives a command, and when: milliseconds since 1970. */
export interface Order {
  readonly command: Command;
  readonly actor: IssueActor;
  readonly now: number;
}

/** What a command did. */
export interface Result {
  readonly changed: number;
  readonly unchanged: number;
  readonly refusals: readonly { readonly issue: string; readonly reason: string }[];
  /** Issues that there are now, or that were changed: what a reply shows. */
  readonly issues: readonly number[];
  /** The numbers of other rows that it made or changed: comments, views. */
  readonly rows: readonly number[];
  /** Errors that go with what was deleted, or came by an import. */
  readonly errors: number;
}
