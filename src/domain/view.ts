import type { SearchSubject } from "./search/index.ts";

/** What issues can be sorted by. */
export const issueOrders = ["last_seen", "first_seen", "count", "users"] as const;
export type IssueOrder = (typeof issueOrders)[number];

/** A search that somebody saved under a name. Its place is that in the list of all. Times in milliseconds since 1970. */
export interface SavedView {
  readonly id: number;
  readonly name: string;
  readonly about: SearchSubject;
  readonly query: string;
  /** Null of errors, which are always the newest first. */
  readonly sort: IssueOrder | null;
  readonly order: "asc" | "desc";
  readonly createdBy: string | null;
  readonly createdAt: number;
  readonly changedAt: number;
}
