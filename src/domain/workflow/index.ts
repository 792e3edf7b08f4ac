export type {
  ArchiveAsked,
  IssueAction,
  IssueActor,
  IssueHappening,
  IssueReleases,
  IssueStateChange,
  IssueTally,
  ResolutionAsked,
  TimelineEntry,
  Transition,
  WorkflowContext,
} from "./action.ts";
export {
  type Archive,
  type ArchivedSubstatus,
  type IssueState,
  type LooseStanding,
  newIssueState,
  type Resolution,
  type Standing,
  standingOf,
  type UnresolvedSubstatus,
} from "./state.ts";
export { ongoingAfterDays, transition } from "./transition.ts";
