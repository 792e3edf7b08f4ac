import assert from "node:assert/strict";
import { test } from "node:test";
import type { Identity, KeptHeaders, Reading } from "../../domain/index.ts";
import { identify, readDelivery, recognise } from "../index.ts";

const receivedAt = Date.UTC(2026, 2, 1, 12);
const id = "0123456789abcdef0123456789abcdef";
const actor = { type: "user", id: 1, name: "Ann" };
const group = {
  id: 43,
  shortId: "WEB-1",
  title: "TypeError: no",
  culprit: "app in pay",
  level: "warning",
  status: "unresolved",
  substatus: "new",
  metadata: { type: "TypeError", value: "no" },
  project: { id: "2", name: "Web", slug: "web" },
  web_url: "https://acme.sentry.io/issues/43/",
  firstSeen: "2026-03-01T10:00:00Z",
};
const event = {
  event_id: id,
  project: 2,
  message: "hello",
  timestamp: 1772359200.5,
  url: `https://sentry.io/api/0/projects/acme/web/events/${id}/`,
  issue_url: "https://sentry.io/api/0/organizations/acme/issues/43/",
};

function resource(name: string): KeptHeaders {
  return { "sentry-hook-resource": name, "sentry-hook-timestamp": String(receivedAt / 1000 - 60) };
}

function identityOf(payload: unknown, headers: KeptHeaders = {}): Identity {
  const arrival = { headers, payload, receivedAt };
  return identify(recognise(arrival));
}

function readOne<What extends Reading["what"]>(
  what: What,
  payload: unknown,
  headers: KeptHeaders = {},
): Extract<Reading, { what: What }> {
  const readings = readDelivery({ headers, payload, receivedAt });
  assert.equal(readings.length, 1);
  assert.equal(readings[0]?.what, what);
  return readings[0] as Extract<Reading, { what: What }>;
}

test("an event alert names its project by number and, from its address, by slug", () => {
  const payload = { action: "triggered", data: { event, triggered_rule: "Rule" }, actor };
  const identity = identityOf(payload, resource("event_alert"));
  assert.deepEqual(identity, {
    resource: "event_alert",
    action: "triggered",
    contentKey: `event_alert:2:${id}:Rule`,
    eventId: id,
    brings: "event",
    projects: [{ slug: "web", upstreamId: "2", name: null }],
    organizations: ["acme"],
    upstreamIssueIds: [],
  });
  const reading = readOne("error", payload, resource("event_alert"));
  assert.equal(reading.issue?.upstreamId, "43");
  assert.deepEqual(reading.rules, ["Rule"]);
});

test("an event that names an issue but no project is found through the issue", () => {
  const { project, url, ...bare } = event;
  const identity = identityOf({ action: "created", data: { error: bare } }, resource("error"));
  assert.deepEqual(identity.projects, []);
  assert.deepEqual(identity.upstreamIssueIds, ["43"]);
});

test("an Integration Platform body is recognised by shape where the headers are stripped", () => {
  const resources = [
    [{ event }, "event_alert"],
    [{ error: event }, "error"],
    [{ issue: group }, "issue"],
    [{ issue: group, activity: {}, alert: {} }, "activity_alert"],
    [{ metric_alert: {} }, "metric_alert"],
    [{ comment_id: 1 }, "comment"],
    [{ run_id: 1 }, "seer"],
  ] as const;
  for (const [data, name] of resources) {
    const identity = identityOf({ action: "a", data });
    assert.equal(identity.resource, name);
  }
});

test("an issue that was created is an alert with what its metadata tells of the error", () => {
  const payload = { action: "created", data: { issue: group }, actor };
  const reading = readOne("alert", payload, resource("issue"));
  assert.equal(reading.error.exceptions[0]?.type, "TypeError");
  assert.equal(reading.error.timestamp, Date.UTC(2026, 2, 1, 10));
  assert.equal(reading.error.level, "warning");
  assert.equal(reading.error.eventId, null);
  assert.equal(reading.change.at, receivedAt - 60_000);
  const identity = identityOf(payload, resource("issue"));
  assert.equal(identity.contentKey, "issue:43:created");
  assert.deepEqual(identity.organizations, ["acme"]);
});

test("changes of an issue's state are readings without content key; ignored means archived", () => {
  const statuses = [
    ["resolved", "resolved"],
    ["ignored", "archived"],
    ["archived", "archived"],
    ["unresolved", "unresolved"],
  ];
  for (const [action, status] of statuses) {
    const payload = { action, data: { issue: group, resolution_type: "now" }, actor };
    const reading = readOne("issue", payload, resource("issue"));
    assert.equal(reading.change.status, status);
    assert.equal(reading.detail["resolution_type"], "now");
    const identity = identityOf(payload, resource("issue"));
    assert.deepEqual([identity.contentKey, identity.brings], [null, "note"]);
  }
});

test("how an issue was resolved is told by its details, else by the delivery's type", () => {
  const resolved = (statusDetails: object, type: string | null, status = "resolved") => {
    const data = { issue: { ...group, status, statusDetails }, resolution_type: type };
    const payload = { action: "resolved", data, actor };
    return readOne("issue", payload, resource("issue")).change.resolution;
  };
  const inCommit = { id: "3f2a9c1d0b77", repository: { name: "acme/web" } };
  const commit = { in: "commit", commit: "3f2a9c1d0b77", repository: "acme/web" };
  assert.deepEqual(resolved({}, "now"), { in: "now" });
  assert.deepEqual(resolved({}, "in_next_release"), { in: "next_release" });
  assert.deepEqual(resolved({ inNextRelease: true }, null), { in: "next_release" });
  assert.deepEqual(resolved({ inRelease: "2.1" }, null), { in: "release", release: "2.1" });
  assert.deepEqual(resolved({ inCommit }, "in_commit"), commit);
  assert.equal(resolved({}, "with_pull_request"), null);
  assert.deepEqual(resolved({ inRelease: "2.1" }, "now", "unresolved"), { in: "now" });
  const reopened = { action: "unresolved", data: { issue: group }, actor };
  assert.equal(readOne("issue", reopened, resource("issue")).change.resolution, null);
});

