import type { ProjectRef, Reading } from "../../domain/index.ts";
import { eventIdOf, readEvent } from "../event/index.ts";
import { contentKeyOf } from "../hash.ts";
import { readIssue } from "../issue.ts";
import type { Seen, WebhookKind } from "../kind.ts";
import { readLink } from "../links.ts";
import { identityOf, ignored, keyOfProject, readProject } from "../naming.ts";
import { fromRestEvent } from "../rest/event.ts";
import { asId, asRecord, type Fields, recordOf } from "../text.ts";

/**
 * Sentry's old service hooks: the project, the issue and the event as the REST API shows them
 * (getsentry/sentry sentry_apps/tasks/service_hooks.py).
 */
export const serviceHook: WebhookKind = {
  family: "service_hook",
  matches({ headers, body }) {
    if (headers["x-servicehook-signature"] !== undefined) return true;
    if (headers["x-servicehook-guid"] !== undefined) return true;
    return asRecord(body["group"]) !== null && asRecord(body["event"]) !== null;
  },
  identify(seen) {
    const group = recordOf(seen.body["group"]);
    const event = recordOf(seen.body["event"]);
    const project = projectOf(seen.body);
    const eventId = eventIdOf(event);
    return identityOf(seen, {
      resource: "event",
      action: "created",
      contentKey: contentKeyOf("service_hook", [keyOfProject(project), eventId]),
      eventId,
      brings: asRecord(seen.body["event"]) !== null ? "event" : "note",
      projects: [project],
      organizations: [
        readLink(group["url"]).organization,
        readLink(group["permalink"]).organization,
        readLink(event["url"]).organization,
      ],
      issueId: asId(group["id"]) ?? asId(event["groupID"]),
    });
  },
  read: (seen) => readHook(seen),
};

function projectOf(body: Fields): ProjectRef {
  const own = readProject(body["project"]);
  const ofGroup = readProject(recordOf(body["group"])["project"]);
  return {
    slug: own.slug ?? ofGroup.slug,
    upstreamId: own.upstreamId ?? ofGroup.upstreamId,
    name: own.name ?? ofGroup.name,
  };
}

function readHook(seen: Seen): readonly Reading[] {
  const event = asRecord(seen.body["event"]);
  const project = projectOf(seen.body);
  if (event === null) return ignored("service hook without its event", project);
  const group = recordOf(seen.body["group"]);
  // The event's own address is a page here; an event without title or culprit has its issue's.
  const error = readEvent(fromRestEvent(event), {
    culprit: group["culprit"],
    level: group["level"],
    logger: group["logger"],
    url: event["url"] ?? group["permalink"],
  });
  return [{ what: "error", project, error, issue: readIssue(group), rules: [] }];
}
