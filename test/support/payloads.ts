// Small deliveries of every family, written by hand after what the senders' code makes. A builder names
// what a test is about; everything else is some ordinary value.
import { createHmac } from "node:crypto";
import type { Answer } from "./collector.ts";

type Json = Readonly<Record<string, unknown>>;

/** What a sender sends: headers that it sets itself, and the body before it is written out. */
export interface Message {
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Json;
}

interface Deliverer {
  deliver(payload: unknown, headers?: Record<string, string>, path?: string): Promise<Answer>;
}

/** Delivers a message as its sender would, signed where a secret is given. */
export function send(
  collector: Deliverer,
  { headers, payload }: Message,
  { secret, path, at }: { secret?: string; path?: string; at?: number } = {},
): Promise<Answer> {
  const body = JSON.stringify(payload);
  const own = {
    ...headers,
    ...(at === undefined ? {} : { "sentry-hook-timestamp": String(at) }),
    ...(secret === undefined ? {} : signed(body, secret, signatureHeaderOf(headers))),
  };
  return collector.deliver(body, own, path);
}

function signatureHeaderOf(headers: Message["headers"]): string {
  return "x-servicehook-guid" in headers ? "x-servicehook-signature" : "sentry-hook-signature";
}

/** The header that proves a body, as Sentry makes it. */
export function signed(
  body: string | Uint8Array,
  secret: string,
  header = "sentry-hook-signature",
): Record<string, string> {
  return { [header]: createHmac("sha256", secret).update(body).digest("hex") };
}

/** An event id out of a number. */
export function eventId(number: number): string {
  return number.toString(16).padStart(32, "0");
}

export interface EventOptions {
  readonly eventId?: string | null;
  readonly project?: string;
  readonly projectId?: number;
  readonly organization?: string;
  readonly issueId?: string;
  readonly rule?: string;
  /** Seconds since 1970. */
  readonly timestamp?: number;
  readonly type?: string;
  readonly value?: string;
  /** Further keys of the event, over the ordinary ones. */
  readonly event?: Json;
}

const filled = {
  eventId: eventId(1),
  project: "web",
  projectId: 11,
  organization: "acme",
  issueId: "9001",
  rule: "Tell me of every error",
  timestamp: 1_700_000_000,
  type: "ValueError",
  value: "bad value",
} as const;

/** An event as Integration Platform deliveries carry it: the project only as a number and in addresses. */
export function anEvent(options: EventOptions = {}): Json {
  const told = { ...filled, ...options };
  const { organization, project, issueId } = told;
  const title = `${told.type}: ${told.value}`;
  const page = `https://sentry.io/organizations/${organization}/issues/${issueId}`;
  return {
    ...(told.eventId === null ? {} : { event_id: told.eventId }),
    project: told.projectId,
    release: "web@1.2.3",
    platform: "python",
    message: "",
    datetime: new Date(told.timestamp * 1000).toISOString(),
    tags: [
      ["environment", "production"],
      ["level", "error"],
      ["browser", "Firefox 130"],
    ],
    exception: {
      values: [{ type: told.type, value: told.value, stacktrace: { frames: someFrames } }],
    },
    breadcrumbs: { values: [{ timestamp: told.timestamp - 1, category: "auth", message: "in" }] },
    culprit: "shop.cart in pay",
    environment: "production",
    level: "error",
    timestamp: told.timestamp,
    title,
    type: "error",
    url: `https://sentry.io/api/0/projects/${organization}/${project}/events/${told.eventId}/`,
    web_url: `${page}/events/${told.eventId}/`,
    issue_url: `https://sentry.io/api/0/organizations/${organization}/issues/${issueId}/`,
    issue_id: issueId,
    ...told.event,
  };
}

const someFrames = [
  { filename: "shop/app.py", function: "main", lineno: 3, in_app: true },
  {
    filename: "shop/cart.py",
    function: "pay",
    lineno: 42,
    in_app: true,
    pre_context: ["def pay(cart):"],
    context_line: "    raise ValueError(cart)",
    post_context: [""],
  },
];

function platformMessage(resource: string, action: string, data: Json): Message {
  return {
    headers: {
      "sentry-hook-resource": resource,
      "sentry-hook-timestamp": "1700000000",
      "request-id": "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f",
    },
    payload: {
      action,
      installation: { uuid: "a8e5d37a-696c-4c54-adb5-b3f28d64c7de" },
      data,
      actor: { type: "application", id: "sentry", name: "Sentry" },
    },
  };
}

export function anEventAlert(options: EventOptions = {}): Message {
  const rule = options.rule ?? filled.rule;
  return platformMessage("event_alert", "triggered", {
    event: anEvent(options),
    triggered_rule: rule,
  });
}

export function anError(options: EventOptions = {}): Message {
  return platformMessage("error", "created", { error: anEvent(options) });
}

