import { z } from "zod";
import type { Operations } from "./operation.ts";
import { count, number, time } from "./parts.ts";

const rule = number.nullable().describe("null: no such rule");

const removed = z
  .strictObject({
    errors: count,
    deliveries: count,
    bytes: count.describe(
      "Bytes of the deliveries' bodies as they came: more than their place on the disk, where they are compressed",
    ),
  })
  .meta({ id: "Removed" });

/** The rules in force. */
export const retentionRules = z
  .strictObject({
    days: rule.describe("Days after their arrival; null: no such rule"),
    bytes: rule.describe(
      "Bytes in use of both database files together, pages that are free left out; null: no such rule",
    ),
    errors_per_project: rule,
    errors_per_issue: rule,
  })
  .meta({ id: "RetentionRules" });

/** What is kept, and for how long. */
export const retention = {
  "GET /api/v1/retention": {
    summary: "The rules of retention, the space in use and what was removed last",
    scope: "settings:read",
    input: z.strictObject({}),
    example: {},
    reply: z
      .strictObject({
        rules: retentionRules,
        used: z.strictObject({
          archive_bytes: count.describe("Bytes in use in archive.db, without its free pages"),
          errors_bytes: count.describe("Bytes in use in errors.db, without its free pages"),
          deliveries: count,
          errors: count,
          oldest: time.nullable().describe("When the oldest delivery arrived"),
        }),
        last_run: z
          .strictObject({
            at: time,
            removed,
            by_rule: z.strictObject({
              days: count,
              bytes: count,
              errors_per_project: count,
              errors_per_issue: count,
            }),
          })
          .nullable()
          .describe("The last time that something was removed; `by_rule` counts errors"),
        removed: removed.describe("Altogether, since the database was made"),
      })
      .meta({ id: "Retention" }),
    unsettled: true,
  },
} as const satisfies Operations;
