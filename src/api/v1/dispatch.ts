import type { z } from "zod";
import { isRaw, type Operation, type Operations, placeOf } from "../../contract/index.ts";
import type { AccessCaller } from "../../domain/index.ts";
import { BadInput } from "../problems.ts";
import {
  type Context,
  type Download,
  type Handlers,
  type Line,
  Moved,
  Written,
} from "./handlers.ts";
import { type Done, type IdempotencyStore, once, requestHashOf } from "./idempotency.ts";
import { check } from "./messages.ts";

/** Who calls, apart from what is asked. */
export interface Caller {
  /** Who it is, and what they may; the guard has let them in. */
  readonly caller: AccessCaller | null;
  /** Where the request came from. */
  readonly address: string;
  readonly actor: string | null;
  readonly idempotencyKey: string | null;
  /** Where the collector is for them: see `Context`. */
  readonly base: string;
  readonly signal: AbortSignal;
  /** Reads a body of lines; only of operations that take one. */
  readonly lines: AsyncIterable<Line<unknown>> | null;
}

/** What an operation answers, whatever carries it: HTTP here, others may follow. */
export type Answer = Body & {
  /** Deliveries that were answered and may be missing in this answer. */
  readonly lag: number;
};

type Body =
  | (Done & {
      readonly kind: "json";
      /** The first answer to the same request, once more. */
      readonly replayed: boolean;
      readonly nextCursor: string | null;
    })
  | { readonly kind: "moved"; readonly id: string }
  | { readonly kind: "text"; readonly text: string; readonly media: string }
  | { readonly kind: "file"; readonly file: Download; readonly media: string }
  | { readonly kind: "events"; readonly events: AsyncIterable<StreamedEvent | null> };

/** What every event has; the rest is its own. */
export interface StreamedEvent {
  readonly id: number;
  readonly kind: string;
}

export interface DispatchDeps<C extends Operations> {
  readonly contract: C;
  readonly handlers: Handlers<C>;
  /** Handlers for a caller who is limited to some projects: to them nothing else is there. */
  readonly handlersWithin: (projects: readonly string[]) => Handlers<C>;
  /** Writes into the audit log. */
  readonly note: (
    caller: AccessCaller | null,
    deed: { action: string; target: string | null; outcome: "done"; address: string },
  ) => Promise<void>;
  readonly idempotency: IdempotencyStore;
  /** Resolves when what was answered so far is digested: to how many deliveries still lack that. */
  readonly settled: () => Promise<number>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Whether each reply is held against its schema before it goes out: in tests. */
  readonly checkReplies: boolean;
}

/** Carries out one operation, by its address: an address of the contract. */
export type Dispatch = (address: string, input: unknown, caller: Caller) => Promise<Answer>;

type AnyHandler = (input: unknown, context: Context) => Promise<unknown>;

/**
 * Check the input, wait for the digest, call the handler, check the reply: for every operation of a
 * contract. What it makes throws `BadInput`, and what handlers throw.
 */
