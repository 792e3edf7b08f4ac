import { createHash } from "node:crypto";
import { contentKeyOfItem, keyOfSource } from "../../domain/index.ts";
import { contentKeyOf } from "../hash.ts";

/**
 * The key by which the webhook is known that Sentry sends of a comment which the collector wrote there: the
 * same as the door makes of it.
 */
export function contentKeyOfComment(commentId: string, source: string): string {
  const before = keyOfSource(source, "integration_platform");
  const key = `${before}${contentKeyOf("comment", [commentId, "created"])}`;
  return contentKeyOfItem(createHash("md5").update(key).digest("base64url"), 0);
}
