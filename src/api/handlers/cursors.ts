import { z } from "zod";
import { BadInput } from "../problems.ts";

// A cursor is a place in a list, as text that means nothing to whoever passes it on.

/** The place of a cursor; null where none was given. Throws `BadInput` for what is no cursor of this list. */
export function placeAt<Schema extends z.ZodType>(
  cursor: string | undefined,
  schema: Schema,
): z.output<Schema> | null {
  if (cursor === undefined) return null;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
  } catch {
    throw new BadInput([
      { where: "cursor", message: "take it as it stands in next_cursor of the page before" },
    ]);
  }
}

/** A place by a number and an id. */
export const numberPlace = z.strictObject({ value: z.number(), id: z.int() });
export const timePlace = z.strictObject({ timestamp: z.number(), id: z.int() });
