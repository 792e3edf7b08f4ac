import { Failure, type IssueState, shortIdOf } from "../domain/index.ts";
import { type IssueEntry, type KeyEntry, type Ledger, newIssue } from "../store/index.ts";
import type { Doing } from "./happen.ts";

/**
 * Two issues of one project become one: the lower number stays, the other redirects to it. Keys are
 * pointed elsewhere, with all that is counted by them, so errors that come later follow.
 */
export function join(ledger: Ledger, one: IssueEntry, other: IssueEntry): IssueEntry {
  const [stays, goes] = one.number < other.number ? [one, other] : [other, one];
  const keys = ledger.keysOfIssue(goes.id);
  for (const key of keys) {
    key.issueId = stays.id;
    ledger.touchKey(key);
  }
  ledger.moveErrors(
    keys.map(({ id }) => id),
    { from: goes.id, to: stays.id },
  );
  stays.state = withMore(stays.state, goes);
  stays.partialErrorId ??= goes.partialErrorId;
  goes.partialErrorId = null;
  goes.mergedInto = stays.id;
  for (const issue of [goes, stays]) ledger.recount(issue);
  return stays;
}

/** What joins an archived issue was there before: it is none of the errors and users that end the archiving. */
function withMore(state: IssueState, { count, users }: IssueEntry): IssueState {
  if (state.status !== "archived" || state.archive === null) return state;
  const { archive } = state;
  if (archive.until === "count") {
    return { ...state, archive: { ...archive, countThen: archive.countThen + count } };
  }
  if (archive.until !== "users") return state;
  return { ...state, archive: { ...archive, usersThen: archive.usersThen + users } };
}

/** Merges issues by hand. Throws `invalid` for fewer than two, or where they are of several projects. */
export function merge(issues: readonly IssueEntry[], doing: Doing): IssueEntry {
  const [first, ...others] = [...new Set(issues)].toSorted(
    (one, other) => one.number - other.number,
  );
  if (first === undefined || others.length === 0) {
    throw new Failure("invalid", "ids: name at least two different issues.");
  }
  if (others.some(({ projectId }) => projectId !== first.projectId)) {
    throw new Failure("invalid", "ids: issues of different projects cannot become one.");
  }
  const { ledger } = doing;
  for (const other of others) {
    join(ledger, first, other);
    ledger.changes.push({
      kind: "removed",
      projectId: other.projectId,
      issueId: other.id,
      errorId: null,
      data: { merged_into: first.id },
    });
  }
  const names = others.map(({ shortId }) => shortId);
  note(first, "merged", `merged with ${names.join(", ")}`, { issues: names }, doing);
  return first;
}

/**
 * Points keys back to the issues that they were made with, each with its own counts. A key that was made
 * with this issue gets a new one. Throws `invalid` for a key of another issue, or when none would stay.
 */
export function unmerge(issue: IssueEntry, names: readonly string[], doing: Doing): IssueEntry[] {
  const { ledger } = doing;
  const keys = ledger.keysOfIssue(issue.id);
  const going = names.map((name) => {
    const key = keys.find((each) => each.key === name);
    if (key !== undefined) return key;
    throw new Failure("invalid", `keys: ${name} is not a grouping key of ${issue.shortId}.`);
  });
  if (new Set(going).size >= keys.length) {
    throw new Failure("invalid", "keys: at least one grouping key stays with the issue.");
  }
  const made = new Map<number, IssueEntry>();
  for (const key of new Set(going)) {
    const home = made.get(key.originIssueId) ?? homeOf(key, issue, ledger);
    made.set(key.originIssueId, home);
    key.issueId = home.id;
    ledger.touchKey(key);
    ledger.moveErrorsOfKey(key.id, { from: issue.id, to: home.id });
  }
  const homes = [...made.values()];
  for (const home of [issue, ...homes]) ledger.recount(home);
  const shortIds = homes.map(({ shortId }) => shortId);
  note(issue, "unmerged", `unmerged ${shortIds.join(", ")}`, { issues: shortIds }, doing);
  for (const home of homes) {
    note(home, "unmerged", `unmerged from ${issue.shortId}`, { from: issue.shortId }, doing);
  }
  return homes;
}

/** The issue that a key goes back to: the one it was made with, or a new one like the issue it leaves. */
function homeOf(key: KeyEntry, issue: IssueEntry, ledger: Ledger): IssueEntry {
  const origin = key.originIssueId === issue.id ? null : ledger.issue(key.originIssueId);
  if (origin !== null && origin.mergedInto !== null && origin.deletedAt === null) {
    origin.mergedInto = null;
    ledger.touchIssue(origin);
    return origin;
  }
  const project = ledger.projects.byId(issue.projectId);
  if (project === null) throw new Failure("internal", "An issue without a project.");
  const number = ledger.projects.takeIssueNumber(project);
  const home = ledger.createIssue({
    ...newIssue({
      projectId: project.id,
      number,
      shortId: shortIdOf(project.slug, number),
      title: issue.title,
      seenAt: key.firstSeen,
    }),
    culprit: issue.culprit,
    level: issue.level,
    platform: issue.platform,
  });
  return home;
}

function note(
  issue: IssueEntry,
  action: "merged" | "unmerged",
  summary: string,
  detail: Readonly<Record<string, unknown>>,
  { ledger, byline, source, now }: Doing,
): void {
  const { id: issueId, projectId } = issue;
  ledger.activity.push({
    projectId,
    issueId,
    source,
    upstreamIssueId: issue.upstreamId,
    kind: "merge",
    action,
    actor: byline,
    summary,
    detail,
    at: now,
    deliveryId: null,
  });
  ledger.changes.push({ kind: "issue", projectId, issueId, errorId: null, data: { action } });
}
