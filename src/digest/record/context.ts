import {
  contentKeyOfItem,
  type ItemOutcome,
  type ProjectFilter,
  type Scrub,
  writtenBack,
} from "../../domain/index.ts";
import type { Ledger } from "../../store/index.ts";

/** What recording needs beside the reading. Times in milliseconds since 1970. */
export interface RecordContext {
  readonly ledger: Ledger;
  readonly filter: ProjectFilter;
  readonly scrub: Scrub;
  readonly delivery: {
    readonly id: number;
    readonly receivedAt: number;
    readonly source: string;
    readonly contentKey: string | null;
  };
  /** The position of the reading in its delivery. */
  readonly item: number;
}

export const digested = (errorId: number | null, reason: string | null = null): ItemOutcome => ({
  state: "digested",
  reason,
  errorId,
});

export const ignored = (reason: string): ItemOutcome => ({
  state: "ignored",
  reason,
  errorId: null,
});

/**
 * Takes a message without an event once: remembers its content key, or says that it was taken before.
 * Messages without a key each count.
 */
export function takeOnce({ ledger, delivery, item }: RecordContext): ItemOutcome | null {
  if (delivery.contentKey === null) return null;
  const key = contentKeyOfItem(delivery.contentKey, item);
  const earlier = ledger.contentKey(key);
  if (earlier === writtenBack) return ignored("It comes of what was done here.");
  if (earlier !== null && earlier !== delivery.id) {
    return ignored(`A repetition of delivery ${earlier}.`);
  }
  if (earlier === null) ledger.addContentKey(key, delivery.id);
  return null;
}
