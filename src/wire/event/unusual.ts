import { asScalarText, asText, type Fields } from "../text.ts";

const limits = { depth: 4, entries: 20, chars: 1024 } as const;

/**
 * Text for a value that should have been text and is not (an exception's `value` may be any JSON):
 * JSON down to 4 levels, at most about 1024 characters. Null for null and for text itself.
 */
export function unusual(value: unknown): string | null {
  if (value === null || value === undefined || typeof value === "string") return null;
  if (typeof value !== "object") return asScalarText(value, limits.chars);
  return asText(write(value, limits.depth), limits.chars);
}

function write(value: unknown, depth: number): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, limits.chars));
  if (typeof value !== "object" || value === null) return String(value);
  if (depth === 0) return "…";
  if (Array.isArray(value)) {
    const items = value.slice(0, limits.entries).map((item) => write(item, depth - 1));
    return `[${items.join(",")}]`;
  }
  const entries: string[] = [];
  for (const key in value) {
    if (entries.length >= limits.entries) break;
    const name = JSON.stringify(key.slice(0, 100));
    entries.push(`${name}:${write((value as Fields)[key], depth - 1)}`);
  }
  return `{${entries.join(",")}}`;
}
