import {
  errorLimits,
  type IssueStatus,
  type ProjectRef,
  type Reading,
  type UpstreamIssue,
} from "../../domain/index.ts";
import { readEvent, readTimestamp } from "../event/index.ts";
import { bareIssue } from "../issue.ts";
import type { Seen, WebhookKind } from "../kind.ts";
import { identityOf, ignored } from "../naming.ts";
import { asId, asText, asUrl, type Fields, tidyKeys } from "../text.ts";

/** Bugsink's "custom" alerts (bugsink alerts/service_backends): an issue, unsigned. */
export const bugsink: WebhookKind = {
  family: "bugsink",
  matches({ body }) {
    if (typeof body["alert_reason"] !== "string") return false;
    return body["friendly_id"] !== undefined || body["calculated_type"] !== undefined;
  },
  identify(seen) {
    return identityOf(seen, {
      resource: "alert",
      action: reasonOf(seen.body).toLowerCase(),
      brings: asId(seen.body["id"]) !== null ? "alert" : "note",
      projects: [projectOf(seen.body)],
      issueId: asId(seen.body["id"]),
    });
  },
  read: (seen) => readAlert(seen),
};

function reasonOf(body: Fields): string {
  return asText(body["alert_reason"], 64) ?? "unknown";
}

function projectOf(body: Fields): ProjectRef {
  return {
    slug: null,
    upstreamId: asId(body["project"]),
    name: asText(body["project_name"], errorLimits.nameChars),
  };
}

function statusOf(body: Fields): IssueStatus {
  if (body["is_resolved"] === true) return "resolved";
  return body["is_muted"] === true ? "archived" : "unresolved";
}

function issueOf(body: Fields, upstreamId: string): UpstreamIssue {
  return {
    ...bareIssue(upstreamId),
    shortId: asText(body["friendly_id"], errorLimits.nameChars),
    title: asText(body["title"], errorLimits.titleChars),
    culprit: asText(body["transaction"], errorLimits.culpritChars),
    status: statusOf(body),
    type: asText(body["calculated_type"], errorLimits.typeChars),
    value: asText(body["calculated_value"], errorLimits.valueChars),
    permalink: asUrl(body["url"]),
    firstSeen: readTimestamp(body["first_seen"]),
    lastSeen: readTimestamp(body["last_seen"]),
  };
}

function readAlert(seen: Seen): readonly Reading[] {
  const { body } = seen;
  const project = projectOf(body);
  const upstreamId = asId(body["id"]);
  if (upstreamId === null) return ignored("Bugsink alert without its issue", project);
  const issue = issueOf(body, upstreamId);
  const reason = reasonOf(body);
  const error = readEvent({
    title: body["title"],
    transaction: body["transaction"],
    metadata: { type: body["calculated_type"], value: body["calculated_value"] },
    web_url: body["url"],
    extra: tidyKeys(body, ["digested_event_count", "unmute_reason"]),
  });
  return [
    {
      what: "alert",
      project,
      issue,
      // An alert of an old issue is about its latest occurrence.
      error: { ...error, timestamp: issue.lastSeen ?? issue.firstSeen },
      change: {
        action: reason === "REGRESSED" || reason === "UNMUTED" ? "unresolved" : "created",
        status: issue.status,
        substatus: null,
        assignee: undefined,
        at: seen.at,
      },
      actor: null,
      reason,
    },
  ];
}
