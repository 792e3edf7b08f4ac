import { hash, timingSafeEqual } from "node:crypto";
import { Failure, type Family, type SignatureState } from "../domain/index.ts";
import { type Secret, verifySignature, type WireHeaders } from "../wire/index.ts";

/** What senders must prove. Empty: nothing. */
export interface Credentials {
  /** Client secrets of integrations and secrets of service hooks; any of them may sign. */
  readonly secrets: readonly Secret[];
  readonly token: string | null;
}

/**
 * What the raw bytes and the address prove, before anything is parsed. Throws `unauthorized` for a
 * wrong signature, and where no family at all could be let in.
 *
 *   secret  token   signed families        families that never sign
 *   –       –       all                    all
 *   set     –       right signature        401
 *   –       set     token                  token
 *   set     set     right signature        token
 */
export function proofOf(
  { secrets, token }: Credentials,
  request: { bytes: Uint8Array; headers: WireHeaders; token: string | null },
): Proof {
  const tokenIsRight = token !== null && request.token !== null && equal(token, request.token);
  const checked = verifySignature(request.bytes, request.headers, secrets);
  // Without a secret there is nothing to check a signature by.
  const signature = checked.state === "wrong" && secrets.length === 0 ? "unchecked" : checked.state;
  if (checked.state === "wrong" && signature === "wrong") throw wrongSignature(checked.header);
  if (secrets.length > 0 && token === null && signature === "absent") throw noSignature();
  if (secrets.length === 0 && token !== null && !tokenIsRight) throw wrongToken(request.token);
  return { signature, tokenIsRight, tokenGiven: request.token };
}

export interface Proof {
  readonly signature: "absent" | "verified" | "unchecked" | "wrong";
  readonly tokenIsRight: boolean;
  readonly tokenGiven: string | null;
}

/** How the delivery counts as signed, now that its family is known. Throws `unauthorized` by the table. */
export function authenticate(
  { secrets, token }: Credentials,
  proof: Proof,
  { family, signed }: { family: Family; signed: boolean },
): SignatureState {
  if (proof.signature === "verified") return "verified";
  if (secrets.length > 0 && signed) throw noSignature();
  if (proof.tokenIsRight) return "token";
  if (secrets.length > 0 && token === null) throw unsignedFamily(family);
  if (token !== null) throw wrongToken(proof.tokenGiven);
  return proof.signature === "unchecked" ? "unchecked" : "unsigned";
}

/** Compares in constant time, whatever the lengths. */
export function equal(expected: string, given: string): boolean {
  return timingSafeEqual(hash("sha256", expected, "buffer"), hash("sha256", given, "buffer"));
}

function wrongSignature(header: string): Failure {
  return new Failure(
    "unauthorized",
    `The signature in ${header} does not fit the body: set SENTRY_WEBHOOK_SECRET to the Client Secret of the integration that sends (several are separated by commas), and let nothing between change the body.`,
  );
}

function noSignature(): Failure {
  return new Failure(
    "unauthorized",
    "The delivery is not signed: Sentry's integrations sign theirs in Sentry-Hook-Signature. A sender that cannot sign (legacy WebHooks, GlitchTip, Bugsink, plain JSON) needs SENTRY_WEBHOOK_TOKEN, set here and given as /sentry/webhook/<token>.",
  );
}

function unsignedFamily(family: Family): Failure {
  return new Failure(
    "unauthorized",
    `Deliveries of the kind ${family} are never signed: set SENTRY_WEBHOOK_TOKEN and have them sent to /sentry/webhook/<token>.`,
  );
}

function wrongToken(given: string | null): Failure {
  return new Failure(
    "unauthorized",
    given === null
      ? "The delivery has no token: send it to /sentry/webhook/<token> or ?token=<token>, with the value of SENTRY_WEBHOOK_TOKEN."
      : "The token in the address is not the value of SENTRY_WEBHOOK_TOKEN.",
  );
}
