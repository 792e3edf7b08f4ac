import { z } from "zod";
import type { Operations } from "./operation.ts";
import { count, flag, maybe, time, words } from "./parts.ts";
import { retentionRules } from "./retention.ts";

const trouble = maybe.describe("What is wrong, as a sentence; null: nothing");

const sender = z
  .strictObject({
    source: words.meta({ examples: ["default"] }),
    family: words.meta({ examples: ["integration_platform"] }),
    last_at: time.describe("Its last delivery, repetitions included"),
    last_signature: words.meta({
      description: "How that one proved itself: `verified`, `token`, `unchecked`, `unsigned`",
      examples: ["verified"],
    }),
    count_24h: count.describe(
      "Deliveries that were kept in this hour and the 23 before; not before `senders_since`",
    ),
  })
  .meta({ id: "Sender", description: "One kind of sender of one source" });

/** How the collector is doing. */
export const status = {
  "GET /api/v1/status": {
    summary: "How the collector is doing, in one cheap call",
    about:
      "It looks through no list, so it costs the same however much is stored. Who sent lately is known in memory: from the newest 5000 deliveries when the collector started, and from what arrived since; `senders_since` says from when on that is complete.",
    scope: "settings:read",
    input: z.strictObject({}),
    example: {},
    reply: z
      .strictObject({
        version: words.meta({ examples: ["1.0.0"] }),
        started_at: time,
        uptime_ms: count,
        webhook: z
          .strictObject({
            url: words.meta({ examples: ["https://errors.example.com/sentry/webhook"] }),
            token_url: maybe.describe(
              "For senders that cannot sign: `{token}` in it stands for SENTRY_WEBHOOK_TOKEN; null: none is set",
            ),
            is_public: flag.describe("It is made from PUBLIC_URL, not from how this was asked for"),
          })
          .describe("Where deliveries are sent to"),
        protection: z
          .strictObject({
            secrets: count.describe("Secrets in SENTRY_WEBHOOK_SECRET; 0: nothing is checked"),
            token: flag.describe("SENTRY_WEBHOOK_TOKEN is set"),
            filter: z
              .strictObject({ projects: z.array(words), organization: maybe })
              .nullable()
              .describe("What SENTRY_FILTER_BY_PROJECT lets in; null: it is off"),
          })
          .describe("Who may deliver what"),
        senders: z.array(sender).describe("Who sent lately, the last one first"),
        senders_since: time.describe("From when on `senders` is complete"),
        digest: z.strictObject({
          waiting: count.describe("Deliveries that are kept and not yet understood"),
          lag_ms: count.describe("How long the oldest of them waits"),
          trouble,
        }),
        deliveries: z.strictObject({
          newest_id: count.describe("The number of the newest one; 0: none arrived yet"),
          failed: count.describe("All that failed and are kept; counting stops at 10000"),
          lately: z
            .strictObject({ of: count, digested: count, ignored: count, failed: count })
            .describe("What became of the newest digested ones, at most 1000"),
        }),
        disk: z.strictObject({
          free_bytes: count.nullable().describe("null: the system does not say"),
          free_bytes_min: count.describe("Below it nothing more is taken (DISK_FREE_BYTES_MIN)"),
          archive_bytes: count.describe("archive.db with its write-ahead log"),
          errors_bytes: count.describe("errors.db with its write-ahead log"),
          trouble,
        }),
        retention: retentionRules,
        live: z.strictObject({ watchers: count, watchers_max: count }),
      })
      .meta({ id: "Status" }),
    unsettled: true,
  },
} as const satisfies Operations;
