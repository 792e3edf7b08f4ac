import type { ReplyOf } from "./call.ts";
import { useRead } from "./queries.ts";

export type Access = ReplyOf<"GET /api/v1/access">;

/** Who asks, and how one gets in. */
export function useAccess() {
  return useRead("GET /api/v1/access", {});
}

/** Whether whoever looks may administer the whole collector. */
export function administers(access: Access | undefined): boolean {
  const caller = access?.caller;
  return caller?.level === "admin" && caller.projects === null;
}
