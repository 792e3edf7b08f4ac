import type { Family, Identity, Reading } from "../domain/index.ts";
import type { Arrival, Seen, WebhookKind } from "./kind.ts";
import { look } from "./seen.ts";
import { fallbackKind, webhookKinds } from "./webhooks/index.ts";

export { type ParsedBody, parseBody } from "./body.ts";
export { keepHeaders } from "./headers.ts";
export type { Arrival, WebhookKind } from "./kind.ts";
export { installationOf, ownAddresses } from "./origin.ts";
export { contentKeyOfComment } from "./rest/comment-key.ts";
export { type Fetched, fetchedDelivery } from "./rest/fetched.ts";
export {
  explainSignature,
  type Secret,
  type SignatureCheck,
  secretFrom,
  verifySignature,
  type WireHeaders,
} from "./signature.ts";

/** Which kind of webhook a delivery is, and whether its family signs what it sends. */
export interface Recognised {
  readonly family: Family;
  readonly signed: boolean;
  readonly kind: WebhookKind;
  /** The arrival as the kinds look at it. */
  readonly seen: Seen;
}

const signedFamilies: ReadonlySet<Family> = new Set<Family>([
  "integration_platform",
  "service_hook",
  "ui_component",
]);

/** Finds the kind of a delivery by headers and shape. Always finds one: `unknown` at last. */
export function recognise(arrival: Arrival): Recognised {
  const seen = look(arrival);
  const kind = webhookKinds.find((one) => one.matches(seen)) ?? fallbackKind;
  return { family: kind.family, signed: signedFamilies.has(kind.family), kind, seen };
}

/** What the door must know before it answers. Cheap, and never throws, whatever the payload is. */
export function identify({ kind, seen }: Recognised): Identity {
  return kind.identify(seen);
}

/**
 * Everything that a delivery says, in our own terms; at least one reading. A strange payload is no
 * reason to throw: what cannot be read is null or an `ignored` reading.
 */
export function readDelivery(arrival: Arrival): readonly Reading[] {
  const { kind, seen } = recognise(arrival);
  return kind.read(seen);
}
