import {
  type IssueReading,
  type ItemOutcome,
  untoldError,
  upstreamKey,
} from "../../domain/index.ts";
import { digested, type RecordContext } from "./context.ts";
import { changeState, findHome, learnIssue, openHome } from "./issues.ts";
import { projectOf } from "./projects.ts";

/** A change of an issue's state. An issue that is not known yet begins with it, without an error. */
export function recordIssue(reading: IssueReading, context: RecordContext): ItemOutcome {
  const project = projectOf(reading, context);
  const { issue: upstream, change, actor, detail } = reading;
  const key = upstreamKey(context.delivery.source, upstream.upstreamId);
  const known = findHome(context, project, key);
  if (known !== null) {
    learnIssue(context, known.issue, upstream);
    return changeState(context, known.issue, change, { actor, detail })
      ? digested(null)
      : digested(null, "It changes nothing: the same or something newer was known.");
  }
  const title = upstream.title ?? `Issue ${upstream.shortId ?? upstream.upstreamId}`;
  const { issue } = openHome(context, project, key, {
    facts: untoldError(title),
    // Its state before this change is not known: the change itself is the first thing that happened.
    upstream: { ...upstream, title, status: null, substatus: null, assignee: null },
    at: upstream.lastSeen ?? upstream.firstSeen ?? context.delivery.receivedAt,
  });
  changeState(context, issue, change, { actor, detail });
  return digested(null);
}
