import type { z } from "zod";
import type {
  BytesReply,
  Contract,
  EventsReply,
  FileReply,
  Operation,
  Operations,
  TextReply,
} from "../../contract/index.ts";
import type { AccessCaller } from "../../domain/index.ts";

/** Who asks, and when. */
export interface Context {
  /** Who asks, and what they may; null: a stranger, of an operation that is for everybody. */
  readonly caller: AccessCaller | null;
  /** Where the request came from, by the proxies that are trusted. */
  readonly address: string;
  /** A name or a mail address: the caller's own, where it is proved; null when nobody said who acts. */
  readonly actor: string | null;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Where the collector is for whoever asks, without a slash at the end: `https://errors.example.com`. */
  readonly base: string;
  /** Aborted when nobody waits for the answer any more. A stream has to end then. */
  readonly signal: AbortSignal;
}

/** One line of a body that is read while it arrives. */
export type Line<T> =
  | {
      readonly line: number;
      readonly ok: true;
      readonly value: T;
      /** As it came. */
      readonly bytes: number;
    }
  | { readonly line: number; readonly ok: false; readonly reason: string };

/** A reply that another thread wrote out as JSON already. */
export class Written {
  readonly text: string;
  /** The `next_cursor` that stands in it. */
  readonly nextCursor: string | null;

  constructor(text: string, nextCursor: string | null = null) {
    this.text = text;
    this.nextCursor = nextCursor;
  }
}

/** What the path names is now another: the caller is sent there. */
export class Moved {
  /** Stands in the path where `{id}` stood. */
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }
}

/** A file: bytes, or what makes them while they are sent. */
export interface Download {
  readonly filename: string;
  readonly body: Uint8Array | AsyncIterable<string | Uint8Array>;
  /** How many rows it will have, about. */
  readonly totalCount?: number;
}

export type ReadonlyDeep<T> = T extends readonly (infer Item)[]
  ? readonly ReadonlyDeep<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: ReadonlyDeep<T[Key]> }
    : T;

type ContextOf<Op extends Operation> = Op extends { readonly lines: infer Row extends z.ZodType }
  ? Context & { readonly lines: AsyncIterable<Line<z.output<Row>>> }
  : Context;

type Answered<Reply> = Reply extends z.ZodType
  ? ReadonlyDeep<z.output<Reply>> | Written
  : Reply extends TextReply
    ? string
    : Reply extends BytesReply | FileReply
      ? Download
      : Reply extends EventsReply<infer Event>
        ? AsyncIterable<ReadonlyDeep<z.output<Event>> | null>
        : never;

/**
 * Keeps one operation's promise. The input has been checked. A refusal is thrown as a `Failure`
 * (`not_found`, `conflict`, `BadInput` …). Of events, null is a heartbeat.
 */
export type Handler<Op extends Operation> = (
  input: z.output<Op["input"]>,
  context: ContextOf<Op>,
) => Promise<Answered<Op["reply"]> | (Op extends { readonly moves: true } ? Moved : never)>;

/** A handler for every address: the compiler names one that is missing. */
export type Handlers<C extends Operations = Contract> = {
  readonly [Address in keyof C]: C[Address] extends Operation ? Handler<C[Address]> : never;
};
