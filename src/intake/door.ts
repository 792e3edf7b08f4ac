import type { IncomingMessage, ServerResponse } from "node:http";
import { Failure, messageOf, problemOf, Rate, TooMany, toFailure } from "../domain/index.ts";
import { BodyBudget, readBody } from "./body.ts";
import { type Answer, Desk, type DeskDeps, type Received } from "./desk.ts";
import type { Refusals, Refused, RefusedUnread } from "./refusals.ts";

export interface DoorLimits {
  /** A body, at most. */
  readonly webhookBytesMax: number;
  /** Bodies that are being received, all together, at most. */
  readonly receivingBytesMax: number;
  /** Work that one turn of the event loop may pile up before further deliveries are refused. */
  readonly turnMsMax: number;
  /** Deliveries that are being received or written at the same moment, at most. */
  readonly openDeliveriesMax: number;
  /** Of one address; 0: no limit. */
  readonly deliveriesPerSecondMax: number;
  /** Of one source; 0: no limit. */
  readonly sourceDeliveriesPerSecondMax: number;
}

export interface DoorDeps extends Omit<DeskDeps, "turnMsMax" | "sourceDeliveriesPerSecondMax"> {
  readonly limits: DoorLimits;
  /** Whose request it is, by the proxies that are trusted. */
  readonly addressOf: (request: IncomingMessage) => string;
  /** Why nothing can be taken at the moment (disk, backlog, stopping), or null. */
  readonly closedBecause: () => string | null;
  readonly refusals: Pick<Refusals, "note" | "noteUnread">;
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
  #open = 0;
  #usualMs = 0;
  /** Requests that were answered by the listener in this door's place. */
  readonly #answered = new WeakSet<IncomingMessage>();
  readonly #rate: Rate;

  constructor(deps: DoorDeps) {
    this.#deps = deps;
    this.#rate = new Rate(deps.limits.deliveriesPerSecondMax);
    this.#budget = new BodyBudget(deps.limits.receivingBytesMax);
    this.#desk = new Desk({ ...deps, ...deps.limits });
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
    if (this.#isFlooded()) {
      this.#turnAway(request, response);
      return;
    }
    let token: string | null = null;
    let bytes: Uint8Array | null = null;
    this.#open += 1;
    try {
      token = this.#enter(request);
      const { webhookBytesMax: bytesMax } = this.#deps.limits;
      bytes = await readBody(request, { bytesMax, budget: this.#budget });
      const since = performance.now();
      const answer = await this.#desk.take({ bytes, headers: request.headers, token });
      this.#usualMs += (performance.now() - since - this.#usualMs) * newestShare;
      send(response, answer.status, "application/json", JSON.stringify(answer.body));
    } catch (thrown) {
      this.#refuse(response, { request, token, bytes, thrown });
    } finally {
      this.#open -= 1;
    }
  }

  /**
   * Many at the same moment are a burst, and are let in up to the limit; many that have been taking long for
   * a while are a flood, of which no more is let in than can be answered in time.
   */
  #isFlooded(): boolean {
    const { openDeliveriesMax, turnMsMax } = this.#deps.limits;
    if (this.#open >= openDeliveriesMax) return true;
    return this.#open > fewOpen && this.#usualMs > turnMsMax * standingShare;
  }

  /**
   * Says at once that there is too much to do, at as little cost as can be: the time that it takes is
   * missing to those who were let in. Its body is thrown away by node:http, whatever it says.
   */
  #turnAway(request: IncomingMessage, response: ServerResponse): void {
    this.#deps.refusals.note({ request, problem: tooMany, bytes: null, token: null });
    if (Number(request.headers["content-length"] ?? discardedBytesMax) > smallBytesMax)
      discardRest(request);
    response.writeHead(503, tooManyHead);
    response.end(tooManyText);
  }

  /**
   * Remembers what the listener refused in this door's place: a request whose body did not come, or
   * what did not become a request at all.
   */
  noteRefused(refused: RefusedUnread & { readonly request: IncomingMessage | null }): void {
    const { request, problem } = refused;
    if (request === null) {
      this.#deps.refusals.noteUnread(refused);
      return;
    }
    this.#answered.add(request);
    this.#note({ request, problem, bytes: null, token: null });
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
    if (this.#answered.has(request)) return;
    const failure = toFailure(thrown);
    const problem = problemOf(failure);
    if (failure.code === "internal") {
      this.#deps.refusals.note({ ...refused, problem });
      this.#deps.log.failed(failure);
    } else {
      this.#note({ ...refused, problem });
    }
    if (response.destroyed || response.headersSent) return;
    if (problem.status === 405) response.setHeader("allow", "POST");
    if (problem.status === 503) response.setHeader("retry-after", retryAfterSeconds);
    if (failure instanceof TooMany) response.setHeader("retry-after", failure.retryAfterSeconds);
    if (!request.complete) discardRest(request);
    send(response, problem.status, "application/problem+json", JSON.stringify(problem));
  }

  #note(refused: Refused): void {
    const { problem, request } = refused;
    this.#deps.refusals.note(refused);
    this.#deps.log.refused(problem.status, problem.detail, request.socket.remoteAddress);
  }
}

/** As many are let in however long the last ones took: they tell when it is over. */
const fewOpen = 100;
/** How much the newest counts in the usual time from a whole body to its answer. */
const newestShare = 0.01;
/** Of `turnMsMax`: answers that usually take longer than this mean a flood. */
const standingShare = 1 / 3;
/** A body that has most likely arrived with its head. */
const smallBytesMax = 64 * 1024;
const tooMany = problemOf(
  new Failure(
    "unavailable",
    "Too many deliveries arrive at once (OPEN_DELIVERIES_MAX); try again.",
  ),
);
const tooManyText = JSON.stringify(tooMany);
const tooManyHead = {
  "content-type": "application/problem+json",
  "content-length": Buffer.byteLength(tooManyText),
  "retry-after": String(retryAfterSeconds),
};

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
