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

/**
 * Refusals that are explained in one second, and that are remembered. A flood costs no more than that:
 * further ones are remembered without a look at their bodies, and then only counted.
 */
const explainedEachSecond = 10;
const rememberedEachSecond = 100;
const textCharsMax = 200;

/** The last requests that were refused, in memory: for whoever looks for why nothing arrives. */
export class Refusals {
  readonly #deps: RefusalsDeps;
  #newestFirst: Refusal[] = [];
  #total = 0;
  #second = 0;
  #thisSecond = 0;
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
    return this.#newestFirst;
  }

  note({ request, problem, bytes, token }: Refused): void {
    const { max, now } = this.#deps;
    this.#total += 1;
    if (max === 0) return;
    const at = now();
    this.#count(at);
    if (this.#thisSecond > rememberedEachSecond) return;
    const { headers, method = "", socket } = request;
    const looked = bytes !== null && this.#thisSecond <= explainedEachSecond ? bytes : null;
    const refusal: Refusal = {
      id: this.#total,
      at,
      status: problem.status,
      detail: problem.detail,
      method,
      peer: socket.remoteAddress ?? null,
      userAgent: cut(headers["user-agent"]),
      requestId: cut(headers["request-id"]),
      contentType: cut(headers["content-type"]),
      bytesDeclared: declaredIn(headers["content-length"]),
      bytesRead: bytes?.byteLength ?? null,
      signatureHeader: signatureHeaderIn(headers),
      ...kindOf(looked, headers, at),
      steps: looked === null ? null : stepsOf({ bytes: looked, headers, token }, this.#deps),
    };
    // There are at most some hundred, and refusals are rare: a list that is copied is the plainest ring.
    this.#newestFirst = [refusal, ...this.#newestFirst.slice(0, max - 1)];
  }

  #count(at: number): void {
    const second = Math.floor(at / 1000);
    if (second !== this.#second) this.#thisSecond = 0;
    this.#second = second;
    this.#thisSecond += 1;
  }
}

function stepsOf(
  { bytes, headers, token }: { bytes: Uint8Array; headers: WireHeaders; token: string | null },
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
  bytes: Uint8Array | null,
  headers: WireHeaders,
  receivedAt: number,
): Pick<Refusal, "family" | "resource" | "action"> {
  const parsed = bytes === null ? null : parseBody(bytes);
  if (parsed === null || !parsed.ok) return { family: null, resource: null, action: null };
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
