// What a sample says of itself, found by rules of its own and never by the reader under test.

// biome-ignore lint/suspicious/noExplicitAny: samples are foreign JSON of a dozen shapes.
export type Any = any;

export function framesOf(stacktrace: Any): Any[] {
  return (stacktrace?.frames ?? []).filter((frame: Any) => frame !== null);
}

/** The raw exceptions of an event of any age. */
export function rawExceptions(event: Any): Any[] {
  const raw = event.exception ?? event["sentry.interfaces.Exception"];
  const entry = event.entries?.find((one: Any) => one.type === "exception")?.data;
  return Array.isArray(raw) ? raw : (raw?.values ?? entry?.values ?? []);
}

/** The tags as pairs without their store prefix, the first of each key. */
export function rawTags(event: Any): [string, string][] {
  const pairs: [string, string][] = (event.tags ?? [])
    .map((tag: Any) => (Array.isArray(tag) ? tag : [tag.key, tag.value]))
    .filter((tag: Any) => typeof tag[0] === "string" && typeof tag[1] === "string" && tag[1] !== "")
    .map(([key, value]: [string, string]) => [key.replace(/^sentry:/, ""), value]);
  return pairs.filter(([key], i) => pairs.findIndex(([other]) => other === key) === i);
}

export function rawTag(event: Any, key: string): string | null {
  return rawTags(event).find(([name]) => name === key)?.[1] ?? null;
}

export function rawTimestamp(event: Any): number | null {
  if (typeof event.timestamp === "number") return Math.round(event.timestamp * 1000);
  const text = event.timestamp ?? event.datetime ?? event.dateCreated;
  if (typeof text === "string") return Date.parse(text);
  return typeof event.received === "number" ? Math.round(event.received * 1000) : null;
}

export function slugInUrl(url: unknown): string | null {
  const parts = typeof url === "string" ? url.split("/") : [];
  const at = parts.indexOf("projects");
  return at < 0 ? null : (parts[at + 2] ?? null);
}
