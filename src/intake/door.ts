import type { IncomingMessage, ServerResponse } from "node:http";
import { Failure, messageOf, problemOf, Rate, TooMany, toFailure } from "../domain/index.ts";
import { BodyBudget, readBody } from "./body.ts";
import { type Answer, Desk, type DeskDeps, type Received } from "./desk.ts";
import type { Refusals, Refused } from "./refusals.ts";

export interface DoorLimits {
  /** A body, at most. */
  readonly webhookBytesMax: number;
  /** Bodies that are being received, all together, at most. */
  readonly receivingBytesMax: number;
  /** Work that one turn of the event loop may pile up before further deliveries are refused. */
  readonly turnMsMax: number;
  /** Of one address; 0: no limit. */
  readonly deliveriesPerSecondMax: number;
}

export interface DoorDeps extends Omit<DeskDeps, "turnMsMax"> {
  readonly limits: DoorLimits;
  /** Whose request it is, by the proxies that are trusted. */
  readonly addressOf: (request: IncomingMessage) => string;
  /** Why nothing can be taken at the moment (disk, backlog, stopping), or null. */
  readonly closedBecause: () => string | null;
  readonly refusals: Pick<Refusals, "note">;
  readonly log: {
    refused(status: number, detail: string, from: string | undefined): void;
    failed(failure: Failure): void;
  };
}

const path = "/sentry/webhook";
const retryAfterSeconds = 5;
/** Of a body that is refused, at most; who goes on sending after that is cut off. */
const discardedBytesMax = 256 * 1024 * 1024;

/**
 * The door for webhooks, on bare node:http: everything that comes in is bytes here, whatever its
 * content type says, and a delivery costs a quarter less than through a framework.
 */
export class WebhookDoor {
  readonly #deps: DoorDeps;
  readonly #budget: BodyBudget;
  readonly #desk: Desk;
  readonly #rate: Rate;

  constructor(deps: DoorDeps) {
    this.#deps = deps;
    this.#rate = new Rate(deps.limits.deliveriesPerSecondMax);
    this.#budget = new BodyBudget(deps.limits.receivingBytesMax);
    this.#desk = new Desk({ ...deps, turnMsMax: deps.limits.turnMsMax });
  }

  /** True for requests that are this door's, whatever their method. */
  handles(url: string): boolean {
    if (!url.startsWith(path)) return false;
    const next = url[path.length];
    return next === undefined || next === "?" || next === "/";
  }

  /**
   * Takes a delivery that the collector sends to itself, on the way of any other: proved, parsed, kept,
   * answered when it is on the disk. Rejects with the `Failure` that a sender would be told.
   */
  async takeOwn(received: Received & { readonly ownSource: string }): Promise<Answer> {
    const closed = this.#deps.closedBecause();
    if (closed !== null) throw new Failure("unavailable", closed);
    return this.#desk.take(received);
  }

  /** Answers one request. Never throws; every answer is JSON. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let token: string | null = null;
    let bytes: Uint8Array | null = null;
    try {
      token = this.#enter(request);
      const { webhookBytesMax: bytesMax } = this.#deps.limits;
      bytes = await readBody(request, { bytesMax, budget: this.#budget });
      const answer = await this.#desk.take({ bytes, headers: request.headers, token });
      send(response, answer.status, "application/json", JSON.stringify(answer.body));
    } catch (thrown) {
      this.#refuse(response, { request, token, bytes, thrown });
    }
  }

  /** What can be said before the body is read. Returns the token in the address. */
  #enter(request: IncomingMessage): string | null {
    if (request.method !== "POST") {
      throw new Failure("method_not_allowed", "Webhooks are sent by POST.");
    }
    if (this.#deps.limits.deliveriesPerSecondMax > 0) {
      const waitMs = this.#rate.take(this.#deps.addressOf(request), performance.now());
      if (waitMs > 0) {
        throw new TooMany("This address sends too often (DELIVERIES_PER_SECOND_MAX).", waitMs);
      }
    }
    const closed = this.#deps.closedBecause();
    if (closed !== null) throw new Failure("unavailable", closed);
    return tokenIn(request.url ?? "");
  }

  #refuse(
    response: ServerResponse,
    {
      thrown,
      ...refused
    }: Omit<Refused, "problem"> & { request: IncomingMessage; thrown: unknown },
  ): void {
    const { request } = refused;
    const failure = toFailure(thrown);
    const problem = problemOf(failure);
    this.#deps.refusals.note({ ...refused, problem });
    if (failure.code === "internal") this.#deps.log.failed(failure);
    else this.#deps.log.refused(problem.status, problem.detail, request.socket.remoteAddress);
    if (response.destroyed || response.headersSent) return;
    if (problem.status === 405) response.setHeader("allow", "POST");
    if (problem.status === 503) response.setHeader("retry-after", retryAfterSeconds);
    if (failure instanceof TooMany) response.setHeader("retry-after", failure.retryAfterSeconds);
    if (!request.complete) discardRest(request);
    send(response, problem.status, "application/problem+json", JSON.stringify(problem));
  }
}

/** `/sentry/webhook/<token>` or `?token=<token>`. Throws for an address that is neither. */
function tokenIn(url: string): string | null {
  const [place = "", query] = url.split("?", 2);
  const rest = place.slice(path.length).replace(/^\/|\/$/g, "");
  if (rest.includes("/")) {
    throw new Failure(
      "not_found",
      `There is nothing here: webhooks are sent to ${path} or ${path}/<token>.`,
    );
  }
  if (rest !== "") return decode(rest);
  return query === undefined ? null : new URLSearchParams(query).get("token");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (thrown) {
    throw new Failure("invalid", `The address cannot be read: ${messageOf(thrown)}.`);
  }
}

/**
 * What is still being sent is read and thrown away: a connection that is closed over unread bytes is
 * reset, and the sender would not see the answer. For how long is bounded by REQUEST_MS_MAX.
 */
function discardRest(request: IncomingMessage): void {
  let bytes = 0;
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes > discardedBytesMax) request.destroy();
  });
  request.resume();
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    "content-type": type,
    "x-content-type-options": "nosniff",
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}
