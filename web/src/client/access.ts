import type { ReplyOf } from "./call.ts";
import { useRead } from "./queries.ts";

export type Access = ReplyOf<"GET /api/v1/access">;

/**
 * Why the identity provider's answer was of no use, as a code; null: nobody came back from it. Read when the page is
 * loaded: where it leads on, the address says it no more.
 */
export const refusedByProvider = new URLSearchParams(location.search).get("error");

/** Who asks, and how one gets in. */
export function useAccess() {
  return useRead("GET /api/v1/access", {});
}

/** Whether whoever looks may administer the whole collector. */
export function administers(access: Access | undefined): boolean {
  const caller = access?.caller;
  return caller?.level === "admin" && caller.projects === null;
}
