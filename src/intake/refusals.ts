import type { IncomingMessage } from "node:http";
import type { Problem, Refusal, SignatureSteps } from "../domain/index.ts";
import {
  explainSignature,
  identify,
  keepHeaders,
  parseBody,
  recognise,
  type WireHeaders,
} from "../wire/index.ts";
import { type Credentials, equal } from "./authenticate.ts";

interface RefusalsDeps {
  /** How many are remembered. */
  readonly max: number;
  readonly credentials: Credentials;
  readonly now: () => number;
  /** A refused delivery could not be looked at, which is our fault; it is remembered all the same. */
  readonly onTrouble: (cause: unknown) => void;
}

/** What came of a request before it was refused. */
export interface Refused {
  readonly request: Pick<IncomingMessage, "method" | "headers" | "socket">;
  readonly problem: Pick<Problem, "status" | "detail">;
  /** The body, where it arrived whole. It is looked at, and not kept. */
  readonly bytes: Uint8Array | null;
  /** From the address; null where it has none. */
  readonly token: string | null;
}

/** What was refused before it was a request, or before one looked at it. */
export interface RefusedUnread {
  readonly problem: Pick<Problem, "status" | "detail">;
  readonly peer: string | null;
}

/**
 * Refusals that are explained in one second, and that are remembered. A flood costs no more than that:
 * further ones are remembered without a look at their bodies, and then only counted.
 */
const explainedEachSecond = 10;
const rememberedEachSecond = 100;
const textCharsMax = 200;

/** What is told of a refusal without a look at its body. */
const unseen = { family: null, resource: null, action: null, steps: null } as const;
/** What is told of a refusal that is known by its connection only. */
const unread: Omit<Refusal, "id" | "at" | "status" | "detail" | "peer"> = {
  ...unseen,
  method: null,
  userAgent: null,
  requestId: null,
  contentType: null,
  bytesDeclared: null,
  bytesRead: null,
  signatureHeader: null,
};

/** The last requests that were refused, in memory: for whoever looks for why nothing arrives. */
export class Refusals {
  readonly #deps: RefusalsDeps;
  /** A ring of those that are remembered. */
  readonly #ring: Refusal[] = [];
  #remembered = 0;
  #total = 0;
  #second = 0;
  #thisSecond = { remembered: 0, explained: 0 };
  /** Milliseconds since 1970. */
  readonly since: number;

  constructor(deps: RefusalsDeps) {
    this.#deps = deps;
    this.since = deps.now();
  }

  /** Since the start; fewer are remembered. */
  get total(): number {
    return this.#total;
  }

  get max(): number {
    return this.#deps.max;
  }

  newestFirst(): readonly Refusal[] {
    return this.#ring.toSorted((a, b) => b.id - a.id);
  }

  /** Remembers a request that was refused. Never throws. */
  note({ request, problem, bytes, token }: Refused): void {
    const at = this.#deps.now();
    if (!this.#count(at)) return;
    const { headers, method = null, socket } = request;
    this.#remember({
      ...unread,
      ...problemIn(problem),
      at,
      method,
      peer: socket.remoteAddress ?? null,
      userAgent: cut(headers["user-agent"]),
      requestId: cut(headers["request-id"]),
      contentType: cut(headers["content-type"]),
      bytesDeclared: declaredIn(headers["content-length"]),
      bytesRead: bytes?.byteLength ?? null,
      signatureHeader: signatureHeaderIn(headers),
      ...(bytes === null ? unseen : this.#lookAt({ bytes, headers, token }, at)),
    });
  }

  /** Remembers that something was refused of which no more is known than who sent it. */
  noteUnread({ problem, peer }: RefusedUnread): void {
    const at = this.#deps.now();
    if (this.#count(at)) this.#remember({ ...unread, ...problemIn(problem), at, peer });
  }

  /** Counts a refusal. Returns whether it may be remembered too. */
  #count(at: number): boolean {
    const second = Math.floor(at / 1000);
    if (second !== this.#second) this.#thisSecond = { remembered: 0, explained: 0 };
    this.#second = second;
    this.#total += 1;
    this.#thisSecond.remembered += 1;
    return this.#deps.max > 0 && this.#thisSecond.remembered <= rememberedEachSecond;
  }

  #remember(refusal: Omit<Refusal, "id">): void {
    this.#ring[this.#remembered % this.#deps.max] = { ...refusal, id: this.#total };
    this.#remembered += 1;
  }

  #lookAt(
    body: RefusedBody,
    at: number,
  ): Pick<Refusal, "steps" | "family" | "resource" | "action"> {
    this.#thisSecond.explained += 1;
    if (this.#thisSecond.explained > explainedEachSecond) return unseen;
    try {
      return { ...kindOf(body, at), steps: stepsOf(body, this.#deps) };
    } catch (thrown) {
      this.#deps.onTrouble(thrown);
      return unseen;
    }
  }
}

interface RefusedBody {
  readonly bytes: Uint8Array;
  readonly headers: WireHeaders;
  readonly token: string | null;
}

function problemIn({ status, detail }: Refused["problem"]): Pick<Refusal, "status" | "detail"> {
  return { status, detail };
}

function stepsOf(
  { bytes, headers, token }: RefusedBody,
  { credentials }: Pick<RefusalsDeps, "credentials">,
): SignatureSteps {
  const expected = credentials.token;
  const isRight = expected !== null && token !== null && equal(expected, token);
  return {
    ...explainSignature(bytes, headers, credentials.secrets),
    tokenIsSet: expected !== null,
    token: token === null ? "none" : isRight ? "right" : "wrong",
  };
}

/** What it seems to be. What is no JSON is nothing that we know. */
function kindOf(
  { bytes, headers }: RefusedBody,
  receivedAt: number,
): Pick<Refusal, "family" | "resource" | "action"> {
  const parsed = parseBody(bytes);
  if (!parsed.ok) return { family: null, resource: null, action: null };
  const kept = keepHeaders(headers);
  const recognised = recognise({ headers: kept, payload: parsed.payload, receivedAt });
  const { resource, action } = identify(recognised);
  return { family: recognised.family, resource, action };
}

function signatureHeaderIn(headers: WireHeaders): string | null {
  return explainSignature(new Uint8Array(), headers, []).header;
}

function declaredIn(length: string | undefined): number | null {
  return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : null;
}

function cut(text: string | string[] | undefined): string | null {
  const first = Array.isArray(text) ? text[0] : text;
  return first === undefined || first === "" ? null : first.slice(0, textCharsMax).toWellFormed();
}
