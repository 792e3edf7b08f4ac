import type { Tag } from "../../domain/index.ts";
import { asId, asRecord, type Fields } from "../text.ts";
import { tagValue } from "./tags.ts";

/** Kinds of identity in the tag `user`: `id:42`, `email:a@b.c` (getsentry/sentry EventUser). */
const userKeys = new Set(["id", "email", "username", "ip"]);

/**
 * The user as the sender gave it (or as old servers call it), kept as it is. A bare name or number
 * becomes `{id}`; without any, the tag `user` is read.
 */
export function readUser(event: Fields, tags: readonly Tag[]): Fields | null {
  const raw = event["user"] ?? event["sentry.interfaces.User"];
  const record = asRecord(raw);
  if (record !== null) return record;
  const id = asId(raw);
  return id === null ? fromTag(tagValue(tags, "user")) : { id };
}

function fromTag(text: string | null): Fields | null {
  if (text === null) return null;
  const colon = text.indexOf(":");
  const key = text.slice(0, Math.max(0, colon));
  if (!userKeys.has(key)) return { id: text };
  const value = text.slice(colon + 1);
  switch (key) {
    case "email":
      return { email: value };
    case "username":
      return { username: value };
    case "ip":
      return { ip_address: value };
    default:
      return { id: value };
  }
}