test("an assignment sets who, and leaves the status alone", () => {
  const data = { issue: group, assignee: { type: "team", id: 1, name: "Backend" } };
  const reading = readOne("issue", { action: "assigned", data, actor }, resource("issue"));
  assert.equal(reading.change.status, null);
  assert.equal(reading.change.assignee, "Backend");
});

test("an unknown action or resource is kept with a reason", () => {
  const merged = { action: "merged", data: { issue: group } };
  assert.match(readOne("ignored", merged, resource("issue")).reason, /unknown action 'merged'/);
  const other = { action: "x", data: {}, installation: {} };
  assert.match(readOne("ignored", other, resource("replay")).reason, /unknown resource 'replay'/);
  assert.equal(identityOf(other, resource("replay")).resource, "replay");
});

test("an activity that moves the issue's state is a change, any other is a note", () => {
  const alert = { id: 10, title: "Workflow" };
  const resolved = {
    action: "triggered",
    data: {
      issue: { ...group, status: "resolved", substatus: null },
      activity: { type: "status_resolved" },
      alert,
    },
  };
  assert.equal(readOne("issue", resolved, resource("activity_alert")).change.status, "resolved");
  assert.equal(identityOf(resolved, resource("activity_alert")).contentKey, null);
  const found = {
    action: "triggered",
    data: {
      issue: group,
      activity: { type: "seer_root_cause_completed", details: { summary: "null" } },
      alert,
    },
  };
  const note = readOne("note", found, resource("activity_alert"));
  assert.equal(note.summary, "seer root cause completed: null");
  assert.equal(note.issue?.upstreamId, "43");
  const other = structuredClone(found);
  other.data.activity.details.summary = "another";
  assert.notEqual(
    identityOf(found, resource("activity_alert")).contentKey,
    identityOf(other, resource("activity_alert")).contentKey,
  );
});

test("a metric alert is a note for each of its projects, or one for none", () => {
  const data = { metric_alert: { id: "7", organization_id: "5", projects: ["web", "api"] } };
  const readings = readDelivery({
    headers: resource("metric_alert"),
    payload: { action: "critical", data },
    receivedAt,
  });
  assert.deepEqual(
    readings.map((reading) => reading.project.slug),
    ["web", "api"],
  );
  const none = { action: "resolved", data: { metric_alert: { id: "7" } } };
  assert.equal(readOne("note", none, resource("metric_alert")).project.slug, null);
  assert.equal(identityOf(none, resource("metric_alert")).contentKey, "metric_alert:7:resolved");
});

test("seer names only an issue, and a comment's versions are told apart", () => {
  const run = { action: "root_cause_started", data: { run_id: 1, group_id: 43 } };
  assert.deepEqual(identityOf(run, resource("seer")).upstreamIssueIds, ["43"]);
  const comment = (text: string) => ({
    action: "updated",
    data: { comment_id: 9, issue_id: 43, project_slug: "web", comment: text },
  });
  const first = identityOf(comment("a"), resource("comment")).contentKey;
  assert.notEqual(first, identityOf(comment("b"), resource("comment")).contentKey);
  assert.equal(first, identityOf(comment("a"), resource("comment")).contentKey);
});

test("an installation's code is a credential and is not kept in the detail", () => {
  const data = {
    installation: {
      uuid: "u",
      code: "secret",
      app: { slug: "ours" },
      organization: { slug: "acme", id: 1 },
    },
  };
  const reading = readOne("note", { action: "created", data }, resource("installation"));
  assert.ok(!JSON.stringify(reading).includes("secret"));
  const identity = identityOf({ action: "created", data }, resource("installation"));
  assert.deepEqual(identity.organizations, ["acme", "1"]);
});

test("a content key is bounded whatever was sent", () => {
  const long = "x".repeat(100_000);
  const payload = {
    action: "triggered",
    data: { event: { ...event, event_id: long }, triggered_rule: long },
  };
  const key = identityOf(payload, resource("event_alert")).contentKey ?? "";
  assert.ok(key.length < 200 && key.startsWith("event_alert:"));
});

test("a kind of status change that is new tells its status by the issue", () => {
  const data = { issue: { ...group, status: "ignored" }, activity: { type: "status_muted_by_ai" } };
  const payload = { action: "triggered", data };
  assert.equal(readOne("issue", payload, resource("activity_alert")).change.status, "archived");
});

test("a clock that is far ahead is not believed, so that it blocks no later change", () => {
  const payload = { action: "resolved", data: { issue: group } };
  for (const value of [String(receivedAt / 1000 + 86_400), "soon", "0", "1e9", ""]) {
    const headers = { "sentry-hook-resource": "issue", "sentry-hook-timestamp": value };
    assert.equal(readOne("issue", payload, headers).change.at, receivedAt);
  }
});

test("a payload that is no object is kept as unknown", () => {
  for (const payload of [null, [], "text", 7, undefined]) {
    assert.equal(identityOf(payload).brings, "note");
    assert.match(readOne("ignored", payload).reason, /unknown shape/);
  }
});
