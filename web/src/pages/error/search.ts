import { oneOf } from "../../search-params.ts";
import type { ErrorTab } from "./error.ts";

/** What the address of an error says beside which one it is. */
export interface ErrorSearch {
  readonly tab?: Exclude<ErrorTab, "details">;
}

export function readErrorSearch({ tab }: Readonly<Record<string, unknown>>): ErrorSearch {
  const known = oneOf(tab, ["stacktrace", "json"]);
  return known === undefined ? {} : { tab: known };
}

/** The view that is open, as the address has it: the usual one is not named. */
export function tabSearch(tab: ErrorTab): ErrorSearch {
  return tab === "details" ? {} : { tab };
}
