import { isOfTheWhole, type Scope } from "../../contract/index.ts";
import type { Need } from "./guard.ts";

/** What a route outside of the contract asks of its callers. */
export function needs(scope: Scope): { readonly config: { readonly need: Need } } {
  return { config: { need: { scope, whole: isOfTheWhole({ scope }) } } };
}
