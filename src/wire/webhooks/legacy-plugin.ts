import {
  errorLimits,
  type ProjectRef,
  type Reading,
  type UpstreamIssue,
} from "../../domain/index.ts";
import { eventIdOf, readEvent } from "../event/index.ts";
import { contentKeyOf } from "../hash.ts";
import type { Seen, WebhookKind } from "../kind.ts";
import { readLink } from "../links.ts";
import { identityOf, keyOfProject, readProject } from "../naming.ts";
import { asArray, asId, asRecord, asText, asUrl, type Fields, recordOf } from "../text.ts";
import { issueOfEvent } from "./event.ts";

const rulesMax = 100;

/**
 * Sentry's project-level "WebHooks": unsigned, without any header of its own, told by its shape
 * (getsentry/sentry plugins/sentry_webhooks/plugin.py; now sentry_apps/services/legacy_webhook).
 */
export const legacyPlugin: WebhookKind = {
  family: "legacy_plugin",
  matches({ body }) {
    if (asRecord(body["event"]) === null) return false;
    return (
      Array.isArray(body["triggering_rules"]) ||
      typeof body["project_slug"] === "string" ||
      typeof body["project_name"] === "string" ||
      (typeof body["url"] === "string" && asId(body["id"]) !== null)
    );
  },
  identify(seen) {
    const { body } = seen;
    const eventId = eventIdOf(recordOf(body["event"]));
    const project = projectOf(body);
    return identityOf(seen, {
      resource: "alert",
      action: "triggered",
      contentKey: contentKeyOf("legacy", [keyOfProject(project), eventId, ...rulesOf(body)]),
      eventId,
      brings: "event",
      projects: [project],
      organizations: [readLink(body["url"]).organization],
      issueId: issueIdOf(body),
    });
  },
  read: (seen) => [readLegacy(seen)],
};

function projectOf(body: Fields): ProjectRef {
  const given = readProject(body["project"]);
  const slug = asText(body["project_slug"], errorLimits.nameChars) ?? given.slug;
  return {
    slug: slug ?? readLink(body["url"]).project,
    upstreamId: asId(recordOf(body["event"])["project"]) ?? given.upstreamId,
    name: asText(body["project_name"], errorLimits.nameChars),
  };
}

function issueIdOf(body: Fields): string | null {
  return asId(body["id"]) ?? readLink(body["url"]).issueId;
}

function rulesOf(body: Fields): readonly string[] {
  const rules: string[] = [];
  for (const rule of asArray(body["triggering_rules"]).slice(0, rulesMax)) {
    const text = asText(rule, errorLimits.titleChars);
    if (text !== null) rules.push(text);
  }
  return rules;
}

function readLegacy(seen: Seen): Reading {
  const { body } = seen;
  const error = readEvent(recordOf(body["event"]), body);
  const issueId = issueIdOf(body);
  const url = asUrl(body["url"]);
  const issue: UpstreamIssue | null =
    issueId === null ? null : { ...issueOfEvent(issueId, error, url), permalink: url };
  return { what: "error", project: projectOf(body), error, issue, rules: rulesOf(body) };
}
