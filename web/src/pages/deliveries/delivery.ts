import type { ReplyOf } from "../../client/call.ts";

export type Delivery = ReplyOf<"GET /api/v1/deliveries/{id}">;
export type Refusal = ReplyOf<"GET /api/v1/refusals">["items"][number];
export type Steps = ReplyOf<"GET /api/v1/deliveries/{id}/signature">;

/** How each state looks. */
export const stateTones = {
  kept: "accent",
  digested: "good",
  ignored: "neutral",
  failed: "danger",
} as const;

export const signatureTones = {
  verified: "good",
  token: "good",
  unchecked: "warning",
  unsigned: "neutral",
  fetched: "good",
} as const;