export function createDispatch<C extends Operations>(deps: DispatchDeps<C>): Dispatch {
  const operations: Operations = deps.contract;
  const handlersFor = (caller: AccessCaller | null): Readonly<Record<string, AnyHandler>> => {
    const projects = caller?.projects ?? null;
    const handlers = projects === null ? deps.handlers : deps.handlersWithin(projects);
    return handlers as unknown as Readonly<Record<string, AnyHandler>>;
  };

  return async function dispatch(address, input, caller) {
    const operation = operations[address as keyof Operations] as Operation;
    const checked = check(operation.input, input);
    if (!checked.ok) throw new BadInput(checked.errors);
    const lag = operation.unsettled === true ? 0 : await deps.settled();
    const { caller: who, address: from, actor, base, signal, idempotencyKey: key } = caller;
    const lines = caller.lines === null ? {} : { lines: caller.lines };
    const carryOut = async (): Promise<Body> => {
      const context = {
        caller: who,
        address: from,
        actor,
        base,
        signal,
        now: deps.now(),
        ...lines,
      };
      const result = await handlersFor(who)[address]?.(checked.value, context);
      if (operation.audited !== undefined && !(result instanceof Moved)) {
        const target = targetOf(checked.value);
        await deps.note(who, { action: operation.audited, target, outcome: "done", address: from });
      }
      return bodyOf(operation, { address, input: checked.value, result, deps });
    };
    // Lines come but once, so nobody can tell whether they are the same; what they bring is known by itself.
    // And a secret is shown once: it is nowhere kept to be shown again.
    const repeatable =
      placeOf(address).method === "GET" ||
      operation.lines !== undefined ||
      operation.secret === true;
    if (key === null || repeatable) return { lag, ...(await carryOut()) };
    const requestHash = requestHashOf(address, nameOf(who, actor), checked.value);
    const outcome = await once({ store: deps.idempotency, key, requestHash }, carryOut, (body) =>
      body.kind === "json" ? body : null,
    );
    if ("first" in outcome) return { lag, ...outcome.first };
    return { lag, kind: "json", ...outcome.again, replayed: true, nextCursor: null };
  };
}

/** Two callers of one name are not the same. */
function nameOf(caller: AccessCaller | null, actor: string | null): string {
  return `${caller?.kind} ${caller?.id} ${actor}`;
}

const targetCharsMax = 200;

/** What something was done to, for the audit log: what the input names. */
function targetOf(input: Readonly<Record<string, unknown>>): string | null {
  const named = input["id"] ?? input["name"] ?? input["mail"] ?? input["ids"] ?? input["query"];
  if (named === undefined || named === null) return null;
  return (Array.isArray(named) ? named.join(", ") : String(named)).slice(0, targetCharsMax);
}

interface Result {
  readonly address: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** What the handler gave. */
  readonly result: unknown;
  readonly deps: { readonly checkReplies: boolean };
}

function bodyOf(operation: Operation, { address, input, result, deps }: Result): Body {
  if (result instanceof Moved) return { kind: "moved", id: result.id };
  const { reply } = operation;
  if (!isRaw(reply)) {
    const body = result instanceof Written ? result.text : JSON.stringify(result);
    if (deps.checkReplies) mustFit(address, reply, JSON.parse(body));
    const status = operation.creates === true ? 201 : 200;
    return { kind: "json", status, body, replayed: false, nextCursor: nextCursorOf(result) };
  }
  switch (reply.form) {
    case "text":
      return { kind: "text", text: result as string, media: reply.media ?? "text/plain" };
    case "bytes":
      return { kind: "file", file: result as Download, media: "application/octet-stream" };
    case "file": {
      const media = reply.media[String(input["format"])] ?? "application/octet-stream";
      return { kind: "file", file: result as Download, media };
    }
    case "events": {
      const events = result as AsyncIterable<StreamedEvent | null>;
      const { event } = reply;
      return {
        kind: "events",
        events: deps.checkReplies
          ? checked(events, (each) => mustFit(address, event, each))
          : events,
      };
    }
  }
}

function nextCursorOf(result: unknown): string | null {
  if (result instanceof Written) return result.nextCursor;
  return (result as { readonly next_cursor?: string | null }).next_cursor ?? null;
}

/** Throws when a reply breaks the contract: that is our mistake, not the caller's. */
function mustFit(address: string, schema: z.ZodType, value: unknown): void {
  const fits = check(schema, value, "reply");
  if (fits.ok) return;
  const [first] = fits.errors;
  throw new Error(`The reply of ${address} breaks the contract: ${first?.where} ${first?.message}`);
}

async function* checked<Event>(
  events: AsyncIterable<Event | null>,
  check: (event: Event) => void,
): AsyncGenerator<Event | null> {
  for await (const event of events) {
    if (event !== null) check(event);
    yield event;
  }
}
