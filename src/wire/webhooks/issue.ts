import type {
  IssueReading,
  IssueStateChange,
  IssueStatus,
  Reading,
  UpstreamIssue,
} from "../../domain/index.ts";
import { readEvent } from "../event/index.ts";
import { contentKeyOf } from "../hash.ts";
import { readActor, readAssignee, readIssue, readResolution } from "../issue.ts";
import type { Seen, WebhookKind } from "../kind.ts";
import { identityOf, ignored, nameIssue } from "../naming.ts";
import { type Fields, recordOf, tidyKeys } from "../text.ts";

/** The status that each action sets; null: it changes something else. Docs say `archived`. */
const statusByAction: ReadonlyMap<string, IssueStatus | null> = new Map<string, IssueStatus | null>(
  [
    ["resolved", "resolved"],
    ["ignored", "archived"],
    ["archived", "archived"],
    ["unresolved", "unresolved"],
    ["assigned", null],
  ],
);

/** `issue.*`: an issue was created, or somebody changed its state. */
export const issue: WebhookKind = {
  family: "integration_platform",
  matches: (seen) => seen.resource === "issue",
  identify(seen) {
    const { project, organizations, issueId } = nameIssue(recordOf(seen.data["issue"]));
    const created = seen.action === "created" && issueId !== null;
    return identityOf(seen, {
      // Resolve, reopen, resolve is three changes: only a creation can be a repetition.
      contentKey: created ? contentKeyOf("issue", [issueId, "created"]) : null,
      brings: created ? "alert" : "note",
      projects: [project],
      organizations,
      issueId,
    });
  },
  read(seen) {
    const raw = recordOf(seen.data["issue"]);
    const upstream = readIssue(raw);
    if (upstream === null) return ignored("'issue' without its issue");
    if (seen.action === "created") return [readCreated(seen, raw, upstream)];
    if (!statusByAction.has(seen.action)) {
      return ignored(`unknown action '${seen.action}' of 'issue'`, nameIssue(raw).project);
    }
    return [readChange(seen, raw, upstream)];
  },
};

/** The issue without its event: what its own words tell of the error. */
function readCreated(seen: Seen, raw: Fields, upstream: UpstreamIssue): Reading {
  return {
    what: "alert",
    project: nameIssue(raw).project,
    issue: upstream,
    error: {
      ...readEvent({
        title: raw["title"],
        culprit: raw["culprit"],
        level: raw["level"],
        platform: raw["platform"],
        logger: raw["logger"],
        metadata: raw["metadata"],
        web_url: upstream.permalink,
      }),
      timestamp: upstream.firstSeen ?? upstream.lastSeen,
    },
    change: {
      action: "created",
      status: upstream.status ?? "unresolved",
      substatus: upstream.substatus,
      assignee: upstream.assignee ?? undefined,
      at: seen.at,
    },
    actor: readActor(seen.body["actor"]),
    reason: "created",
  };
}

function readChange(seen: Seen, raw: Fields, upstream: UpstreamIssue): IssueReading {
  const status = statusByAction.get(seen.action) ?? null;
  const change: IssueStateChange = {
    action: seen.action === "ignored" ? "archived" : seen.action,
    status,
    // The issue is written as it was when the message left: its status may be another one by then.
    substatus: status !== null && status === upstream.status ? upstream.substatus : null,
    resolution: status === "resolved" ? readResolution(raw, seen.data["resolution_type"]) : null,
    assignee:
      seen.action === "assigned"
        ? (readAssignee(seen.data["assignee"]) ?? upstream.assignee)
        : undefined,
    at: seen.at,
  };
  return {
    what: "issue",
    project: nameIssue(raw).project,
    issue: upstream,
    change,
    actor: readActor(seen.body["actor"]),
    detail: {
      ...tidyKeys(seen.data, ["resolution_type", "assignee"]),
      ...tidyKeys(raw, ["statusDetails"]),
    },
  };
}
