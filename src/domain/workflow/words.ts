import type { EntryAction, Transition } from "./action.ts";
import type { Archive, IssueState, Resolution, Standing } from "./state.ts";
import { oneLine } from "./text.ts";

const told = [
  "status",
  "substatus",
  "resolution",
  "archive",
  "assignee",
  "bookmarked",
  "pinned",
] as const satisfies readonly (keyof IssueState)[];

interface Told {
  readonly action: EntryAction | (string & {});
  readonly summary: string;
  readonly at: number;
  /** What the timeline keeps beside the change. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** A change, with its row for the timeline. */
export function changed(
  before: IssueState,
  after: IssueState,
  { action, summary, at, more }: Told,
): Transition {
  const parts = told.filter((part) => JSON.stringify(before[part]) !== JSON.stringify(after[part]));
  const pick = (state: IssueState) => Object.fromEntries(parts.map((part) => [part, state[part]]));
  const detail = { ...more, before: pick(before), after: pick(after) };
  const entry = { action, summary: oneLine(summary), detail, at };
  return { outcome: "changed", state: after, entry };
}

/** `2026-10-03 12:00 UTC`. Throws for what is no moment. */
export function momentInWords(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** `1 error`, `2 errors`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

export function resolutionInWords(resolution: Resolution | null): string {
  switch (resolution?.in) {
    case undefined:
    case "now":
      return "resolved";
    case "next_release": {
      const { after } = resolution;
      return `resolved in the next release${after === null ? "" : ` (after ${after})`}`;
    }
    case "release":
      return `resolved in ${resolution.release}`;
    case "commit": {
      const { commit, repository } = resolution;
      const where = repository === null ? "" : ` of ${repository}`;
      return `resolved in commit ${commit.slice(0, 12)}${where}`;
    }
  }
}

export function archiveInWords(archive: Archive): string {
  switch (archive.until) {
    case "forever":
      return "archived forever";
    case "escalating":
      return "archived until it escalates";
    case "count": {
      const { count, windowMinutes } = archive;
      return windowMinutes === null
        ? `archived until ${counted(count, "more error")}`
        : `archived until ${counted(count, "more error")} within ${counted(windowMinutes, "minute")}`;
    }
    case "users":
      return `archived until ${counted(archive.users, "more user")}`;
    case "time":
      return `archived until ${momentInWords(archive.time)}`;
  }
}

/** A standing in words, whoever gave it. */
export function standingInWords(standing: Standing): string {
  switch (standing.status) {
    case "unresolved":
      return `unresolved (${standing.substatus})`;
    case "resolved":
      return resolutionInWords(standing.resolution);
    case "archived":
      return standing.archive === null
        ? upstreamArchives[standing.substatus]
        : archiveInWords(standing.archive);
  }
}

const upstreamArchives = {
  archived_forever: "archived forever",
  archived_until_escalating: "archived until it escalates",
  archived_until_condition_met: "archived until a condition is met",
} as const;

export function assigneeInWords(assignee: string | null): string {
  return `assigned to ${assignee ?? "nobody"}`;
}
