import { errorLimits } from "../../domain/index.ts";
import { asId, type Fields } from "../text.ts";

/**
 * An event's id: 32 hexadecimal digits in lower case where the sender gave a UUID with or without
 * dashes, else its text as it came.
 */
function readEventId(value: unknown): string | null {
  const text = asId(value, errorLimits.eventIdChars);
  if (text === null) return null;
  if (text.length === 32) return isHex(text) ? text.toLowerCase() : text;
  if (text.length !== 36 || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text;
  return text.replaceAll("-", "").toLowerCase();
}

/** The id of an event of a webhook. `id` is used only where it is one: old servers put a number there. */
export function eventIdOf(event: Fields): string | null {
  const id = event["event_id"] ?? event["eventID"];
  if (id !== undefined && id !== null && id !== "") return readEventId(id);
  const other = event["id"];
  return typeof other === "string" && isHex(other) ? readEventId(other) : null;
}

function isHex(text: string): boolean {
  return /^[0-9a-f]{32}$/i.test(text);
}
