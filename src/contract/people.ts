import { z } from "zod";
import type { Operations } from "./operation.ts";
import { count, text } from "./parts.ts";

/** What is done for people whom errors tell of. */
export const people = {
  "POST /api/v1/people/forget": {
    summary: "Delete everything that belongs to somebody",
    about:
      "A mail address or an address of the network is looked for in everything that is kept, as a whole and in any case; an id where an error says who was affected. Errors and deliveries that tell of it are deleted, also those that are pinned, and packed deliveries are rewritten at once; in titles, timelines with their comments, saved views and what is owed to sources it is replaced by [forgotten]. The whole archive is read, so it may take minutes. Backups that were made before, and the audit log's own entries about accounts, stay.",
    scope: "people:admin",
    audited: "user.forget",
    whole: true,
    input: z.strictObject({
      user: text(320).meta({
        description: "An id, a mail address or an address of the network",
        examples: ["ada@example.org"],
      }),
    }),
    example: { user: "ada@example.org" },
    reply: z
      .strictObject({
        errors: count.describe("Deleted"),
        deliveries: count.describe("Deleted, with their bytes"),
        tags: count.describe(
          "Values of tags that are counted no more, those that name users included",
        ),
        issues: count.describe("Whose title or culprit was rewritten"),
        texts: count.describe("Entries of timelines and other texts that were rewritten"),
        unreadable: count.describe("Deliveries that are damaged: nobody knows what they say"),
      })
      .meta({ id: "Forgotten" }),
  },
} as const satisfies Operations;
