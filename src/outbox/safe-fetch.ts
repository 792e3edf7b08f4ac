import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { createGunzip } from "node:zlib";
import { Gate, OutgoingFailure, type OutgoingRules, type Place } from "./gate.ts";

export interface Outgoing {
  readonly url: string;
  readonly method?: "GET" | "POST" | "PUT";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Milliseconds for the whole of it. */
  readonly msMax: number;
  /** Bytes of the answer's body, unpacked. */
  readonly bytesMax: number;
  /** Gives up when it is aborted. */
  readonly signal?: AbortSignal;
}

export interface Answered {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const urlCharsMax = 8192;
const socketsMax = 8;
const headerBytesMax = 32_768;

interface Target extends Place {
  readonly url: URL;
}

/**
 * The only way out: every request that leaves the collector goes through here. A name is resolved once, all
 * of its addresses are checked, and the connection goes to the address that was checked. Redirects are not
 * followed: they come back as what they are.
 */
export class SafeFetch {
  readonly #gate: Gate;
  readonly #http = new HttpAgent({ keepAlive: true, maxSockets: socketsMax });
  readonly #https = new HttpsAgent({ keepAlive: true, maxSockets: socketsMax });

  constructor(rules: OutgoingRules) {
    this.#gate = new Gate(rules);
  }

  /** Rejects with an `OutgoingFailure`; whatever status the other side gives is an answer. */
  async fetch(outgoing: Outgoing): Promise<Answered> {
    const target = targetOf(outgoing.url);
    const address = await this.#gate.addressOf(target);
    return send(outgoing, target, {
      address,
      agent: target.url.protocol === "https:" ? this.#https : this.#http,
    });
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }
}

/** Throws a `refused` failure for what is no plain address of HTTP. */
function targetOf(text: string): Target {
  const url = URL.parse(text.length > urlCharsMax ? "" : text);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new OutgoingFailure("refused", "Only http:// and https:// addresses are spoken to.");
  }
  if (url.username !== "" || url.password !== "") {
    throw new OutgoingFailure("refused", "An address must not hold a user or a password.");
  }
  const host = url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  const port = Number(url.port) || (url.protocol === "https:" ? 443 : 80);
  return { url, host, port };
}

interface Way {
  readonly address: string;
  readonly agent: HttpAgent;
}

function send(outgoing: Outgoing, { url, host }: Target, way: Way): Promise<Answered> {
  const timeout = AbortSignal.timeout(outgoing.msMax);
  const signal =
    outgoing.signal === undefined ? timeout : AbortSignal.any([timeout, outgoing.signal]);
  return new Promise((resolve, reject) => {
    const fail = (thrown: unknown): void => reject(failureOf(thrown, { host, timeout, outgoing }));
    const options = {
      method: outgoing.method ?? "GET",
      headers: { "accept-encoding": "gzip", host: url.host, ...outgoing.headers },
      agent: way.agent,
      signal,
      maxHeaderSize: headerBytesMax,
      // The address was checked: whatever the name means by now, the connection goes there.
      lookup: pinnedTo(way.address),
    };
    const request = (url.protocol === "https:" ? httpsRequest : httpRequest)(url, options);
    request.on("error", fail);
    request.on("response", (response) => {
      collect(response, outgoing.bytesMax).then(
        (body) => resolve({ status: response.statusCode ?? 0, headers: headersOf(response), body }),
        (thrown) => {
          request.destroy();
          fail(thrown);
        },
      );
    });
    request.end(outgoing.body);
  });
}

function pinnedTo(address: string): LookupFunction {
  const family = isIP(address);
  return (_host, options, done) => {
    if (options.all) done(null, [{ address, family }]);
    else done(null, address, family);
  };
}

function failureOf(
  thrown: unknown,
  at: { host: string; timeout: AbortSignal; outgoing: Outgoing },
): OutgoingFailure {
  const { host, timeout, outgoing } = at;
  if (thrown instanceof OutgoingFailure) return thrown;
  if (outgoing.signal?.aborted) return new OutgoingFailure("stopped", "It was stopped.");
  if (timeout.aborted) {
    const message = `${host} did not answer within ${outgoing.msMax} ms.`;
    return new OutgoingFailure("timeout", message);
  }
  const { code, message } = thrown as { code?: string; message?: string };
  return new OutgoingFailure("unreachable", `${host} cannot be reached (${code ?? message}).`, {
    cause: thrown,
  });
}

/** The body, unpacked, up to a size. Rejects where it was cut off before its end. */
async function collect(response: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const packed = response.headers["content-encoding"] === "gzip";
  const stream = packed ? response.pipe(createGunzip()) : response;
  if (packed) response.on("error", (thrown) => stream.destroy(thrown));
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of stream) {
    bytes += (part as Buffer).length;
    if (bytes > bytesMax) {
      throw new OutgoingFailure("too_large", `The answer is larger than ${bytesMax} bytes.`);
    }
    parts.push(part as Buffer);
  }
  if (!response.complete) throw new OutgoingFailure("unreachable", "The answer was cut off.");
  return Buffer.concat(parts);
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value ?? ""].flat().join(", ")]),
  );
}
