import { z } from "zod";
import { count, words } from "./parts.ts";

/** What every refusal and failure looks like: RFC 9457, with what is wrong with the input. */
export const problem = z
  .strictObject({
    type: words.meta({ examples: ["about:blank"] }),
    title: words.meta({ examples: ["Bad request"] }),
    status: z.int().meta({ examples: [400] }),
    detail: words.meta({
      description: "What was wrong, where, and what to do",
      examples: ["limit: must be at most 100."],
    }),
    errors: z
      .array(
        z.strictObject({
          where: words.meta({
            description: "A part of the input (`ids[3]`, `archive.until`) or a header",
            examples: ["limit"],
          }),
          message: words.meta({ examples: ["must be at most 100"] }),
          position: count.optional().describe("In a query: where, in UTF-16 units from 0"),
          length: count.optional().describe("In a query: how long the wrong part is"),
          expected: z.array(words).optional().describe("In a query: what could stand there"),
        }),
      )
      .optional()
      .describe("Each thing that is wrong with the input"),
  })
  .meta({ id: "Problem" });
