/** The substatuses of each status, as Sentry names them. A resolved issue has none. */
export type UnresolvedSubstatus = "new" | "ongoing" | "regressed" | "escalating";
export type ArchivedSubstatus =
  | "archived_forever"
  | "archived_until_escalating"
  | "archived_until_condition_met";

/** How an issue was resolved, with what must be known to tell when it regresses. */
export type Resolution =
  /** `release`: the last one that it was seen in by then. */
  | { readonly in: "now"; readonly release: string | null }
  /** `after`: the newest release by then; null when none was known. */
  | { readonly in: "next_release"; readonly after: string | null }
  | { readonly in: "release"; readonly release: string }
  /** `release`: the newest one by then. */
  | {
      readonly in: "commit";
      readonly commit: string;
      readonly repository: string | null;
      readonly release: string | null;
    };

/** What ends an archiving, with what was counted when it began. */
export type Archive =
  | { readonly until: "forever" }
  /** `busiestHour`: the most errors that one hour of the 7 days before had. */
  | { readonly until: "escalating"; readonly busiestHour: number }
  /** `windowMinutes`: so many within that time; null: so many in all. `countThen`: its errors by then. */
  | {
      readonly until: "count";
      readonly count: number;
      readonly windowMinutes: number | null;
      readonly countThen: number;
    }
  | { readonly until: "users"; readonly users: number; readonly usersThen: number }
  /** Milliseconds since 1970. */
  | { readonly until: "time"; readonly time: number };

/** Status, substatus and what belongs to them: so written that nothing contradictory can be. */
export type Standing =
  | {
      readonly status: "unresolved";
      readonly substatus: UnresolvedSubstatus;
      readonly resolution: null;
      readonly archive: null;
    }
  | {
      readonly status: "resolved";
      readonly substatus: null;
      /** Null: the upstream resolved it and did not say how. */
      readonly resolution: Resolution | null;
      readonly archive: null;
    }
  | {
      readonly status: "archived";
      readonly substatus: ArchivedSubstatus;
      readonly resolution: null;
      /** Null: the upstream archived it, keeps the condition to itself and says when it is met. */
      readonly archive: Archive | null;
    };

/** What the workflow decides on. Plain data. Times are milliseconds since 1970. */
export type IssueState = Standing & {
  /** When status and substatus were last set, by the clock of whoever set them. 0: never. */
  readonly stateAt: number;
  /** A name or a mail address; null: nobody. */
  readonly assignee: string | null;
  /**
   * When the assignee was last set. A clock of its own: deliveries overtake each other, and a late
   * assignment is no reason to leave out a resolution, nor the other way round.
   */
  readonly assignedAt: number;
  readonly bookmarked: boolean;
  /** Retention leaves a pinned issue alone. */
  readonly pinned: boolean;
};

/** How every issue begins: any delivery of the upstream is newer. */
export const newIssueState: IssueState = {
  status: "unresolved",
  substatus: "new",
  resolution: null,
  archive: null,
  stateAt: 0,
  assignee: null,
  assignedAt: 0,
  bookmarked: false,
  pinned: false,
};

const unresolvedSubstatuses: readonly string[] = [
  "new",
  "ongoing",
  "regressed",
  "escalating",
] satisfies UnresolvedSubstatus[];

const archivedSubstatuses: readonly string[] = [
  "archived_forever",
  "archived_until_escalating",
  "archived_until_condition_met",
] satisfies ArchivedSubstatus[];

export function isUnresolvedSubstatus(text: string | null): text is UnresolvedSubstatus {
  return text !== null && unresolvedSubstatuses.includes(text);
}

export function isArchivedSubstatus(text: string | null): text is ArchivedSubstatus {
  return text !== null && archivedSubstatuses.includes(text);
}

/** A standing of which parts may be missing or strange, as rows of earlier versions have it. */
export interface LooseStanding {
  readonly status: "unresolved" | "resolved" | "archived";
  readonly substatus: string | null;
  readonly resolution: Resolution | null;
  readonly archive: Archive | null;
}

/**
 * The nearest standing that is one: a resolution or an archive of another status is left out. An issue
 * whose substatus nobody told begins as new, and ages by itself.
 */
export function standingOf({ status, substatus, resolution, archive }: LooseStanding): Standing {
  switch (status) {
    case "unresolved":
      if (substatus === null) return unresolved("new");
      return unresolved(isUnresolvedSubstatus(substatus) ? substatus : "ongoing");
    case "resolved":
      return resolved(resolution);
    case "archived":
      if (archive !== null) return archived(archive);
      return {
        status,
        // Archived without a word of when to end: only a person or the upstream ends it.
        substatus: isArchivedSubstatus(substatus) ? substatus : "archived_forever",
        resolution: null,
        archive: null,
      };
  }
}

export function unresolved(substatus: UnresolvedSubstatus): Standing {
  return { status: "unresolved", substatus, resolution: null, archive: null };
}

export function resolved(resolution: Resolution | null): Standing {
  return { status: "resolved", substatus: null, resolution, archive: null };
}

export function archived(archive: Archive): Standing {
  return { status: "archived", substatus: substatusOf(archive), resolution: null, archive };
}

function substatusOf({ until }: Archive): ArchivedSubstatus {
  if (until === "forever") return "archived_forever";
  return until === "escalating" ? "archived_until_escalating" : "archived_until_condition_met";
}

/** Gives an issue another standing. Its clock never runs back. */
export function stand(state: IssueState, standing: Standing, at: number): IssueState {
  return { ...state, ...standing, stateAt: Math.max(state.stateAt, at) };
}
