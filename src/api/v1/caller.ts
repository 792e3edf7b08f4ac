import type { IncomingHttpHeaders } from "node:http";
import { Failure } from "../../domain/index.ts";
import { BadInput } from "../problems.ts";

const actorCharsMax = 200;
const keyCharsMax = 255;

/** Who acts, as `X-Actor` says; null when it says nothing. Throws `BadInput`. */
export function actorOf(headers: IncomingHttpHeaders): string | null {
  const given = headers["x-actor"];
  if (given === undefined) return null;
  const name = textOf(String(given)).normalize("NFC").trim();
  if (name === "") return null;
  if (name.length > actorCharsMax || /\p{C}/u.test(name)) {
    throw wrong(
      "X-Actor",
      `must be a name or a mail address of at most ${actorCharsMax} characters`,
    );
  }
  return name;
}

/**
 * Headers hold one byte to a character. A name in other letters comes as its UTF-8 bytes, or, from where
 * only ASCII can be sent (browsers), percent-encoded as RFC 8187 has it: `UTF-8''%D0%90%D0%B4%D0%B0`.
 */
function textOf(header: string): string {
  const [, encoded] = /^utf-8'[^']*'(.*)$/i.exec(header) ?? [];
  try {
    if (encoded !== undefined) return decodeURIComponent(encoded);
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(header, "latin1"));
  } catch {
    // It was Latin-1, or no percent-encoding, after all.
    return encoded === undefined ? header : encoded;
  }
}

/** The `Idempotency-Key` of a write, or null. Throws `BadInput`. */
export function idempotencyKeyOf(headers: IncomingHttpHeaders): string | null {
  const key = headers["idempotency-key"];
  if (key === undefined) return null;
  if (!/^[\x20-\x7e]+$/.test(String(key)) || key.length > keyCharsMax) {
    throw wrong("Idempotency-Key", `must have 1 to ${keyCharsMax} printable ASCII characters`);
  }
  return String(key);
}

/** After which change a watcher wants to go on, as it says when it comes back; null when it does not. */
export function lastEventIdOf(headers: IncomingHttpHeaders): number | null {
  const given = headers["last-event-id"];
  if (given === undefined || given === "") return null;
  if (/^\d{1,15}$/.test(String(given))) return Number(given);
  throw wrong("Last-Event-ID", "must be the number of a change");
}

/**
 * Refuses a write that a page of another site asks a browser for: whoever reads that page did not ask
 * for it. Programs send neither header. Throws `forbidden`.
 */
export function refuseOtherSites(
  headers: IncomingHttpHeaders,
  { host, publicUrl }: { readonly host: string; readonly publicUrl: string | null },
): void {
  const site = headers["sec-fetch-site"];
  const { origin } = headers;
  const ours =
    site === undefined
      ? origin === undefined || isOurs(origin, [host.toLowerCase(), hostOf(publicUrl ?? "")])
      : site === "same-origin" || site === "none";
  if (!ours) {
    throw new Failure("forbidden", "A page of another site may not change anything here.");
  }
}

function isOurs(origin: string, hosts: readonly (string | null)[]): boolean {
  const host = hostOf(origin);
  return host !== null && hosts.includes(host);
}

/** Null where there is none: the origin of a file or of a sandbox is `null`. */
function hostOf(url: string): string | null {
  return URL.parse(url)?.host || null;
}

function wrong(where: string, message: string): BadInput {
  return new BadInput([{ where, message }]);
}
