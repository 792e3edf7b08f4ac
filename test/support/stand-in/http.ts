import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";

/** One request as a stand-in sees it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  // biome-ignore lint/suspicious/noExplicitAny: what the collector writes is looked into.
  readonly body: any;
}

export interface Given {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Something that goes wrong with a request, instead of or before its answer. */
export type Fault = (asked: Asked) => Mishap | null;
export type Mishap =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | "truncated" // the connection breaks in the middle of the body
  | "half" // a body that ends too early, with an end
  | "slow"; // no answer

/** What every stand-in has: a token, a clock, limits, faults, and a log of what it was asked. */
export class StandInServer {
  readonly token = "a-token-of-the-stand-in";
  readonly asked: Asked[] = [];
  /** Tried in turn at each request; the first that gives something happens. */
  faults: Fault[] = [];
  skewMs = 0;
  /** Requests that are let through in a window; null: no limit is told. */
  limit: { readonly requests: number; readonly windowMs: number } | null = null;
  #window = 0;
  #used = 0;
  #url = "";

  get url(): string {
    return this.#url;
  }

  /** How often a path was asked for. */
  count(path: RegExp): number {
    return this.asked.filter((each) => path.test(each.path)).length;
  }

  async listen(t: TestContext, answer: (asked: Asked) => Given): Promise<void> {
    const server = createServer((request, response) => {
      void this.#handle(request, response, answer);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    this.#url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    t.after(() => {
      server.closeAllConnections();
      server.close();
    });
  }

  async #handle(
    request: IncomingMessage,
    response: ServerResponse,
    answer: (asked: Asked) => Given,
  ): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const text = Buffer.concat(parts).toString();
    const url = new URL(request.url ?? "", this.#url);
    const asked: Asked = {
      method: request.method ?? "",
      path: url.pathname,
      query: url.searchParams,
      body: text === "" ? null : JSON.parse(text),
    };
    this.asked.push(asked);
    response.setHeader("date", new Date(Date.now() + this.skewMs).toUTCString());
    if (request.headers.authorization !== `Bearer ${this.token}`) {
      return write(response, { status: 401, body: { detail: "Invalid token" } });
    }
    if (this.#isOverLimit(response)) {
      return write(response, { status: 429, body: { detail: "You are attempting too much" } });
    }
    const mishap = this.faults.map((fault) => fault(asked)).find((each) => each !== null) ?? null;
    if (mishap === "slow") return;
    if (mishap !== null && typeof mishap === "object") {
      return write(response, { ...mishap, body: { detail: "a mishap" } });
    }
    write(response, answer(asked), mishap);
  }

  #isOverLimit(response: ServerResponse): boolean {
    if (this.limit === null) return false;
    const { requests, windowMs } = this.limit;
    const now = Date.now() + this.skewMs;
    const window = Math.floor(now / windowMs);
    if (window !== this.#window) {
      this.#window = window;
      this.#used = 0;
    }
    this.#used += 1;
    response.setHeader("x-sentry-rate-limit-limit", requests);
    response.setHeader("x-sentry-rate-limit-remaining", Math.max(0, requests - this.#used));
    response.setHeader("x-sentry-rate-limit-reset", ((window + 1) * windowMs) / 1000);
    return this.#used > requests;
  }
}

function write(
  response: ServerResponse,
  { status = 200, headers = {}, body }: Given,
  mishap: "truncated" | "half" | null = null,
): void {
  const text = body === undefined ? "" : JSON.stringify(body);
  const half = text.slice(0, Math.floor(text.length / 2));
  response.writeHead(status, { "content-type": "application/json", ...headers });
  if (mishap === null) response.end(text);
  else if (mishap === "half") response.end(half);
  else response.write(half, () => response.destroy());
}

/** A page of a list by Sentry's cursors (`value:offset:is_prev`), and the header that leads on. */
export function pageOf<T>(
  items: readonly T[],
  { query, path }: Asked,
  base: string,
  sizeMax = 100,
) {
  const size = Math.min(Number(query.get("per_page") ?? query.get("limit") ?? 100), sizeMax);
  const [, offset = "0"] = (query.get("cursor") ?? "0:0:0").split(":");
  const from = Number(offset);
  const more = items.length > from + size;
  const link = (rel: string, at: number, results: boolean) =>
    `<${base}${path}?&cursor=0:${at}:${rel === "next" ? 0 : 1}>; rel="${rel}"; results="${results}"; cursor="0:${at}:${rel === "next" ? 0 : 1}"`;
  return {
    page: items.slice(from, from + size),
    headers: {
      link: `${link("previous", Math.max(0, from - size), from > 0)}, ${link("next", from + size, more)}`,
    },
  };
}
