import { createHash } from "node:crypto";

const keyCharsMax = 160;

/**
 * A content key: the kind, then the parts that make a repetition. Null when a part that must be there
 * is not. Long parts, and parts that would make two different lists look alike, are replaced by a
 * SHA-256, so that a key is bounded whatever was sent.
 */
export function contentKeyOf(kind: string, parts: readonly (string | null)[]): string | null {
  let key = kind;
  let plain = true;
  for (const part of parts) {
    if (part === null) return null;
    if (part.includes(":")) plain = false;
    key += `:${part}`;
  }
  if (plain && key.length <= keyCharsMax) return key;
  return `${kind}:#${sha256(JSON.stringify(parts))}`;
}

/** SHA-256 of text as 43 characters of base64url. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
