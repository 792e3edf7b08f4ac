import type { Ledger } from "../store/index.ts";
import { takeOut } from "./errors.ts";

/** Deletes errors, whatever became of their issues and whether they are pinned. Returns how many there were. */
export function forgetErrors(ids: Iterable<number>, ledger: Ledger): number {
  let errors = 0;
  for (const id of new Set(ids)) {
    const error = ledger.knownError(id);
    if (error === null) continue;
    takeOut(error, ledger);
    errors += 1;
  }
  return errors;
}

/** A tag is gone of which these keys told: if it named a user, they and their issues count one fewer. */
export function forgetTag(
  tagId: number,
  { keyIds, isUser }: { readonly keyIds: readonly number[]; readonly isUser: boolean },
  ledger: Ledger,
): void {
  ledger.drop({ issues: [], keys: [], tags: [tagId] });
  if (!isUser) return;
  for (const keyId of keyIds) {
    const key = ledger.keyById(keyId);
    const issue = key === null ? null : ledger.issue(key.issueId);
    if (key === null || issue === null) continue;
    key.users = Math.max(0, key.users - 1);
    ledger.touchKey(key);
    ledger.recount(issue);
  }
}
