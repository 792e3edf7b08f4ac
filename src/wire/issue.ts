import {
  type Actor,
  errorLimits,
  type IssueStatus,
  type ResolutionAsked,
  type UpstreamIssue,
} from "../domain/index.ts";
import { readLevel, readTimestamp } from "./event/index.ts";
import { asId, asRecord, asText, asUrl, type Fields, recordOf } from "./text.ts";

const statuses: ReadonlyMap<string, IssueStatus> = new Map<string, IssueStatus>([
  ["unresolved", "unresolved"],
  ["resolved", "resolved"],
  ["ignored", "archived"],
  ["archived", "archived"],
  ["muted", "archived"],
]);

/** The status of the wire; what the wire calls `ignored` is `archived` to people. */
function readStatus(value: unknown): IssueStatus | null {
  return typeof value === "string" ? (statuses.get(value) ?? null) : null;
}

/** An issue of which nothing is known but its id. */
export function bareIssue(upstreamId: string): UpstreamIssue {
  return {
    upstreamId,
    shortId: null,
    title: null,
    culprit: null,
    level: null,
    platform: null,
    status: null,
    substatus: null,
    type: null,
    value: null,
    assignee: null,
    permalink: null,
    firstSeen: null,
    lastSeen: null,
  };
}

/**
 * Reads an issue as Sentry serialises groups (getsentry/sentry api/serializers/models/group.py).
 * Null when it has no id, since nothing can be said of an issue without one.
 */
export function readIssue(raw: Fields): UpstreamIssue | null {
  const upstreamId = asId(raw["id"]);
  if (upstreamId === null) return null;
  const metadata = recordOf(raw["metadata"]);
  return {
    upstreamId,
    shortId: asText(raw["shortId"], errorLimits.nameChars),
    title: asText(raw["title"], errorLimits.titleChars),
    culprit: asText(raw["culprit"], errorLimits.culpritChars),
    level: readLevel(raw["level"]),
    platform: asText(raw["platform"], 64),
    status: readStatus(raw["status"]),
    substatus: asText(raw["substatus"], 64),
    type: asText(metadata["type"], errorLimits.typeChars),
    value: asText(metadata["value"], errorLimits.valueChars),
    assignee: readAssignee(raw["assignedTo"]),
    permalink: asUrl(raw["web_url"]) ?? asUrl(raw["permalink"]),
    firstSeen: readTimestamp(raw["firstSeen"]),
    lastSeen: readTimestamp(raw["lastSeen"]),
  };
}

/** Display name of a person or a team, else the mail; older servers send the name alone. */
export function readAssignee(value: unknown): string | null {
  if (typeof value === "string") return asText(value, errorLimits.nameChars);
  const record = asRecord(value);
  if (record === null) return null;
  return (
    asText(record["name"], errorLimits.nameChars) ?? asText(record["email"], errorLimits.nameChars)
  );
}

/**
 * How Sentry resolved an issue: by `statusDetails` where the issue is still resolved, else by the
 * delivery's `resolution_type`, which names neither release nor commit. Null: it does not say.
 */
export function readResolution(raw: Fields, type: unknown): ResolutionAsked | null {
  const details = raw["status"] === "resolved" ? recordOf(raw["statusDetails"]) : {};
  const release = asText(details["inRelease"], errorLimits.nameChars);
  if (release !== null) return { in: "release", release };
  const inCommit = recordOf(details["inCommit"]);
  const commit = asText(inCommit["id"], 64);
  if (commit !== null) {
    const repository = asText(recordOf(inCommit["repository"])["name"], errorLimits.nameChars);
    return { in: "commit", commit, repository };
  }
  if (details["inNextRelease"] === true || nextReleaseTypes.has(type)) {
    return { in: "next_release" };
  }
  return type === "now" ? { in: "now" } : null;
}

const nextReleaseTypes: ReadonlySet<unknown> = new Set(["in_next_release", "in_upcoming_release"]);

/** Who caused the delivery: `{type: user|application, id, name}`. */
export function readActor(value: unknown): Actor | null {
  const record = asRecord(value);
  const type = asText(record?.["type"], 64);
  if (record === null || type === null) return null;
  return { type, name: asText(record["name"], errorLimits.nameChars) };
}
