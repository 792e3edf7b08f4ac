import type { ErrorFacts } from "../error.ts";
import { groupV1 } from "./v1.ts";

/** How an error was grouped: the key that decides its issue, and why (the parts that were hashed). */
export interface Grouping {
  /** Frozen: a stored error keeps the version that it was grouped by. */
  readonly version: number;
  /** `g1:` and 32 hexadecimal digits. */
  readonly key: string;
}

/** Our own grouping, for errors whose upstream issue is not known. The newest version decides. */
export function groupingOf(error: ErrorFacts): Grouping {
  return { version: 1, key: groupV1(error) };
}

/** The key of an issue that the upstream itself made: it goes before every grouping of ours. */
export function upstreamKey(source: string, upstreamIssueId: string): string {
  return `up:${source}:${upstreamIssueId}`;
}
