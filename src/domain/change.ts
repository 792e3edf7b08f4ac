/**
 * What live watchers are told of. `error`: an error came (kept as one entry for a batch, with the ids
 * from `data.first` to `data.last`). `error.changed`: a partial error was completed, or one was pinned.
 * `issue`: an issue is new, or its state, title or assignee changed. `timeline`: something was said of an
 * issue. `removed`: an issue or error was removed, or merged into another.
 */
export const changeKinds = ["error", "error.changed", "issue", "timeline", "removed"] as const;
export type ChangeKind = (typeof changeKinds)[number];
