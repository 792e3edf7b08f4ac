import { oneOf } from "../../search-params.ts";

const tabs = ["tokens", "accounts", "audit"] as const;

/** What its address says; without a tab, what concerns oneself. */
export interface AccessSearch {
  readonly tab?: (typeof tabs)[number];
}

export function readSearch({ tab }: Record<string, unknown>): AccessSearch {
  const known = oneOf(tab, tabs);
  return known === undefined ? {} : { tab: known };
}
