import { hash } from "node:crypto";
import {
  type Delivery,
  Failure,
  type Family,
  type Identity,
  type KeptHeaders,
  laneOf,
  type SignatureState,
  sourceOf,
  unknownProject,
} from "../domain/index.ts";
import type { Archive, Lookups } from "../store/index.ts";
import { identify, parseBody, recognise } from "../wire/index.ts";
import { type AdmitDeps, admit } from "./admit.ts";
import { authenticate, type Credentials, proofOf } from "./authenticate.ts";
import type { RecentKeys } from "./repetitions.ts";

export interface ReceiveDeps extends AdmitDeps {
  readonly archive: Pick<Archive, "append" | "countRepetition">;
  readonly lookups: Pick<Lookups, "projectNames" | "projectNamesOfIssue" | "earlierDelivery">;
  readonly credentials: Credentials;
  readonly recent: RecentKeys;
  readonly now: () => number;
}

/** One webhook request with its body read. */
export interface Received {
  readonly bytes: Uint8Array;
  readonly headers: KeptHeaders;
  /** From the address; null where it has none. */
  readonly token: string | null;
}

/** What the sender is told. */
export interface Answer {
  readonly status: 200 | 201;
  readonly body: {
    /** `kept`: on disk, and it tells of no error. */
    readonly status: "stored" | "duplicate" | "kept";
    readonly delivery_id: number;
    readonly event_id?: string;
  };
}

/**
 * Takes one webhook: prove → parse → recognise → admit → keep → answer. It resolves only when the bytes
 * are on the disk, and throws a `Failure` with nothing kept otherwise.
 */
export async function receive(received: Received, deps: ReceiveDeps): Promise<Answer> {
  const { bytes, headers } = received;
  const proof = proofOf(deps.credentials, received);
  const parsed = parseBody(bytes);
  if (!parsed.ok) throw new Failure("invalid", parsed.reason);
  const receivedAt = deps.now();
  const arrival = { headers, payload: parsed.payload, receivedAt };
  const recognised = recognise(arrival);
  const signature = authenticate(deps.credentials, proof, recognised);
  const identity = identify(arrival, recognised);
  const { family } = recognised;
  await admit(identity, sourceOf(family), deps);
  const contentKey = contentKeyOf(family, identity, bytes);
  const known = contentKey === null ? null : await earlierCopy(contentKey, family, identity, deps);
  if (known !== null) return duplicate(await deps.archive.countRepetition(known), identity);
  const delivery = deliveryOf(received, { receivedAt, family, identity, contentKey, signature });
  const writing = deps.archive.append(delivery);
  if (contentKey !== null) deps.recent.remember(contentKey, writing);
  return kept(await writing, identity);
}

/**
 * What makes a repetition, cut to 22 characters. An event without an id of its own is known by its
 * bytes; alerts of GlitchTip and Bugsink say nothing that would tell two of them apart, so each counts.
 */
function contentKeyOf(family: Family, identity: Identity, bytes: Uint8Array): string | null {
  const own = identity.contentKey;
  if (own !== null) return hash("md5", own, "base64url");
  if (!identity.tellsOfError || family === "glitchtip" || family === "bugsink") return null;
  return hash("md5", `body:${hash("sha256", bytes, "hex")}`, "base64url");
}

/** The id of the first copy of this message, once that is on the disk; null when this is the first. */
async function earlierCopy(
  contentKey: string,
  family: Family,
  { projects, eventId }: Identity,
  { recent, lookups }: ReceiveDeps,
): Promise<number | null> {
  const remembered = recent.find(contentKey);
  if (remembered !== null) {
    // When the first copy could not be written, this one takes its place.
    return await Promise.resolve(remembered).catch(() => null);
  }
  const project = projects[0] ?? unknownProject;
  return lookups.earlierDelivery({ source: sourceOf(family), project, eventId, contentKey });
}

function deliveryOf(
  { bytes, headers }: Received,
  told: {
    receivedAt: number;
    family: Family;
    identity: Identity;
    contentKey: string | null;
    signature: SignatureState;
  },
): Delivery {
  const { receivedAt, family, identity, contentKey, signature } = told;
  const together = identity.upstreamIssueIds[0] ?? identity.eventId ?? contentKey;
  return {
    receivedAt,
    lane: laneOf(together ?? String(receivedAt)),
    door: "webhook",
    source: sourceOf(family),
    family,
    resource: identity.resource,
    action: identity.action,
    requestId: headers["request-id"] ?? null,
    contentKey,
    signature,
    headers,
    body: bytes,
  };
}

function kept(id: number, identity: Identity): Answer {
  return identity.tellsOfError
    ? { status: 201, body: { status: "stored", delivery_id: id, ...eventIdOf(identity) } }
    : { status: 200, body: { status: "kept", delivery_id: id, ...eventIdOf(identity) } };
}

function duplicate(id: number, identity: Identity): Answer {
  return { status: 200, body: { status: "duplicate", delivery_id: id, ...eventIdOf(identity) } };
}

function eventIdOf({ eventId }: Identity): { event_id?: string } {
  return eventId === null ? {} : { event_id: eventId };
}
