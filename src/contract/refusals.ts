import { z } from "zod";
import type { Operations } from "./operation.ts";
import { anyOf, count, maybe, number, pageOf, paging, time, words } from "./parts.ts";
import { signatureSteps } from "./signature.ts";

const refusal = z
  .strictObject({
    id: number.describe("Ascending since the start"),
    at: time,
    status: z.int().meta({ examples: [401] }),
    detail: words.describe("What the sender was told"),
    method: maybe.meta({
      description: "null: it did not become a request",
      examples: ["POST"],
    }),
    peer: maybe.meta({ description: "Who was at the other end", examples: ["203.0.113.7"] }),
    user_agent: maybe,
    request_id: maybe,
    content_type: maybe,
    bytes_declared: count.nullable().describe("The body's size by Content-Length"),
    bytes_read: count.nullable().describe("null: the body was not read to its end"),
    signature_header: maybe.meta({ examples: ["sentry-hook-signature"] }),
    family: maybe.describe("What it seems to be; null: it was not read that far"),
    resource: maybe,
    action: maybe,
    signature: signatureSteps
      .nullable()
      .describe("null: its body did not arrive, or more than 10 were refused in that second"),
  })
  .meta({ id: "Refusal", description: "A request that was refused: neither secret nor body" });

/** What was not taken. */
export const refusals = {
  "GET /api/v1/refusals": {
    summary: "The last deliveries that were refused, and why; newest first",
    about:
      "In memory, since the start, at most REFUSALS_MAX: what is refused is not stored. Of a 401 the steps of the check are told. What did not become a request (no HTTP, too slow, too many headers or connections) is here with its sender only; what never reached the collector is not.",
    scope: "deliveries:read",
    input: z.strictObject({
      status: anyOf(z.int().min(400).max(599), "Answered with one of these"),
      ...paging(1000, 50),
    }),
    example: { status: [401] },
    reply: z
      .strictObject({
        ...pageOf(refusal),
        total: count.describe("Refused since the start; older ones are forgotten"),
        since: time.describe("When that was"),
        remembered_max: count,
      })
      .meta({ id: "RefusalPage" }),
    unsettled: true,
  },
} as const satisfies Operations;
