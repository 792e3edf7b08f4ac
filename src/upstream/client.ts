import { OutgoingFailure, type SafeFetch } from "../outbox/index.ts";
import { backOffMs, limitsOf, pauseAfter, pauseWhenLimited } from "./pace.ts";

/** What went wrong with an upstream. `retry`: it may go well later; `final`: somebody must do something. */
export class UpstreamFailure extends Error {
  readonly kind: "retry" | "final" | "too_large";
  readonly status: number | null;

  constructor(
    kind: UpstreamFailure["kind"],
    message: string,
    { status = null, ...options }: ErrorOptions & { status?: number | null } = {},
  ) {
    super(message, options);
    this.name = "UpstreamFailure";
    this.kind = kind;
    this.status = status;
  }
}

/** An answer, its body parsed. */
export interface Reply {
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  /** The upstream's clock when it answered, in milliseconds since 1970. */
  readonly at: number;
}

export type Query = Readonly<Record<string, string | number | readonly (string | number)[] | null>>;

export interface Asking {
  readonly query?: Query;
  readonly method?: "GET" | "PUT" | "POST";
  readonly body?: unknown;
  /** Doing it twice would do harm: where nobody knows whether it was done, it is not tried again here. */
  readonly once?: boolean;
}

export interface ClientOptions {
  readonly out: Pick<SafeFetch, "fetch">;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly token: string;
  readonly userAgent: string;
  readonly limits: ClientLimits;
  readonly now: () => number;
  /** Waits; rejects when everything is to stop. */
  readonly pause: (ms: number) => Promise<void>;
  readonly signal: AbortSignal;
}

export interface ClientLimits {
  readonly msMax: number;
  readonly bytesMax: number;
  /** Tries of one question before it is given up for now. */
  readonly triesMax: number;
  readonly backOff: { readonly firstMs: number; readonly msMax: number };
}

const bodyShown = 200;

/**
 * Speaks to one upstream: one request after the other, within its rate limits, again after what passes by
 * itself. Everything is counted.
 */
export class Client {
  readonly #options: ClientOptions;
  #turn: Promise<unknown> = Promise.resolve();
  #waitUntil = 0;
  #skewMs: number | null = null;
  #requests = 0;
  #lastAnswerAt: number | null = null;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** Requests that were sent. */
  get requests(): number {
    return this.#requests;
  }

  /** When it answered last, whatever it said; by our clock. */
  get lastAnswerAt(): number | null {
    return this.#lastAnswerAt;
  }

  /** By how much the upstream's clock is ahead of ours, in milliseconds; null until it answered once. */
  get skewMs(): number | null {
    return this.#skewMs;
  }

  /** The upstream's clock. */
  now(): number {
    return this.#options.now() + (this.#skewMs ?? 0);
  }

  /** Rejects with an `UpstreamFailure`. Waits for its turn. */
  ask(path: string, asking: Asking = {}): Promise<Reply> {
    const turn = this.#turn.then(() => this.#askUntilItGoes(path, asking));
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #askUntilItGoes(path: string, asking: Asking): Promise<Reply> {
    const { limits, pause } = this.#options;
    for (let tries = 1; ; tries += 1) {
      const wait = this.#waitUntil - this.#options.now();
      if (wait > 0) await pause(wait);
      try {
        return await this.#askOnce(path, asking);
      } catch (thrown) {
        const again = thrown instanceof UpstreamFailure && thrown.kind === "retry";
        const harmless = asking.once !== true || isLimited(thrown);
        if (!again || !harmless || tries >= limits.triesMax) throw thrown;
        const back = backOffMs(tries - 1, limits.backOff, Math.random());
        this.#waitUntil = Math.max(this.#waitUntil, this.#options.now() + back);
      }
    }
  }

  async #askOnce(path: string, asking: Asking): Promise<Reply> {
    const { out, baseUrl, token, userAgent, limits, now, signal } = this.#options;
    const { method = "GET", body } = asking;
    this.#requests += 1;
    const answered = await out
      .fetch({
        url: `${baseUrl}${path}${queryText(asking.query ?? {})}`,
        method,
        headers: {
          authorization: `Bearer ${token}`,
          accept: "application/json",
          "user-agent": userAgent,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        msMax: limits.msMax,
        bytesMax: limits.bytesMax,
        signal,
      })
      .catch((thrown) => {
        throw failureFrom(thrown);
      });
    const { status, headers } = answered;
    this.#lastAnswerAt = now();
    const clock = Date.parse(headers["date"] ?? "");
    if (!Number.isNaN(clock)) this.#skewMs = skewOf(clock, now());
    if (status === 429) {
      this.#waitUntil = now() + pauseWhenLimited(headers, this.now());
      throw new UpstreamFailure("retry", "The upstream's rate limit is used up (429).", { status });
    }
    this.#waitUntil = now() + pauseAfter(limitsOf(headers), this.now());
    const text = answered.body.toString("utf8");
    if (status < 200 || status > 299) throw statusFailure(status, text, { path, headers });
    return { body: parse(text), headers, at: this.now() };
  }
}

function isLimited(thrown: unknown): boolean {
  return thrown instanceof UpstreamFailure && thrown.status === 429;
}

/** The header counts whole seconds: what is within one of them is no difference. */
function skewOf(clock: number, now: number): number {
  const skew = clock + 500 - now;
  return Math.abs(skew) <= 1500 ? 0 : skew;
}

function failureFrom(thrown: unknown): unknown {
  if (!(thrown instanceof OutgoingFailure)) return thrown;
  const { kind, message } = thrown;
  if (kind === "stopped") return thrown;
  if (kind === "too_large") return new UpstreamFailure("too_large", message, { cause: thrown });
  const final = kind === "refused";
  return new UpstreamFailure(final ? "final" : "retry", message, { cause: thrown });
}

function parse(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch (thrown) {
    const message = "The answer is no JSON, or was cut off.";
    throw new UpstreamFailure("retry", message, { cause: thrown });
  }
}

interface At {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

function statusFailure(status: number, text: string, { path, headers }: At): UpstreamFailure {
  const said = detailIn(text);
  const tail = said === "" ? "" : `: ${said}`;
  const kind = status >= 500 || status === 408 || status === 425 ? "retry" : "final";
  return new UpstreamFailure(kind, `${sentenceFor(status, path, headers)}${tail}`, { status });
}

function sentenceFor(status: number, path: string, headers: At["headers"]): string {
  switch (status) {
    case 401:
      return "The API token is not known there, or has expired (401)";
    case 403:
      return `The API token may not do this (403, ${path})`;
    case 404:
      return `There is no such thing, or the token does not see it (404, ${path})`;
    default:
      return status >= 300 && status < 400
        ? `The address has moved to ${movedTo(headers)} (${status}): correct the base URL`
        : `The upstream answered ${status} to ${path}`;
  }
}

function movedTo({ location }: At["headers"]): string {
  return location === undefined ? "somewhere else" : location.slice(0, bodyShown);
}

/** What the upstream says of it, cut to a line. */
function detailIn(text: string): string {
  try {
    const { detail, error } = JSON.parse(text) as { detail?: unknown; error?: unknown };
    const said = detail ?? error;
    if (typeof said === "string") return said.slice(0, bodyShown);
    return said === undefined ? "" : JSON.stringify(said).slice(0, bodyShown);
  } catch {
    // A page for people: nothing in it is worth repeating.
    return "";
  }
}

function queryText(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null) continue;
    for (const each of [value].flat()) parameters.append(name, String(each));
  }
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}
