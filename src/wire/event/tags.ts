import { errorLimits, type Tag } from "../../domain/index.ts";
import { asRecord, asScalarText, asText, type Fields } from "../text.ts";

/** How the store of old servers marks its own tags: `sentry:release`. */
const storedPrefix = "sentry:";

/**
 * Reads `tags`: an object, a list of pairs (with null between or inside), or a list of `{key, value}`.
 * Keys lose the prefix `sentry:`; the first of equal keys wins, as in Sentry.
 */
export function readTags(value: unknown): readonly Tag[] {
  const tags: Tag[] = [];
  const seen = new Set<string>();
  const add = (rawKey: unknown, rawValue: unknown): void => {
    if (tags.length >= errorLimits.tags) return;
    const key = readKey(rawKey);
    const text = asScalarText(rawValue, errorLimits.tagValueChars);
    if (key === null || text === null || seen.has(key)) return;
    seen.add(key);
    tags.push([key, text]);
  };
  if (Array.isArray(value)) readList(value, add);
  else readObject(asRecord(value), add);
  return tags;
}

type Add = (key: unknown, value: unknown) => void;

/** Entries beyond this are not looked at, even where those before them were unusable. */
const entriesMax = 4 * errorLimits.tags;

function readList(list: readonly unknown[], add: Add): void {
  const end = Math.min(list.length, entriesMax);
  for (let i = 0; i < end; i++) {
    const entry = list[i];
    if (Array.isArray(entry)) {
      add(entry[0], entry[1]);
      continue;
    }
    const record = asRecord(entry);
    if (record !== null) add(record["key"], record["value"]);
  }
}

function readObject(record: Fields | null, add: Add): void {
  if (record === null) return;
  let entries = 0;
  for (const key in record) {
    entries += 1;
    if (entries > entriesMax) return;
    add(key, record[key]);
  }
}

function readKey(value: unknown): string | null {
  const key = asText(value, errorLimits.tagKeyChars + storedPrefix.length);
  if (key === null) return null;
  const bare = key.startsWith(storedPrefix) ? key.slice(storedPrefix.length) : key;
  return asText(bare, errorLimits.tagKeyChars);
}

/** The value of a tag; null when there is none of that name. */
export function tagValue(tags: readonly Tag[], key: string): string | null {
  for (const tag of tags) if (tag[0] === key) return tag[1];
  return null;
}
