import type { WebhookKind } from "../kind.ts";
import { identityOf, ignored } from "../naming.ts";

/** Whatever no other kind knows: kept and counted, and nothing made of it. */
export const unknown: WebhookKind = {
  family: "unknown",
  matches: () => true,
  identify: (seen) => identityOf(seen, { resource: "unknown" }),
  read: () => ignored("unknown shape: no known sender's format"),
};
