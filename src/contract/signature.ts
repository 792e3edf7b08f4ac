import { z } from "zod";
import { count, flag, maybe, words } from "./parts.ts";

/** The check of a signature, told so that whoever set the collector up sees which part is wrong. */
export const signatureSteps = z
  .strictObject({
    verdict: z
      .enum(["verified", "wrong", "absent", "unchecked", "scrubbed"])
      .describe(
        "`unchecked`: it is signed, and there is no secret to check it by; `scrubbed`: what was signed was scrubbed before it was archived, so nobody can say any more",
      ),
    body_bytes: count.describe("Which bytes were checked: how many …"),
    body_sha256: words.meta({
      description: "… and their SHA-256, to compare with what the sender sent",
      examples: ["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    }),
    header: maybe.meta({
      description: "The header that carries the signature; null: none does",
      examples: ["sentry-hook-signature"],
    }),
    given: maybe.describe("What stands in it; of one that fits, the beginning"),
    is_digest: flag.describe("That looks like one: 64 hexadecimal digits in lower case"),
    tried: z
      .array(
        z
          .strictObject({
            ending: maybe.meta({
              description: "The secret's last 4 characters; null: it has fewer than 12",
              examples: ["9f3c"],
            }),
            expected_begins: words.meta({
              description:
                "The first 8 digits of the signature that it makes of these bytes. Never more: with all of it somebody could send this body as if they were Sentry",
              examples: ["1b2d0a77"],
            }),
            fits: flag,
          })
          .meta({ id: "TriedSecret" }),
      )
      .describe("The secrets of SENTRY_WEBHOOK_SECRET, in their order"),
    token_is_set: flag.describe("SENTRY_WEBHOOK_TOKEN is set"),
    token: z
      .enum(["right", "wrong", "none"])
      .nullable()
      .describe("What the address gave; null: of a stored delivery that is not known"),
  })
  .meta({ id: "SignatureSteps", description: "How a signature was checked, step by step" });
