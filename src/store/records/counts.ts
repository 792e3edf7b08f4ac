import type { IssueEntry, KeyEntry } from "./entries.ts";

/** Works out anew what an issue has of its keys: counts, times and releases. */
export function recountFrom(issue: IssueEntry, keys: readonly KeyEntry[]): void {
  const newest = keys.toSorted((one, other) => one.lastSeen - other.lastSeen);
  const oldest = keys.toSorted((one, other) => one.firstSeen - other.firstSeen);
  issue.count = keys.reduce((sum, { count }) => sum + count, 0);
  issue.removed = keys.reduce((sum, { removed }) => sum + removed, 0);
  issue.keyCount = keys.length;
  issue.firstSeen = oldest[0]?.firstSeen ?? issue.firstSeen;
  issue.lastSeen = newest.at(-1)?.lastSeen ?? issue.lastSeen;
  issue.firstRelease =
    oldest.find(({ firstRelease }) => firstRelease !== null)?.firstRelease ?? null;
  issue.lastRelease =
    newest.findLast(({ lastRelease }) => lastRelease !== null)?.lastRelease ?? null;
}

/** When an error happened (milliseconds since 1970), and in which release. */
export interface Seen {
  readonly timestamp: number;
  readonly release: string | null;
}

/** One more error of a key, or of an issue. */
export function countOne(counted: IssueEntry | KeyEntry, { timestamp, release }: Seen): void {
  counted.count += 1;
  if (timestamp < counted.firstSeen) {
    counted.firstSeen = timestamp;
    counted.firstRelease = release ?? counted.firstRelease;
  }
  if (timestamp >= counted.lastSeen) {
    counted.lastSeen = timestamp;
    counted.lastRelease = release ?? counted.lastRelease;
  }
  counted.firstRelease ??= release;
}
