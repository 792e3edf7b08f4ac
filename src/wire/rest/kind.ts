import {
  type ErrorReading,
  errorLimits,
  type ProjectRef,
  type Reading,
  restHeader,
  type UpstreamKind,
  upstreamKinds,
} from "../../domain/index.ts";
import { readEvent, readTimestamp } from "../event/index.ts";
import { readIssue, readResolution } from "../issue.ts";
import type { Seen, WebhookKind } from "../kind.ts";
import { identityOf, ignored, readProject } from "../naming.ts";
import { asId, asRecord, asText, asUrl, type Fields, recordOf } from "../text.ts";
import { issueOfEvent } from "../webhooks/event.ts";
import { fromRestEvent } from "./event.ts";
import { bugsinkEvent, eventIdOfRest } from "./fetched.ts";

/**
 * What the collector fetched from an upstream's REST API: an event, or an issue as it stands there. No
 * sender can pass for it: the doors do not let the header in.
 */
export const rest: WebhookKind = {
  family: "rest",
  matches: ({ headers }) => headers[restHeader] !== undefined,
  identify(seen) {
    const { kind, what, data } = look(seen);
    const project = projectOf(seen.body);
    return identityOf(seen, {
      resource: what,
      action: "fetched",
      eventId: what === "event" ? eventIdOfRest(kind, data) : null,
      brings: what === "event" ? "event" : "note",
      projects: [project],
      organizations: [asText(seen.body["organization"], errorLimits.nameChars)],
    });
  },
  read(seen) {
    const { kind, what, data } = look(seen);
    if (asRecord(seen.body["data"]) === null) return ignored("fetched without its data");
    return [what === "event" ? readFetchedEvent(seen, kind, data) : readFetchedIssue(seen, kind)];
  },
};

function look({ headers, body }: Seen): { kind: UpstreamKind; what: string; data: Fields } {
  const [kind, what = "event"] = (headers[restHeader] ?? "").split("/");
  const known = upstreamKinds.find((each) => each === kind) ?? "sentry";
  return { kind: known, what, data: recordOf(body["data"]) };
}

function projectOf(body: Fields): ProjectRef {
  return readProject(body["project"]);
}

function readFetchedEvent(seen: Seen, kind: UpstreamKind, data: Fields): ErrorReading {
  const url = asUrl(seen.body["web_url"]);
  const event =
    kind === "bugsink"
      ? { ...bugsinkEvent(data), web_url: url }
      : { ...fromRestEvent(data), web_url: url };
  const facts = readEvent(event);
  const issueId = asId(kind === "bugsink" ? data["issue"] : data["groupID"]);
  return {
    what: "error",
    project: projectOf(seen.body),
    error: facts,
    // The issue's state is no part of an event: it may have changed since.
    issue: issueId === null ? null : issueOfEvent(issueId, facts, url),
    rules: [],
  };
}

/** The issue as it stands upstream, which counts if nothing newer is known. */
function readFetchedIssue(seen: Seen, kind: UpstreamKind): Reading {
  const raw = kind === "bugsink" ? bugsinkIssue(seen.data) : seen.data;
  const project = projectOf(seen.body);
  const read = readIssue(raw);
  if (read === null) return { what: "ignored", project, reason: "an issue without its id" };
  const issue = { ...read, permalink: asUrl(seen.body["web_url"]) ?? read.permalink };
  const at = readTimestamp(seen.body["at"]) ?? seen.at;
  return {
    what: "issue",
    project,
    issue,
    change: {
      action: issue.status ?? "fetched",
      status: issue.status,
      substatus: issue.substatus,
      resolution: issue.status === "resolved" ? readResolution(raw, null) : null,
      // Nobody is an answer too, where the upstream knows of assigning at all.
      assignee: Object.hasOwn(raw, "assignedTo") ? issue.assignee : undefined,
      at,
    },
    actor: null,
    detail: { fetched: true },
  };
}

/** Bugsink's issue in the words of Sentry's. */
function bugsinkIssue(raw: Fields): Fields {
  const { calculated_type: type, calculated_value: value } = raw;
  const words = [type, value].filter((part) => typeof part === "string" && part !== "");
  const status = raw["is_resolved"] === true ? "resolved" : null;
  return {
    id: raw["id"],
    title: words.join(": ") || raw["transaction"],
    culprit: raw["transaction"],
    metadata: { type, value },
    status: status ?? (raw["is_muted"] === true ? "ignored" : "unresolved"),
    statusDetails: raw["is_resolved_by_next_release"] === true ? { inNextRelease: true } : {},
    firstSeen: raw["first_seen"],
    lastSeen: raw["last_seen"],
  };
}
