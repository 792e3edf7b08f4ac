import {
  errorLimits,
  type ProjectRef,
  type Reading,
  type UpstreamIssue,
  unknownProject,
} from "../../domain/index.ts";
import { readEvent, splitTitle } from "../event/index.ts";
import { bareIssue } from "../issue.ts";
import type { Seen, WebhookKind } from "../kind.ts";
import { readLink } from "../links.ts";
import { distinct, identityOf, ignored } from "../naming.ts";
import { asText, asUrl, firstLine, recordOf } from "../text.ts";
import { type GlitchtipAlert, type GlitchtipMessage, readMessage } from "./glitchtip-shapes.ts";

/** GlitchTip's alerts: unsigned, several issues in one message, no event, projects by name only. */
export const glitchtip: WebhookKind = {
  family: "glitchtip",
  matches({ body }) {
    return (
      body["alias"] === "GlitchTip" ||
      startsLikeGlitchtip(body["text"]) ||
      startsLikeGlitchtip(body["content"]) ||
      (Array.isArray(body["cardsV2"]) && startsLikeGlitchtip(cardTitle(body["cardsV2"])))
    );
  },
  identify(seen) {
    const message = readMessage(seen.body);
    const alerts = message?.alerts ?? [];
    const uptime = message !== null && isUptime(message);
    const issues = alerts.map((alert) => issueIdOf(alert));
    const identity = identityOf(seen, {
      resource: uptime ? "uptime" : "alert",
      action: "triggered",
      brings: !uptime && issues.some((id) => id !== null) ? "alert" : "note",
      projects: alerts.map((alert) => projectOf(alert)),
      organizations: alerts.map((alert) => organizationOf(alert)),
    });
    const unnamed = identity.projects.length === 0;
    return { ...identity, upstreamIssueIds: unnamed ? distinct(issues) : [] };
  },
  read: (seen) => readGlitchtip(seen),
};

function startsLikeGlitchtip(value: unknown): boolean {
  return typeof value === "string" && value.startsWith("GlitchTip");
}

function cardTitle(cards: readonly unknown[]): unknown {
  return recordOf(recordOf(recordOf(cards[0])["card"])["header"])["title"];
}

function isUptime(message: GlitchtipMessage): boolean {
  return message.heading.startsWith("GlitchTip Uptime");
}

function issueIdOf(alert: GlitchtipAlert): string | null {
  return readLink(alert.url).issueId;
}

/** `/{org}/issues/{id}`, maybe below a path prefix, so the part next to `issues` is it. */
function organizationOf(alert: GlitchtipAlert): string | null {
  const link = readLink(alert.url);
  return link.project ?? link.organization;
}

/** Labels differ in case between the forms (`Server Name`, `Server name`). */
function fieldOf(alert: GlitchtipAlert, name: string): string | null {
  return alert.fields.find(([label]) => label.toLowerCase() === name)?.[1] ?? null;
}

function projectOf(alert: GlitchtipAlert): ProjectRef {
  const name = asText(fieldOf(alert, "project"), errorLimits.nameChars);
  return name === null ? unknownProject : { slug: null, upstreamId: null, name };
}

function readGlitchtip(seen: Seen): readonly Reading[] {
  const message = readMessage(seen.body);
  if (message === null || message.alerts.length === 0) {
    return ignored("GlitchTip message without an alert");
  }
  return message.alerts.map((alert) => {
    return isUptime(message) ? readUptime(seen, message, alert) : readAlert(seen, message, alert);
  });
}

function readUptime(seen: Seen, message: GlitchtipMessage, alert: GlitchtipAlert): Reading {
  const parts = [message.heading, alert.title, alert.text].filter((part) => part !== null);
  return {
    what: "note",
    kind: "alert",
    action: "uptime",
    project: projectOf(alert),
    upstreamIssueId: null,
    issue: null,
    actor: null,
    summary: firstLine(parts.join(": "), 200) ?? message.heading,
    at: seen.at,
    detail: { title: alert.title, text: alert.text, url: asUrl(alert.url) },
  };
}

/** Fields that have a column of their own; all others become tags. */
const columnFields = new Set(["project", "environment", "release", "server name", "culprit"]);

function readAlert(seen: Seen, message: GlitchtipMessage, alert: GlitchtipAlert): Reading {
  const project = projectOf(alert);
  const upstreamId = issueIdOf(alert);
  if (upstreamId === null) {
    return { what: "ignored", project, reason: "GlitchTip alert without an issue's address" };
  }
  const { type, value } = splitTitle(alert.title ?? "");
  const error = readEvent({
    title: alert.title,
    culprit: alert.text,
    metadata: { type, value },
    environment: fieldOf(alert, "environment"),
    release: fieldOf(alert, "release"),
    server_name: fieldOf(alert, "server name"),
    tags: alert.fields.filter(([name]) => !columnFields.has(name.toLowerCase())),
    web_url: alert.url,
  });
  const issue: UpstreamIssue = {
    ...bareIssue(upstreamId),
    shortId: alert.shortId,
    title: asText(alert.title, errorLimits.titleChars),
    culprit: error.culprit,
    type,
    value,
    permalink: error.webUrl,
  };
  return {
    what: "alert",
    project,
    issue,
    error,
    change: {
      action: "created",
      status: "unresolved",
      substatus: null,
      assignee: undefined,
      at: seen.at,
    },
    actor: null,
    reason: message.heading,
  };
}
