import type { Family, Identity, KeptHeaders, Reading } from "../domain/index.ts";
import type { Fields } from "./text.ts";

/** One webhook as it arrived, its body parsed. Header names in lower case; times in milliseconds. */
export interface Arrival {
  readonly headers: KeptHeaders;
  /** What JSON.parse made of the body. */
  readonly payload: unknown;
  readonly receivedAt: number;
}

/** A delivery as the kinds look at it. */
export interface Seen {
  readonly headers: KeptHeaders;
  /** The body, empty when it is no object. */
  readonly body: Fields;
  /** `body.data`, empty when it is no object. */
  readonly data: Fields;
  /** Sentry-Hook-Resource, or what the shape of an Integration Platform body says; else "". */
  readonly resource: string;
  /** `body.action`, else "". */
  readonly action: string;
  /** When it was sent, by Sentry-Hook-Timestamp where that is sane, else when it arrived. */
  readonly at: number;
}

/** One kind of webhook: a file, and a line in the table of kinds. */
export interface WebhookKind {
  readonly family: Family;
  readonly matches: (seen: Seen) => boolean;
  readonly identify: (seen: Seen) => Identity;
  readonly read: (seen: Seen) => readonly Reading[];
}
