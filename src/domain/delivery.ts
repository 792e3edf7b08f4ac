/** The senders we know, told apart by headers and shape, never by configuration. */
export type Family =
  | "integration_platform" // Sentry's internal and public integrations, signed
  | "legacy_plugin" // Sentry's project-level "WebHooks", unsigned
  | "service_hook" // Sentry's old service hooks, signed
  | "ui_component" // Sentry's UI-component requests (Sentry-App-Signature)
  | "glitchtip"
  | "bugsink"
  | "rest" // fetched from an upstream's REST API by the collector itself
  | "simple" // our own plain format
  | "unknown";

/**
 * Which upstream a family belongs to where nothing else tells (see `sourceAt`): issue ids of Sentry are unique
 * within one source.
 */
export function sourceOf(family: Family): string {
  switch (family) {
    case "glitchtip":
      return "glitchtip";
    case "bugsink":
      return "bugsink";
    case "simple":
    case "unknown":
      return "generic";
    default:
      return "default";
  }
}

/**
 * What stands before a content key: each upstream numbers its issues and comments by itself, so what is of another
 * source than its family's own repeats nothing of that one.
 */
export function keyOfSource(source: string, family: Family): string {
  return source === sourceOf(family) ? "" : `${source}|`;
}

/**
 * How the sender proved itself. `unchecked`: it signed, but no secret is configured here. `fetched`: the
 * collector asked for it.
 */
export type SignatureState = "verified" | "token" | "unchecked" | "unsigned" | "fetched";

/** `kept`: on disk, not yet understood. The other three are what the digest made of it. */
export type DeliveryState = "kept" | "digested" | "ignored" | "failed";

/** Lanes are the unit of leasing, packing and distribution. */
export const laneCount = 32;

/** Headers that are kept, names in lower case. */
export type KeptHeaders = Readonly<Record<string, string>>;

/** One request as it arrived: what the archive appends. Times in milliseconds since 1970. */
export interface Delivery {
  readonly receivedAt: number;
  /** 0 to 31. */
  readonly lane: number;
  readonly door: "webhook" | "rest";
  readonly source: string;
  readonly family: Family;
  readonly resource: string;
  readonly action: string;
  /** What makes a repetition of this delivery; null when each one counts. */
  readonly contentKey: string | null;
  readonly signature: SignatureState;
  readonly headers: KeptHeaders;
  /** The bytes, exactly as received. */
  readonly body: Uint8Array;
}

/** A delivery in the archive. Ids ascend in the order of commit. */
export interface ArchivedDelivery extends Delivery {
  readonly id: number;
  /** Why its bytes cannot be read, as a sentence; then body and headers are empty. Else null. */
  readonly damage: string | null;
}

/** What became of one item of a delivery (most deliveries have one). */
export interface ItemOutcome {
  readonly state: Exclude<DeliveryState, "kept">;
  readonly reason: string | null;
  readonly errorId: number | null;
}

/** The lane of a key: FNV-1a, so that deliveries about one issue or error meet in one lane. */
export function laneOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) {
    hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0) % laneCount;
}

/** The key by which one item of a delivery is taken once. */
export function contentKeyOfItem(contentKey: string, item: number): string {
  return `${contentKey}:${item}`;
}