export interface IssueOptions {
  readonly action?: string;
  readonly issueId?: string;
  readonly project?: string;
  readonly projectId?: number;
  readonly organization?: string;
  readonly status?: string;
  readonly substatus?: string | null;
  readonly type?: string;
  readonly value?: string;
  /** Further keys of `data`. */
  readonly data?: Json;
}

function anIssueBody(options: IssueOptions): Json {
  const told = { ...filled, status: "unresolved", substatus: "new", ...options };
  const { organization, issueId } = told;
  return {
    url: `https://sentry.io/api/0/organizations/${organization}/issues/${issueId}/`,
    web_url: `https://sentry.io/organizations/${organization}/issues/${issueId}/`,
    id: issueId,
    shortId: `UP-${issueId}`,
    title: `${told.type}: ${told.value}`,
    culprit: "shop.cart in pay",
    permalink: `https://sentry.io/organizations/${organization}/issues/${issueId}/`,
    level: "error",
    status: told.status,
    substatus: told.substatus,
    platform: "python",
    project: {
      id: String(told.projectId),
      name: `The ${told.project}`,
      slug: told.project,
      platform: "python",
    },
    type: "error",
    metadata: { type: told.type, value: told.value },
    count: "1",
    userCount: 0,
    firstSeen: "2023-11-14T22:13:20.000Z",
    lastSeen: "2023-11-14T22:13:20.000Z",
  };
}

const statusByAction: Readonly<Record<string, readonly [string, string | null]>> = {
  resolved: ["resolved", null],
  ignored: ["ignored", "archived_until_escalating"],
  archived: ["ignored", "archived_until_escalating"],
  unresolved: ["unresolved", "regressed"],
};

export function anIssue(options: IssueOptions = {}): Message {
  const action = options.action ?? "created";
  const [status, substatus] = statusByAction[action] ?? ["unresolved", "new"];
  const issue = anIssueBody({ status, substatus, ...options });
  return platformMessage("issue", action, { issue, ...options.data });
}

export function anActivityAlert({
  activity = { type: "seer_root_cause_completed", details: { summary: "a race" } },
  ...options
}: IssueOptions & { activity?: Json } = {}): Message {
  return platformMessage("activity_alert", "triggered", {
    issue: anIssueBody(options),
    activity,
    alert: { id: 5, title: "Tell of findings", sentry_app_id: 1 },
  });
}

export function aComment({
  action = "created",
  project = "web",
  issueId = "9001",
  commentId = 77,
  text = "I look into it",
} = {}): Message {
  return platformMessage("comment", action, {
    comment: text,
    project_slug: project,
    comment_id: commentId,
    issue_id: Number(issueId),
    timestamp: "2023-11-14T22:14:00.000Z",
  });
}

export function aMetricAlert({
  projects = ["web"],
  organization = "acme",
  action = "critical",
  id = "3",
}: {
  projects?: readonly string[];
  organization?: string;
  action?: string;
  id?: string;
} = {}): Message {
  return platformMessage("metric_alert", action, {
    metric_alert: {
      id,
      identifier: id,
      organization_id: "1",
      projects,
      title: "Too many errors",
      alert_rule: { id: "4", name: "Too many errors", query: "", aggregate: "count()" },
      date_detected: "2023-11-14T22:13:20Z",
    },
    description_title: "Critical: Too many errors",
    description_text: "100 events in the last hour",
    web_url: `https://sentry.io/organizations/${organization}/alerts/rules/details/3/`,
  });
}

export function aSeerDelivery({ action = "root_cause_started", issueId = "9001", run = 1 } = {}) {
  return platformMessage("seer", action, { run_id: run, group_id: Number(issueId) });
}

export function anInstallation({ action = "created", organization = "acme", uuid = "u-1" } = {}) {
  return platformMessage("installation", action, {
    installation: {
      uuid,
      status: "installed",
      app: { uuid: "app-1", slug: "collector" },
      organization: { slug: organization, id: 1 },
      code: "one-time-code",
    },
  });
}

export function aPreprodArtifact({ project = "web", organization = "acme", build = "1" } = {}) {
  return platformMessage("preprod_artifact", "size_analysis_completed", {
    buildId: build,
    organizationSlug: organization,
    projectSlug: project,
    platform: "ios",
    state: "COMPLETED",
    appInfo: { name: "Shop", version: "1.0", buildNumber: 7 },
  });
}

/** The project-level "WebHooks" plugin: never signed, no header of its own. */
export function aLegacyAlert(options: EventOptions = {}): Message {
  const told = { ...filled, ...options };
  const { url: _, web_url: __, issue_url: ___, issue_id: ____, ...event } = anEvent(options);
  return {
    headers: {},
    payload: {
      id: told.issueId,
      project: told.project,
      project_name: `The ${told.project}`,
      project_slug: told.project,
      logger: null,
      level: "error",
      culprit: "shop.cart in pay",
      message: `${told.type}: ${told.value}`,
      url: `https://sentry.io/organizations/${told.organization}/issues/${told.issueId}/?referrer=webhooks_plugin`,
      triggering_rules: [told.rule],
      event,
    },
  };
}
