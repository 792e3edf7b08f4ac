import assert from "node:assert/strict";
import { test } from "node:test";
import type { Identity, KeptHeaders, Reading } from "../../domain/index.ts";
import { identify, readDelivery, recognise } from "../index.ts";

const receivedAt = Date.UTC(2026, 2, 1, 12);
const id = "0123456789abcdef0123456789abcdef";
const group = { id: 43, shortId: "WEB-1", project: { id: "2", name: "Web", slug: "web" } };

function identityOf(payload: unknown, headers: KeptHeaders = {}): Identity {
  const arrival = { headers, payload, receivedAt };
  return identify(recognise(arrival));
}

function familyOf(payload: unknown, headers: KeptHeaders = {}): string {
  return recognise({ headers, payload, receivedAt }).family;
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

test("a legacy delivery is known by its shape, and keyed by event, project and rules", () => {
  const payload = {
    id: "43",
    project: "web",
    project_name: "Web",
    project_slug: "web",
    level: "fatal",
    message: "outer",
    url: "https://h/acme/web/issues/43/?referrer=webhooks_plugin",
    triggering_rules: ["A: b"],
    event: { event_id: id, project: 2, metadata: { type: "E", value: "v" } },
  };
  assert.equal(familyOf(payload), "legacy_plugin");
  const identity = identityOf(payload);
  assert.deepEqual(identity.projects, [{ slug: "web", upstreamId: "2", name: "Web" }]);
  assert.deepEqual(identity.organizations, ["acme"]);
  assert.match(identity.contentKey ?? "", /^legacy:#/);
  const reading = readOne("error", payload);
  assert.deepEqual([reading.error.level, reading.error.message], ["fatal", "outer"]);
  assert.equal(reading.issue?.upstreamId, "43");
});

test("a service hook's event has the REST API's shape", () => {
  const payload = {
    project: { slug: "web", name: "Web" },
    group: { ...group, permalink: "https://h/acme/web/issues/43/" },
    event: { eventID: id, message: "m", entries: [] },
  };
  assert.equal(familyOf(payload), "service_hook");
  const reading = readOne("error", payload);
  assert.deepEqual([reading.error.eventId, reading.issue?.shortId], [id, "WEB-1"]);
  assert.equal(identityOf(payload).contentKey, `service_hook:2:${id}`);
});

test("requests of the user interface are no webhooks", () => {
  const payload = {
    fields: { title: "t" },
    issueId: 43,
    installationId: "u",
    project: { slug: "web", id: 2 },
  };
  assert.equal(familyOf(payload), "ui_component");
  assert.equal(familyOf({}, { "sentry-app-signature": "0" }), "ui_component");
  assert.equal(readOne("ignored", payload).project.slug, "web");
});

test("a GlitchTip message tells of each of its issues", () => {
  const attachment = (number: number, project: string) => ({
    title: `*errors.errorString: fault ${number}`,
    title_link: `https://h/acme/issues/${number}`,
    text: "main.run",
    fields: [
      { title: "Project", value: project },
      { title: "Server Name", value: "web-1" },
      { title: "browser", value: "Firefox" },
    ],
  });
  const payload = {
    alias: "GlitchTip",
    text: "GlitchTip Alert (2 issues)",
    attachments: [attachment(1, "API"), attachment(2, "Web")],
    sections: [{ activitySubtitle: "[View Issue API-1](https://h/acme/issues/1)" }, {}],
  };
  const readings = readDelivery({ headers: {}, payload, receivedAt });
  assert.deepEqual(
    readings.map((reading) => reading.project.name),
    ["API", "Web"],
  );
  const [first] = readings;
  assert.ok(first?.what === "alert");
  assert.deepEqual([first.issue.upstreamId, first.issue.shortId], ["1", "API-1"]);
  assert.equal(first.error.exceptions[0]?.type, "*errors.errorString");
  assert.equal(first.error.serverName, "web-1");
  assert.deepEqual(first.error.tags, [["browser", "Firefox"]]);
  assert.deepEqual(identityOf(payload).organizations, ["acme"]);
  assert.equal(identityOf(payload).contentKey, null);
});

test("a GlitchTip uptime message tells of no error", () => {
  const payload = {
    text: "GlitchTip Uptime Alert",
    attachments: [
      {
        title: "Shop",
        text: "The monitored site is down.",
        title_link: "https://h/acme/uptime-monitors/1",
      },
    ],
  };
  const note = readOne("note", payload);
  assert.equal(note.summary, "GlitchTip Uptime Alert: Shop: The monitored site is down.");
  assert.equal(identityOf(payload).brings, "note");
});

test("a Bugsink alert's reason says whether the issue is new or back", () => {
  const payload = {
    id: "3b0d4f4e-55b4-4d4e-9b61-2f4d3a8c7d10",
    friendly_id: "SHOP-1",
    project: 3,
    project_name: "shop",
    calculated_type: "ValueError",
    calculated_value: "bad",
    title: "ValueError: bad",
    is_muted: true,
    alert_reason: "REGRESSED",
    last_seen: "2026-03-01T10:00:00Z",
  };
  const reading = readOne("alert", payload);
  assert.deepEqual([reading.change.action, reading.change.status], ["unresolved", "archived"]);
  assert.deepEqual(reading.project, { slug: null, upstreamId: "3", name: "shop" });
  assert.equal(reading.error.timestamp, Date.UTC(2026, 2, 1, 10));
});

test("the simple format is read with a trace as text or as frames, and any project", () => {
  const trace = "at pay (shop.js:1)";
  const payload = {
    event_id: id,
    project: "web",
    message: "words",
    timestamp: "2026-03-01T10:00:00Z",
    url: "https://shop.example/pay",
    exception: { type: "Error", value: "no", stacktrace: trace },
  };
  const reading = readOne("error", payload);
  assert.equal(reading.error.stacktrace, trace);
  assert.deepEqual(reading.error.request, { url: "https://shop.example/pay" });
  assert.equal(identityOf(payload).contentKey, `error:web:${id}`);
  const frames = [{ filename: "a.js", function: "pay", lineno: 1 }];
  const framed = readOne("error", { project: 7, exception: { type: "E", stacktrace: frames } });
  assert.match(framed.error.stacktrace ?? "", /at pay \(a.js:1\)/);
  assert.equal(framed.project.upstreamId, "7");
  assert.equal(identityOf({ message: "only words" }).contentKey, null);
  assert.equal(identityOf({ message: "only words" }).brings !== "note", true);
});

test("what nobody knows is kept with a reason", () => {
  for (const payload of [{}, { hello: "world" }, { text: "GlitchTip?" }, { event: [], data: 1 }]) {
    assert.equal(readDelivery({ headers: {}, payload, receivedAt })[0]?.what, "ignored");
  }
  assert.equal(familyOf({ hello: "world" }), "unknown");
});

test("GlitchTip's form for Discord says the same", () => {
  const fields = [
    { name: "Project", value: "backend" },
    { name: "Release", value: "1.2" },
  ];
  const embed = {
    title: "ValueError: bad",
    description: "app in login",
    url: "https://h/p/acme/issues/7",
    fields,
  };
  const payload = { content: "GlitchTip Alert", embeds: [embed] };
  const reading = readOne("alert", payload);
  assert.deepEqual([reading.project.name, reading.issue.upstreamId], ["backend", "7"]);
  assert.deepEqual([reading.error.culprit, reading.error.release], ["app in login", "1.2"]);
  assert.deepEqual(identityOf(payload).organizations, ["acme"]);
});

test("GlitchTip's form for Google Chat has the project in the card and the issue in its button", () => {
  const button = {
    text: "View Issue BACKEND-7",
    onClick: { openLink: { url: "https://h/acme/issues/7" } },
  };
  const section = {
    header: "<font color='#e52b50'>ValueError: a <b> tag</font>",
    widgets: [
      { decoratedText: { topLabel: "Culprit", text: "app in login" } },
      { decoratedText: { topLabel: "Environment", text: "prod" } },
      { buttonList: { buttons: [button] } },
    ],
  };
  const header = { title: "GlitchTip Alert", subtitle: "backend" };
  const payload = { cardsV2: [{ card: { header, sections: [section] } }] };
  const reading = readOne("alert", payload);
  assert.equal(reading.error.title, "ValueError: a <b> tag");
  assert.deepEqual([reading.issue.shortId, reading.project.name], ["BACKEND-7", "backend"]);
  assert.deepEqual([reading.error.culprit, reading.error.environment], ["app in login", "prod"]);
  assert.deepEqual(reading.error.tags, []);
});

test("a GlitchTip title that begins with no type's name is a message", () => {
  const titles = ["something broke", "warning: disk full", "Could not do: this"];
  for (const title of titles) {
    const attachments = [{ title, title_link: "https://h/acme/issues/7" }];
    const reading = readOne("alert", { text: "GlitchTip Alert", attachments });
    assert.deepEqual(reading.error.exceptions, []);
    assert.equal(reading.error.message, title);
  }
});
