// Deliveries of senders other than Sentry's integrations and plugins.
import { anEvent, anIssue, type EventOptions, type Message } from "./payloads.ts";

type Json = Readonly<Record<string, unknown>>;

/** Sentry's old service hooks: signed with a secret and headers of their own. */
export function aServiceHook(options: EventOptions = {}): Message {
  const event = anEvent(options) as Record<string, unknown>;
  const exception = event["exception"] as Json;
  const issue = anIssue(options).payload["data"] as { issue: Json };
  const project = options.project ?? "web";
  return {
    headers: { "x-servicehook-timestamp": "1700000000", "x-servicehook-guid": "g-1" },
    payload: {
      project: { slug: project, name: `The ${project}` },
      group: { ...issue.issue },
      event: {
        eventID: event["event_id"],
        groupID: event["issue_id"],
        title: event["title"],
        platform: "python",
        dateCreated: event["datetime"],
        tags: [{ key: "environment", value: "production" }],
        entries: [{ type: "exception", data: exception }],
      },
    },
  };
}

/** GlitchTip's message, with one attachment for each issue. */
export function aGlitchtipAlert(
  ...issues: readonly { project?: string; issueId?: string; title?: string }[]
): Message {
  const told = issues.length === 0 ? [{}] : issues;
  return {
    headers: {},
    payload: {
      alias: "GlitchTip",
      text: told.length > 1 ? `GlitchTip Alert (${told.length} issues)` : "GlitchTip Alert",
      attachments: told.map(
        ({ project = "web", issueId = "301", title = "ValueError: bad value" }) => ({
          title,
          title_link: `https://glitchtip.example/acme/issues/${issueId}`,
          text: "shop.cart in pay",
          color: "#e52b50",
          fields: [
            { title: "Project", value: project, short: true },
            { title: "Environment", value: "production", short: true },
            { title: "Release", value: "web@1.2.3", short: false },
          ],
          mrkdown_in: ["text"],
        }),
      ),
    },
  };
}

export function aBugsinkAlert({
  project = "web",
  projectId = 11,
  issueId = "7d2f5f0c-37c3-4a53-9a7c-3e6a9b5a0f11",
  reason = "NEW",
} = {}): Message {
  return {
    headers: {},
    payload: {
      id: issueId,
      friendly_id: "WEB-1",
      project: projectId,
      project_name: project,
      title: "ValueError: bad value",
      calculated_type: "ValueError",
      calculated_value: "bad value",
      transaction: "pay",
      first_seen: "2023-11-14T22:13:20Z",
      last_seen: "2023-11-14T22:13:20Z",
      digested_event_count: 1,
      is_resolved: false,
      is_muted: false,
      url: `https://bugsink.example/issues/issue/${issueId}/event/last/`,
      alert_reason: reason,
    },
  };
}

/** Our own plain format. */
export function aSimpleError({
  eventId,
  project = "web",
  type = "ValueError",
  value = "bad value",
  timestamp = 1_700_000_000,
  ...others
}: {
  eventId?: string;
  project?: string | null;
  type?: string;
  value?: string;
  timestamp?: number | string;
  [key: string]: unknown;
} = {}): Message {
  return {
    headers: {},
    payload: {
      ...(eventId === undefined ? {} : { event_id: eventId }),
      ...(project === null ? {} : { project }),
      message: `${type}: ${value}`,
      timestamp,
      exception: { type, value, stacktrace: "main()\n  pay()" },
      ...others,
    },
  };
}
