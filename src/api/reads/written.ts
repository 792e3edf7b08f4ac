import type { Total } from "../../store/index.ts";

/** A page of a list as JSON, written in the reader's thread, so that the one that serves the doors only passes it on. */
export interface WrittenPage {
  readonly text: string;
  /** The `next_cursor` that stands in it. */
  readonly nextCursor: string | null;
}

/** The cursor of a place; null for the end of a list. */
export function cursorFor(place: object | string | number | null): string | null {
  return place === null ? null : Buffer.from(JSON.stringify(place)).toString("base64url");
}

/** Writes a page out whose whole may have been counted. */
export function writtenPage(page: {
  readonly items: readonly object[];
  readonly next: object | null;
  readonly total: Total | null;
}): WrittenPage {
  const nextCursor = cursorFor(page.next);
  const text = JSON.stringify({
    items: page.items,
    next_cursor: nextCursor,
    total: page.total?.total ?? null,
    total_is_exact: page.total?.isExact ?? false,
  });
  return { text, nextCursor };
}
