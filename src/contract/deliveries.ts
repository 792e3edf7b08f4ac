import { z } from "zod";
import { moment } from "./moments.ts";
import type { Operations } from "./operation.ts";
import { anyOf, count, flag, maybe, number, pageOf, paging, text, time, words } from "./parts.ts";
import { signatureSteps } from "./signature.ts";

const states = ["kept", "digested", "ignored", "failed"] as const;

const signatures = ["verified", "token", "unchecked", "unsigned", "fetched"] as const;

const delivery = z
  .strictObject({
    id: number,
    received_at: time,
    state: z.enum(states).describe("`kept`: on disk, not yet understood"),
    reason: maybe.describe("Why it was ignored or failed"),
    family: words.meta({ examples: ["integration_platform"] }),
    resource: words.meta({ examples: ["event_alert"] }),
    action: words.meta({ examples: ["triggered"] }),
    signature: z
      .enum(signatures)
      .describe("How it proved itself; `unchecked`: signed, while there was no secret to check by"),
    error_id: number.nullable(),
    items: z
      .array(
        z.strictObject({
          state: z.enum(["digested", "ignored", "failed"]),
          reason: maybe,
          error_id: number.nullable(),
        }),
      )
      .nullable()
      .describe("What became of each thing in it where it tells of several"),
    repetitions: count.describe("Copies that came after it and were not stored"),
    last_repeated_at: time.nullable(),
    source: words.meta({ examples: ["default"] }),
    door: words.meta({ examples: ["webhook"] }),
    lane: count,
    request_id: maybe,
    headers: z.record(z.string(), z.string()).nullable().describe("Null when they are damaged"),
    body_bytes: count,
    scrubbed: flag.describe(
      "Its body was scrubbed before it was archived (SCRUB_ARCHIVE): it is not what came",
    ),
  })
  .meta({ id: "Delivery", description: "One request as it arrived, without its bytes" });

const id = number.max(Number.MAX_SAFE_INTEGER).describe("The number of a delivery");

/** What arrived, and what became of it. */
export const deliveries = {
  "GET /api/v1/deliveries": {
    summary: "Deliveries and what became of them, newest first",
    scope: "deliveries:read",
    input: z.strictObject({
      state: anyOf(z.enum(states), "In one of these states"),
      family: anyOf(text(100), "Of these families of senders"),
      resource: anyOf(text(100), "Of these kinds"),
      source: anyOf(text(100), "From these sources"),
      signature: anyOf(z.enum(signatures), "Proved in one of these ways"),
      since: moment.optional(),
      until: moment.optional(),
      ...paging(),
    }),
    example: { state: ["failed"], since: "24h" },
    reply: z.strictObject(pageOf(delivery)).meta({ id: "DeliveryPage" }),
  },
  "POST /api/v1/deliveries/test": {
    summary: "Have the collector send itself a delivery, to see that all works",
    about:
      "A realistic `event_alert` on the way of any other: signed with the first secret where there is one, else with the token, checked, kept, digested. It lands in the project `collector-test`, from a source of the same name, so it is told from what upstreams send. The project filter lets it pass.",
    scope: "deliveries:write",
    input: z.strictObject({}),
    example: {},
    reply: z
      .strictObject({
        delivery_id: number,
        event_id: words.meta({ examples: ["0f3c9a7be0b14f6f9a2e5d8c7b6a5948"] }),
        project: words.meta({ examples: ["collector-test"] }),
        source: words.meta({ examples: ["collector-test"] }),
        signed_by: z
          .enum(["secret", "token", "nothing"])
          .describe("How it proved itself; `nothing`: neither secret nor token is set"),
        filter: maybe.describe(
          "What the project filter does to others; null: it is off, or wants it",
        ),
        took_ms: z.number().min(0).describe("Until it was answered; Sentry waits 1000"),
      })
      .meta({ id: "TestDelivery" }),
    creates: true,
    unsettled: true,
  },
  "GET /api/v1/deliveries/{id}": {
    summary: "One delivery with its headers",
    scope: "deliveries:read",
    input: z.strictObject({ id }),
    example: { id: 4211 },
    reply: delivery,
  },
  "GET /api/v1/deliveries/{id}/body": {
    summary:
      "The bytes of a delivery, as they were archived: as they came, unless it is `scrubbed`",
    scope: "deliveries:read",
    input: z.strictObject({ id }),
    example: { id: 4211 },
    reply: { form: "bytes", about: "The bytes of the delivery" },
    unsettled: true,
  },
  "GET /api/v1/deliveries/{id}/signature": {
    summary: "The check of a delivery's signature, step by step",
    about: "Made anew of the bytes that are stored, with the secrets of now.",
    scope: "deliveries:read",
    input: z.strictObject({ id }),
    example: { id: 4211 },
    reply: signatureSteps,
    unsettled: true,
  },
  "POST /api/v1/deliveries/{id}/redigest": {
    summary: "Work out once more what a delivery means",
    about:
      "Of a digested delivery it renews what can be read of its error, and never issue, counts or timeline; of a failed one it does the work that was missing.",
    scope: "deliveries:write",
    input: z.strictObject({ id }),
    example: { id: 4211 },
    reply: delivery,
  },
} as const satisfies Operations;
