import type { Action, Subject } from "./issue.ts";

/** What puts an issue back to how it was before an action; null: nothing can. */
function inverse(action: Action, before: Subject): Action | null {
  switch (action.do) {
    case "resolve":
    case "archive":
    case "reopen":
      return standingOf(before);
    case "assign":
      return { do: "assign", to: before.assignee };
    case "bookmark":
      return { do: "bookmark", on: before.bookmarked };
    case "pin":
      return { do: "pin", on: before.pinned };
    case "comment":
    case "delete":
      return null;
  }
}

function standingOf({ status, status_details: { archive, resolution } }: Subject): Action {
  if (status === "unresolved") return { do: "reopen" };
  if (status === "archived") return archivedAgain(archive);
  const { release, commit, repository } = resolution ?? {};
  if (resolution?.in === "release" && release) {
    return { do: "resolve", resolution: { in: "release", release } };
  }
  if (resolution?.in === "commit" && commit) {
    const where = repository ? { repository } : {};
    return { do: "resolve", resolution: { in: "commit", commit, ...where } };
  }
  return {
    do: "resolve",
    resolution: { in: resolution?.in === "next_release" ? "next_release" : "now" },
  };
}

function archivedAgain(archive: Subject["status_details"]["archive"]): Action {
  const { until, count, window_minutes: window, users, time } = archive ?? { until: "escalating" };
  if (until === "count" && count) {
    const within = window ? { window_minutes: window } : {};
    return { do: "archive", archive: { until, count, ...within } };
  }
  if (until === "users" && users) return { do: "archive", archive: { until, users } };
  if (until === "time" && time) return { do: "archive", archive: { until, time } };
  return { do: "archive", archive: { until: until === "forever" ? "forever" : "escalating" } };
}

/** What must be done to take an action back: each thing with the issues that it is done to. */
export function inversesOf(
  action: Action,
  before: readonly Subject[],
): readonly { readonly action: Action; readonly ids: readonly number[] }[] {
  const groups = new Map<string, { action: Action; ids: number[] }>();
  for (const issue of before) {
    const back = inverse(action, issue);
    if (back === null) continue;
    const key = JSON.stringify(back);
    const group = groups.get(key) ?? { action: back, ids: [] };
    group.ids.push(issue.id);
    groups.set(key, group);
  }
  return [...groups.values()];
}
