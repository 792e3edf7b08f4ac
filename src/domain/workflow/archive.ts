import {
  type ArchiveAsked,
  type IssueHappening,
  type IssueTally,
  refused,
  type Transition,
  unchanged,
  type WorkflowContext,
} from "./action.ts";
import { type Archive, archived, type IssueState, stand, unresolved } from "./state.ts";
import { archiveInWords, changed, counted, momentInWords } from "./words.ts";

/**
 * What counts as escalating: more errors in an hour than `factor` times the busiest hour before the
 * archiving, and more than `errorsMin`, below which a quiet issue is only a little less quiet.
 */
export const escalation = { errorsMin: 20, factor: 3 } as const;

const countMax = 1e9;
const windowMinutesMax = 7 * 24 * 60;
/** The last moment that a date can tell (ECMAScript, "Time Values and Time Range"). */
const timeMax = 8.64e15;

/** Somebody archives an issue, whatever its status. */
export function archive(
  state: IssueState,
  asked: ArchiveAsked,
  { now, tally }: WorkflowContext,
): Transition {
  const reason = refusalOf(asked, now);
  if (reason !== null) return refused(reason);
  if (isSame(state, asked)) {
    return unchanged(state, "It was archived so already.");
  }
  const next = archiveOf(asked, tally);
  return changed(state, stand(state, archived(next), now), {
    action: "archived",
    summary: archiveInWords(next),
    at: now,
  });
}

function archiveOf(asked: ArchiveAsked, tally: IssueTally): Archive {
  switch (asked.until) {
    case "forever":
      return { until: "forever" };
    case "escalating":
      return { until: "escalating", busiestHour: tally.busiestHour() };
    case "count": {
      const { count, windowMinutes = null } = asked;
      return { until: "count", count, windowMinutes, countThen: tally.count };
    }
    case "users":
      return { until: "users", users: asked.users, usersThen: tally.users() };
    case "time":
      return { until: "time", time: asked.time };
  }
}

/** The same again is no news: to count anew from here would put off an end that is near. */
function isSame({ substatus, archive: known }: IssueState, asked: ArchiveAsked): boolean {
  switch (asked.until) {
    case "forever":
      return substatus === "archived_forever";
    case "escalating":
      return known?.until === asked.until;
    case "count":
      return (
        known?.until === asked.until &&
        known.count === asked.count &&
        known.windowMinutes === (asked.windowMinutes ?? null)
      );
    case "users":
      return known?.until === asked.until && known.users === asked.users;
    case "time":
      return known?.until === asked.until && known.time === asked.time;
  }
}

function refusalOf(asked: ArchiveAsked, now: number): string | null {
  switch (asked.until) {
    case "forever":
    case "escalating":
      return null;
    case "count":
      return (
        numberRefusal(asked.count, countMax, "further errors") ??
        numberRefusal(asked.windowMinutes ?? 1, windowMinutesMax, "minutes")
      );
    case "users":
      return numberRefusal(asked.users, countMax, "further users");
    case "time":
      return timeRefusal(asked.time, now);
  }
}

function numberRefusal(value: number, max: number, what: string): string | null {
  return Number.isInteger(value) && value >= 1 && value <= max
    ? null
    : `The number of ${what} is a whole number from 1 to ${max}.`;
}

function timeRefusal(time: number, now: number): string | null {
  if (!Number.isInteger(time) || Math.abs(time) > timeMax) return "That is not a moment.";
  if (time > now) return null;
  return `An issue is archived until a moment that is still to come; ${momentInWords(time)} is past.`;
}

/**
 * An error came to an archived issue. `archive` null: the upstream keeps the condition and says when it
 * is met; two judges with different figures would contradict each other.
 */
export function seenWhileArchived(
  state: IssueState & { readonly status: "archived" },
  seen: IssueHappening & { readonly do: "seen" },
  context: WorkflowContext,
): Transition {
  const stays = unchanged(state, "It stays archived.");
  if (state.archive === null) return stays;
  if (state.archive.until === "time") return endOfTime(state, context.now) ?? stays;
  const why = whyEscalating(state.archive, context.tally, seen.timestamp > state.stateAt);
  if (why === null) return stays;
  const at = Math.min(seen.timestamp, context.now);
  return changed(state, stand(state, unresolved("escalating"), at), {
    action: "escalating",
    summary: `${why}: escalating`,
    at,
    more: { error: { release: seen.release, timestamp: seen.timestamp } },
  });
}

/**
 * What ended the archiving, or null. `after`: the error happened after it began. One that was only told
 * late counts as a further error, and does not make an hour busier that was over by then.
 */
function whyEscalating(archive: Archive, tally: IssueTally, after: boolean): string | null {
  switch (archive.until) {
    case "forever":
    case "time":
      return null;
    case "escalating": {
      const limit = Math.max(escalation.errorsMin, escalation.factor * archive.busiestHour);
      const errors = after ? tally.errorsWithin(60) : 0;
      return errors > limit ? `${counted(errors, "error")} in an hour` : null;
    }
    case "count": {
      const { count, windowMinutes, countThen } = archive;
      const further = tally.count - countThen;
      // The window may reach back before the archiving, which no further error does.
      if (further < count) return null;
      if (windowMinutes === null) return counted(further, "more error");
      const errors = after ? Math.min(further, tally.errorsWithin(windowMinutes)) : 0;
      if (errors < count) return null;
      return `${counted(errors, "more error")} within ${counted(windowMinutes, "minute")}`;
    }
    case "users": {
      const further = tally.users() - archive.usersThen;
      return further >= archive.users ? counted(further, "more user") : null;
    }
  }
}

/** Ends an archiving whose time has come; null: there is none. Noticed late, it ended when it was due. */
export function endOfTime(state: IssueState, now: number): Transition | null {
  const { archive } = state;
  if (archive?.until !== "time" || now < archive.time) return null;
  return changed(state, stand(state, unresolved("ongoing"), archive.time), {
    action: "unresolved",
    summary: `archived until ${momentInWords(archive.time)}: over`,
    at: archive.time,
  });
}
