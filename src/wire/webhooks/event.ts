import { type ErrorReading, errorLimits, type UpstreamIssue } from "../../domain/index.ts";
import { eventIdOf, readEvent } from "../event/index.ts";
import { contentKeyOf } from "../hash.ts";
import { bareIssue } from "../issue.ts";
import type { Seen, WebhookKind } from "../kind.ts";
import { identityOf, ignored, keyOfProject, nameEvent } from "../naming.ts";
import { asRecord, asText, asUrl, type Fields, recordOf } from "../text.ts";

/** `error.created`: one for every error event, where the integration listens to errors. */
export const error: WebhookKind = {
  family: "integration_platform",
  matches: (seen) => seen.resource === "error",
  identify(seen) {
    const event = eventOf(seen);
    const { project, organizations, issueId } = nameEvent(event);
    const eventId = eventIdOf(event);
    return identityOf(seen, {
      contentKey: contentKeyOf("error", [keyOfProject(project), eventId]),
      eventId,
      brings: hasEvent(seen) ? "event" : "note",
      projects: [project],
      organizations,
      issueId,
    });
  },
  read: (seen) => readEventDelivery(seen, []),
};

/** `event_alert.triggered`: an issue alert rule fired on this event. */
export const eventAlert: WebhookKind = {
  family: "integration_platform",
  matches: (seen) => seen.resource === "event_alert",
  identify(seen) {
    const event = eventOf(seen);
    const { project, organizations, issueId } = nameEvent(event);
    const eventId = eventIdOf(event);
    // The same event may fire several rules: each is a message of its own.
    const rule = ruleOf(seen) ?? "";
    return identityOf(seen, {
      contentKey: contentKeyOf("event_alert", [keyOfProject(project), eventId, rule]),
      eventId,
      brings: hasEvent(seen) ? "event" : "note",
      projects: [project],
      organizations,
      issueId,
    });
  },
  read(seen) {
    const rule = ruleOf(seen);
    return readEventDelivery(seen, rule === null ? [] : [rule]);
  },
};

function eventOf(seen: Seen): Fields {
  return recordOf(seen.data["event"] ?? seen.data["error"]);
}

function hasEvent(seen: Seen): boolean {
  return asRecord(seen.data["event"] ?? seen.data["error"]) !== null;
}

/** The rule's label; where an action with a form of its own was used, also the title of that alert. */
function ruleOf(seen: Seen): string | null {
  return (
    asText(seen.data["triggered_rule"], errorLimits.titleChars) ??
    asText(recordOf(seen.data["issue_alert"])["title"], errorLimits.titleChars)
  );
}

function readEventDelivery(seen: Seen, rules: readonly string[]) {
  if (!hasEvent(seen)) return ignored(`'${seen.resource}' without its event`);
  const event = eventOf(seen);
  const { project, issueId } = nameEvent(event);
  const facts = readEvent(event);
  const reading: ErrorReading = {
    what: "error",
    project,
    error: facts,
    issue: issueId === null ? null : issueOfEvent(issueId, facts, event["web_url"]),
    rules,
  };
  return [reading];
}

/** What an event tells of its issue. The page of the event lies below the page of its issue. */
export function issueOfEvent(
  upstreamId: string,
  facts: ErrorReading["error"],
  url: unknown,
): UpstreamIssue {
  const main = facts.exceptions.at(-1);
  const page = asUrl(url);
  const events = page?.indexOf("/events/") ?? -1;
  return {
    ...bareIssue(upstreamId),
    title: facts.title,
    culprit: facts.culprit,
    level: facts.level,
    platform: facts.platform,
    type: main?.type ?? null,
    value: main?.value ?? null,
    permalink: page !== null && events >= 0 ? page.slice(0, events + 1) : page,
  };
}
