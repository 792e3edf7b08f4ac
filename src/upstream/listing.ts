import { createHash } from "node:crypto";
import { UpstreamFailure } from "./client.ts";
import type { EventPage } from "./upstream.ts";

/** Where a listing of a window stands: what lies from the anchor on is done. */
export interface ListingPlace {
  readonly anchor: number;
  /** `<pages since the anchor>~<milestone>|<the upstream's cursor>`; null: it begins at the anchor. */
  readonly cursor: string | null;
}

const secondMs = 1000;
/** A page that spans so many seconds costs little to be anchored anew: its last second is listed again. */
const spanSecondsMin = 10;
/** Offsets cost the upstream more the further they go, and data may change below them. */
const pagesOfAnchorMax = 10;

/** The cursor to give to the upstream. */
export function cursorOf({ cursor }: ListingPlace): string | null {
  return cursor === null ? null : cursor.slice(cursor.indexOf("|") + 1);
}

/**
 * Where a listing goes on after a page; null at its end. A cursor of the upstream counts from the newest, so
 * what is added or removed meanwhile moves it: wherever it costs little the list begins anew at the last second
 * that was reached, which nothing can move. Throws a final failure for a list that leads back
 * to a page it was at.
 */
export function nextPlace(
  { events, next }: EventPage,
  { place, from, listsWindows }: { place: ListingPlace; from: number; listsWindows: boolean },
): ListingPlace | null {
  if (next === null) return null;
  const [milestone, print] = [milestoneOf(place), printOf(next)];
  if (next === cursorOf(place) || print === milestone) {
    throw leadsBack();
  }
  const pages = pagesOf(place) + 1;
  const times = events.map(({ at }) => at);
  const kept = isPowerOfTwo(pages) ? print : milestone;
  const head = kept === null ? `${pages}` : `${pages}~${kept}`;
  const further: ListingPlace = { anchor: place.anchor, cursor: `${head}|${next}` };
  if (times.length === 0) return further;
  const [oldest, newest] = [Math.min(...times), Math.max(...times)];
  if (!listsWindows) return oldest < from ? null : further;
  // Searching knows whole seconds only: the last one is listed again, whole.
  const anchor = Math.floor(oldest / secondMs) * secondMs + secondMs;
  const spans = newest - oldest >= spanSecondsMin * secondMs;
  const worth = spans || pages >= pagesOfAnchorMax;
  return worth && anchor < place.anchor ? { anchor, cursor: null } : further;
}

/** Whoever followed such a list would list the same pages for ever; and which was the last nobody can say. */
export function leadsBack(): UpstreamFailure {
  return new UpstreamFailure("final", "The upstream's list leads back to a page it was at before.");
}

function pagesOf(place: ListingPlace): number {
  return Number(headOf(place)[0] ?? 0);
}

/**
 * The print of a cursor the list was at. It is renewed at the 1st, 2nd, 4th, 8th … page, so one that small is
 * enough to meet a loop of any length (Brent's way). Null: none, as in places an older version kept.
 */
function milestoneOf(place: ListingPlace): string | null {
  return headOf(place)[1] ?? null;
}

function headOf({ cursor }: ListingPlace): readonly string[] {
  return cursor === null ? [] : cursor.slice(0, cursor.indexOf("|")).split("~");
}

function printOf(cursor: string): string {
  return createHash("sha256").update(cursor).digest("hex").slice(0, 16);
}

export function isPowerOfTwo(pages: number): boolean {
  return Number.isInteger(Math.log2(pages));
}
