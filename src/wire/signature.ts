import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";

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

/** The index of the secret that makes this signature, or -1. */
function secretOf(bytes: Uint8Array, signature: string, secrets: readonly Secret[]): number {
  // timingSafeEqual throws on another length, and Buffer.from stops at the first bad digit.
  if (!/^[0-9a-f]{64}$/.test(signature)) return -1;
  const given = Buffer.from(signature, "hex");
  return secrets.findIndex((secret) => {
    return timingSafeEqual(createHmac("sha256", secret).update(bytes).digest(), given);
  });
}
