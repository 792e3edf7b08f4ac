import type { ErrorFacts } from "../error.ts";
import { type FingerprintRule, groupV1 } from "./v1/index.ts";

export type { FingerprintRule } from "./v1/index.ts";

/** How an error was grouped: the key that decides its issue, and why. */
export interface Grouping {
  /** Frozen: a stored error keeps the version that it was grouped by. */
  readonly version: number;
  /** `g1:` and 32 hexadecimal digits. */
  readonly key: string;
  /** What was hashed, in words, e.g. `type: ValueError`, `frame: app.views · pay`; at most about 100. */
  readonly parts: readonly string[];
}

/**
 * Our own grouping, for errors whose upstream issue is not known. The newest version decides. `rules`
 * give fingerprints to errors of one kind, the first that holds. Never throws, whatever the error holds.
 */
export function groupingOf(error: ErrorFacts, rules: readonly FingerprintRule[] = []): Grouping {
  return { version: 1, ...groupV1(error, rules) };
}

/** The key of an issue that the upstream itself made: it goes before every grouping of ours. */
export function upstreamKey(source: string, upstreamIssueId: string): string {
  return `up:${source}:${upstreamIssueId}`;
}
