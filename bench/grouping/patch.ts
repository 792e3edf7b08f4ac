import type { Event, PatchStep } from "./corpus.ts";

type Place = unknown[] | Record<string, unknown>;

/** A copy of an event with a JSON Patch (RFC 6902: add, replace, remove) applied. Throws on a bad path. */
export function patched(event: Event, steps: readonly PatchStep[]): Event {
  const copy = structuredClone(event) as Record<string, unknown>;
  for (const { op, path, value } of steps) apply(copy, op, path, value);
  return copy;
}

function apply(document: Place, op: string, path: string, value: unknown): void {
  const keys = path.split("/").slice(1).map(unescaped);
  const last = keys.pop() ?? "";
  const place = keys.reduce<Place>((inner, key) => childOf(inner, key, path), document);
  if (!Array.isArray(place)) {
    if (op === "remove") delete place[last];
    else place[last] = value;
    return;
  }
  const at = last === "-" ? place.length : Number(last);
  if (op === "add") place.splice(at, 0, value);
  else place.splice(at, 1, ...(op === "remove" ? [] : [value]));
}

function childOf(place: Place, key: string, path: string): Place {
  const child = Array.isArray(place) ? place[Number(key)] : place[key];
  if (typeof child !== "object" || child === null) throw new Error(`no such place: ${path}`);
  return child as Place;
}

function unescaped(key: string): string {
  return key.replaceAll("~1", "/").replaceAll("~0", "~");
}
