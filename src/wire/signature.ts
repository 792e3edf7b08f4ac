import { createHmac, createSecretKey, hash, type KeyObject, timingSafeEqual } from "node:crypto";
import type { SignatureSteps } from "../domain/index.ts";
import { asText } from "./text.ts";

/** Where the three families that sign put their HMAC. */
const signatureHeaders = [
  "sentry-hook-signature",
  "x-servicehook-signature",
  "sentry-app-signature",
] as const;

/** A client secret, made ready once: a third cheaper than its text at every delivery. */
export type Secret = KeyObject;

export function secretFrom(text: string): Secret {
  return createSecretKey(Buffer.from(text, "utf8"));
}

/** Headers as Node gives them (names in lower case), or as the archive keeps them. */
export type WireHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export type SignatureCheck =
  | { readonly state: "absent" }
  | { readonly state: "wrong"; readonly header: string }
  | { readonly state: "verified"; readonly secretIndex: number };

/**
 * Checks the signature over the raw bytes: HMAC-SHA256 in lower-case hexadecimal, keyed with the
 * integration's client secret (getsentry/sentry sentry_apps/models/sentry_app.py, build_signature).
 * `secretIndex` says which of the secrets it was. A signature that no secret makes, or that is no
 * SHA-256 at all, is `wrong`, so with no secrets every signature is.
 */
export function verifySignature(
  bytes: Uint8Array,
  headers: WireHeaders,
  secrets: readonly Secret[],
): SignatureCheck {
  let wrong: string | null = null;
  for (const header of signatureHeaders) {
    const value = headers[header];
    if (value === undefined) continue;
    const secretIndex = typeof value === "string" ? secretOf(bytes, value.trim(), secrets) : -1;
    if (secretIndex >= 0) return { state: "verified", secretIndex };
    wrong ??= header;
  }
  return wrong === null ? { state: "absent" } : { state: "wrong", header: wrong };
}

/** Of a secret, to tell it from others; of one that is shorter than that, nothing. */
const endingChars = 4;
const endingOfMin = 12;
/** Of an expected digest: enough to compare by eye, too little to sign with. */
const expectedChars = 8;
const givenCharsMax = 200;

/** The same check told step by step, for whoever looks for what is wrong. Costs a digest for each secret. */
export function explainSignature(
  bytes: Uint8Array,
  headers: WireHeaders,
  secrets: readonly Secret[],
): Omit<SignatureSteps, "token" | "tokenIsSet"> {
  const check = verifySignature(bytes, headers, secrets);
  const digests = secrets.map((secret) => createHmac("sha256", secret).update(bytes).digest("hex"));
  const present = signatureHeaders.filter((name) => headers[name] !== undefined);
  const header = present.find((name) => fitsAny(headers[name], digests)) ?? present[0] ?? null;
  const value = header === null ? null : headers[header];
  const given = asText(typeof value === "string" ? value : value?.join(", "), givenCharsMax);
  return {
    bodyBytes: bytes.byteLength,
    bodySha256: hash("sha256", bytes, "hex"),
    header,
    given: check.state === "verified" ? `${given?.slice(0, expectedChars)}…` : given,
    isDigest: given !== null && isDigest(given.trim()),
    tried: secrets.map((secret, index) => ({
      ending: endingOf(secret),
      expectedBegins: (digests[index] ?? "").slice(0, expectedChars),
      fits: check.state === "verified" && check.secretIndex === index,
    })),
    verdict: check.state === "wrong" && secrets.length === 0 ? "unchecked" : check.state,
  };
}

function fitsAny(value: WireHeaders[string], digests: readonly string[]): boolean {
  return typeof value === "string" && digests.includes(value.trim());
}

function endingOf(secret: Secret): string | null {
  const text = secret.export().toString("utf8");
  return text.length < endingOfMin ? null : text.slice(-endingChars);
}

function isDigest(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/** The index of the secret that makes this signature, or -1. */
function secretOf(bytes: Uint8Array, signature: string, secrets: readonly Secret[]): number {
  // timingSafeEqual throws on another length, and Buffer.from stops at the first bad digit.
  if (!isDigest(signature)) return -1;
  const given = Buffer.from(signature, "hex");
  return secrets.findIndex((secret) => {
    return timingSafeEqual(createHmac("sha256", secret).update(bytes).digest(), given);
  });
}
