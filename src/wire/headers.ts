import type { KeptHeaders } from "../domain/index.ts";
import type { WireHeaders } from "./signature.ts";
import { asText } from "./text.ts";

const keptNames = new Set([
  "content-type",
  "content-encoding",
  "content-length",
  "user-agent",
  "request-id",
  "sentry-app-signature",
]);

/** Senders add headers to these two families from time to time; they may be worth knowing later. */
const keptPrefixes = ["sentry-hook-", "x-servicehook-"] as const;

const keptMax = 32;
const valueChars = 1024;

/**
 * The headers that are worth keeping: what tells the family, the resource, the time of sending and the
 * signature (which is no secret). Never cookies, credentials or the sender's network address.
 */
export function keepHeaders(raw: WireHeaders): KeptHeaders {
  const kept: [string, string][] = [];
  for (const name in raw) {
    const value = raw[name];
    if (value === undefined || kept.length >= keptMax || !isKept(name)) continue;
    const text = asText(typeof value === "string" ? value : value.join(", "), valueChars);
    if (text !== null) kept.push([name, text]);
  }
  return Object.fromEntries(kept);
}

function isKept(name: string): boolean {
  return (
    keptNames.has(name) ||
    (name.length <= 64 && keptPrefixes.some((prefix) => name.startsWith(prefix)))
  );
}
