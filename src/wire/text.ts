/**
 * A JSON object. Read it by fixed keys only: JSON.parse makes own properties (a key `__proto__` too),
 * so a fixed key never reaches the prototype, while a key from the payload must never be looked up in
 * a plain object of ours (use a Map).
 */
export type Fields = Readonly<Record<string, unknown>>;

const nothing: Fields = Object.freeze(Object.create(null) as Record<string, unknown>);
const noItems: readonly unknown[] = Object.freeze([]);

/** The value if it is a JSON object, else null. */
export function asRecord(value: unknown): Fields | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : null;
}

/** The value if it is a JSON object, else an empty one, so that its keys can be asked for. */
export function recordOf(value: unknown): Fields {
  return asRecord(value) ?? nothing;
}

/** The value if it is a list, else an empty one. */
export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : noItems;
}

/**
 * Text that can be stored: U+0000 removed, since PostgreSQL refuses it, lone surrogates replaced, and
 * at most `limit` UTF-16 units. Null for anything that is not a string with something in it.
 */
export function asText(value: unknown, limit: number): string | null {
  if (typeof value !== "string" || value === "") return null;
  const text = value.includes("\u0000") ? value.replaceAll("\u0000", "") : value;
  const short = text.length > limit ? cutText(text, limit) : text;
  if (short === "") return null;
  return short.isWellFormed() ? short : short.toWellFormed();
}

/** Cuts to `limit` UTF-16 units, one less where the cut would split a surrogate pair. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  const splits = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splits ? limit - 1 : limit);
}

/**
 * Like `asText`, for what may be any scalar: numbers in their shortest form, booleans as Sentry's own
 * normalisation writes them (`True`, `False`; relay-event-schema protocol/tags.rs).
 */
export function asScalarText(value: unknown, limit: number): string | null {
  if (typeof value === "string") return asText(value, limit);
  if (typeof value === "number") return asText(String(value), limit);
  if (typeof value === "boolean") return value ? "True" : "False";
  return null;
}

/** An identifier that may be sent as text or as a number; null when it is neither. */
export function asId(value: unknown, limit = 100): string | null {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : null;
  return asText(value, limit)?.trim() || null;
}

/** A whole number, sent as a number or as decimal text. */
export function asInteger(value: unknown): number | null {
  if (typeof value === "number") return Number.isSafeInteger(value) ? value : null;
  if (typeof value !== "string" || value.length > 15) return null;
  return /^-?\d+$/.test(value) ? Number(value) : null;
}

/** The first line without what surrounds it; null when that leaves nothing. */
export function firstLine(text: string | null, limit: number): string | null {
  if (text === null) return null;
  const trimmed = text.trimStart();
  const end = trimmed.search(/[\r\n]/);
  const line = (end < 0 ? trimmed : trimmed.slice(0, end)).trimEnd();
  return line === "" ? null : cutText(line, limit);
}

/** Addresses are followed by a click, so only http and https are kept. */
export function asUrl(value: unknown): string | null {
  const text = asText(value, 2048);
  return text !== null && /^https?:\/\//i.test(text) ? text : null;
}

const tidyLimits = { depth: 3, entries: 30, keyChars: 100, textChars: 2000, chars: 8192 } as const;

/** What a tidied value may still cost. */
interface Budget {
  chars: number;
}

/**
 * A small copy of unknown data that can be stored in a timeline: at most 3 levels, 30 entries a level,
 * 2000 characters a text and about 8192 in all. What is beyond that is left out.
 */
export function tidy(value: unknown): unknown {
  return tidyWithin(value, tidyLimits.depth, { chars: tidyLimits.chars });
}

/** `tidy` of the named keys; those that are absent or null are left out. */
export function tidyKeys(record: Fields, keys: readonly string[]): Fields {
  const budget = { chars: tidyLimits.chars };
  const entries: [string, unknown][] = [];
  for (const key of keys) {
    const value = record[key];
    if (value === undefined || value === null) continue;
    entries.push([key, tidyWithin(value, tidyLimits.depth, budget)]);
  }
  return Object.fromEntries(entries);
}

function tidyWithin(value: unknown, depth: number, budget: Budget): unknown {
  if (typeof value === "string") return tidyText(value, budget);
  if (typeof value !== "object" || value === null) return value ?? null;
  if (depth <= 0 || budget.chars <= 0) return null;
  if (Array.isArray(value)) {
    return value.slice(0, tidyLimits.entries).map((item) => tidyWithin(item, depth - 1, budget));
  }
  return tidyRecord(value as Fields, depth, budget);
}

function tidyText(value: string, budget: Budget): string {
  const text = asText(value, Math.min(tidyLimits.textChars, Math.max(1, budget.chars))) ?? "";
  budget.chars -= text.length;
  return text;
}

function tidyRecord(record: Fields, depth: number, budget: Budget): Fields {
  const copy: [string, unknown][] = [];
  for (const key in record) {
    if (copy.length >= tidyLimits.entries) break;
    const name = asText(key, tidyLimits.keyChars);
    // An own property `__proto__` is harmless here, but whoever copies it by assignment is not.
    if (name === null || name === "__proto__") continue;
    budget.chars -= name.length;
    copy.push([name, tidyWithin(record[key], depth - 1, budget)]);
  }
  return Object.fromEntries(copy);
}
