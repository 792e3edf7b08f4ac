import type { IssueStatus, Reading, UpstreamIssue } from "../../domain/index.ts";
import { contentKeyOf } from "../hash.ts";
import { readActor, readIssue, readResolution } from "../issue.ts";
import type { Seen, WebhookKind } from "../kind.ts";
import { identityOf, ignored, nameIssue } from "../naming.ts";
import { asId, asText, type Fields, firstLine, recordOf, tidy, tidyKeys } from "../text.ts";

/**
 * Activities that move an issue's state; since mid-2026 they may come instead of `issue` deliveries
 * (getsentry/sentry notifications/notification_action/activity_registry/sentry_app.py).
 */
const statusByActivity: ReadonlyMap<string, IssueStatus> = new Map<string, IssueStatus>([
  ["status_resolved", "resolved"],
  ["status_resolved_in_release", "resolved"],
  ["status_resolved_by_age", "resolved"],
  ["status_resolved_in_commit", "resolved"],
  ["status_ignored", "archived"],
  ["status_unresolved", "unresolved"],
  ["status_regression", "unresolved"],
  ["status_escalating", "unresolved"],
]);

/** `activity_alert.triggered`: a workflow fired on something that happened to an issue. */
export const activityAlert: WebhookKind = {
  family: "integration_platform",
  matches: (seen) => seen.resource === "activity_alert",
  identify(seen) {
    const { project, organizations, issueId } = nameIssue(recordOf(seen.data["issue"]));
    const activity = recordOf(seen.data["activity"]);
    const type = typeOf(activity);
    return identityOf(seen, {
      // A change of state is never a repetition of another: resolve, reopen, resolve.
      contentKey: isStatus(type)
        ? null
        : contentKeyOf("activity_alert", [
            asId(recordOf(seen.data["alert"])["id"]),
            issueId,
            type,
            JSON.stringify(tidy(activity["details"])),
          ]),
      projects: [project],
      organizations,
      issueId,
    });
  },
  read(seen) {
    const raw = recordOf(seen.data["issue"]);
    const upstream = readIssue(raw);
    if (upstream === null) return ignored("'activity_alert' without its issue");
    const status = statusAfter(typeOf(recordOf(seen.data["activity"])), upstream);
    return [
      status === null ? readNote(seen, raw, upstream) : readChange(seen, raw, upstream, status),
    ];
  },
};

function typeOf(activity: Fields): string {
  return asText(activity["type"], 64) ?? "unknown";
}

function isStatus(type: string): boolean {
  return type.startsWith("status_");
}

/** A change of status that is not known yet is told by the issue itself. */
function statusAfter(type: string, upstream: UpstreamIssue): IssueStatus | null {
  return isStatus(type) ? (statusByActivity.get(type) ?? upstream.status) : null;
}

function detailOf(seen: Seen): Fields {
  const activity = recordOf(seen.data["activity"]);
  return {
    ...tidyKeys(activity, ["type", "details"]),
    alert: tidyKeys(recordOf(seen.data["alert"]), ["id", "title", "web_url"]),
  };
}

function readChange(
  seen: Seen,
  raw: Fields,
  upstream: UpstreamIssue,
  status: IssueStatus,
): Reading {
  return {
    what: "issue",
    project: nameIssue(raw).project,
    issue: upstream,
    change: {
      action: status,
      status,
      // The snapshot's substatus belongs to its own status, which may be a later one.
      substatus: upstream.status === status ? upstream.substatus : null,
      resolution: status === "resolved" ? readResolution(raw, null) : null,
      assignee: undefined,
      at: seen.at,
    },
    actor: readActor(seen.body["actor"]),
    detail: detailOf(seen),
  };
}

function readNote(seen: Seen, raw: Fields, upstream: UpstreamIssue): Reading {
  const activity = recordOf(seen.data["activity"]);
  const type = typeOf(activity);
  const said = asText(recordOf(activity["details"])["summary"], 2000);
  const words = type.replaceAll("_", " ");
  return {
    what: "note",
    kind: "activity",
    action: type,
    project: nameIssue(raw).project,
    upstreamIssueId: upstream.upstreamId,
    issue: upstream,
    actor: readActor(seen.body["actor"]),
    summary: firstLine(said === null ? words : `${words}: ${said}`, 200) ?? type,
    at: seen.at,
    detail: detailOf(seen),
  };
}
