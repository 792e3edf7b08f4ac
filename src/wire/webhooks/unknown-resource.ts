import type { WebhookKind } from "../kind.ts";
import { identityOf, ignored } from "../naming.ts";

/** A resource that came after this was written: kept, counted, answered 2xx. */
export const unknownResource: WebhookKind = {
  family: "integration_platform",
  matches: (seen) => seen.resource !== "",
  identify: (seen) => identityOf(seen, {}),
  read: (seen) => ignored(`unknown resource '${seen.resource}'`),
};
