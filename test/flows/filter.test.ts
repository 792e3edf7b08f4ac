import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { startTestCollector } from "../support/collector.ts";
import {
  aBugsinkAlert,
  aGlitchtipAlert,
  aServiceHook,
  aSimpleError,
} from "../support/other-senders.ts";
import {
  aComment,
  aLegacyAlert,
  aMetricAlert,
  anActivityAlert,
  anError,
  anEventAlert,
  anInstallation,
  anIssue,
  aPreprodArtifact,
  aSeerDelivery,
  eventId,
  type Message,
  send,
} from "../support/payloads.ts";

const filtered = { SENTRY_FILTER_BY_PROJECT: "true", SENTRY_PROJECT: "web" };
/** Names the foreign project by another slug, number and name. */
const foreign = { project: "api", projectId: 99 } as const;

test("with the filter on, each resource is let in by its project", async (t) => {
  const collector = await startTestCollector(t, filtered);
  let number = 100;
  const id = () => eventId(++number);
  const issueId = () => String(++number);
  const unnamed = (message: Message, change: (data: Record<string, unknown>) => void): Message => {
    const copy = structuredClone(message) as { headers: Message["headers"]; payload: never };
    change(copy.payload["data"]);
    return copy;
  };
  const strip = (key: "event" | "error") => (data: Record<string, unknown>) => {
    const event = data[key] as Record<string, unknown>;
    for (const name of ["project", "url", "web_url", "issue_url", "issue_id"]) delete event[name];
  };
  const cases: readonly (readonly [name: string, status: number, message: Message])[] = [
    ["an error of the project", 201, anError({ eventId: id() })],
    ["an error of another", 403, anError({ eventId: id(), ...foreign })],
    ["an error that names none", 403, unnamed(anError({ eventId: id() }), strip("error"))],
    ["an event_alert of the project", 201, anEventAlert({ eventId: id() })],
    ["an event_alert of another", 403, anEventAlert({ eventId: id(), ...foreign })],
    [
      "an event_alert that names none",
      403,
      unnamed(anEventAlert({ eventId: id() }), strip("event")),
    ],
    ["an issue of the project", 201, anIssue({ issueId: issueId() })],
    ["an issue of another", 403, anIssue({ issueId: issueId(), ...foreign })],
    ["a resolved issue of the project", 200, anIssue({ action: "resolved" })],
    ["a resolved issue of another", 403, anIssue({ action: "resolved", ...foreign })],
    ["an activity_alert of the project", 200, anActivityAlert()],
    ["an activity_alert of another", 403, anActivityAlert(foreign)],
    ["a comment of the project", 200, aComment()],
    ["a comment of another", 403, aComment({ project: "api", commentId: 2 })],
    ["a metric_alert of the project", 200, aMetricAlert()],
    [
      "a metric_alert of the project and others",
      200,
      aMetricAlert({ projects: ["api", "web"], id: "8" }),
    ],
    ["a metric_alert of others", 403, aMetricAlert({ projects: ["api", "ios"] })],
    ["a metric_alert of no project", 403, aMetricAlert({ projects: [] })],
    ["a build of the project", 200, aPreprodArtifact()],
    ["a build of another", 403, aPreprodArtifact({ project: "ios" })],
    ["an installation", 200, anInstallation()],
    ["a legacy alert of the project", 201, aLegacyAlert({ eventId: id() })],
    ["a legacy alert of another", 403, aLegacyAlert({ eventId: id(), ...foreign })],
    ["a service hook of the project", 201, aServiceHook({ eventId: id() })],
    ["a service hook of another", 403, aServiceHook({ eventId: id(), ...foreign })],
    ["a GlitchTip alert of the project", 201, aGlitchtipAlert({})],
    ["a GlitchTip alert of another", 403, aGlitchtipAlert({ project: "api" })],
    ["a Bugsink alert of the project", 201, aBugsinkAlert()],
    ["a Bugsink alert of another", 403, aBugsinkAlert(foreign)],
    ["a simple error of the project", 201, aSimpleError({ eventId: id() })],
    ["a simple error of another", 403, aSimpleError({ eventId: id(), project: "api" })],
    ["a simple error that names none", 403, aSimpleError({ eventId: id(), project: null })],
    [
      "an unknown resource",
      403,
      { headers: { "sentry-hook-resource": "new" }, payload: { data: {} } },
    ],
    ["an unknown shape", 403, { headers: {}, payload: { hello: "world" } }],
  ];
  for (const [name, status, message] of cases) {
    await t.test(`${name} is answered ${status}`, async () => {
      const answer = await send(collector, message);
      assert.equal(answer.status, status, answer.text);
      if (status !== 403) return;
      assert.equal(answer.headers.get("content-type"), "application/problem+json");
      assert.match(answer.body.detail, /SENTRY_PROJECT|does not say which project|SENTRY_FILTER/);
    });
  }
  await t.test("what was refused is not stored", async () => {
    const stored = (await collector.read("/deliveries")).body;
    assert.equal(stored.length, cases.filter(([, status]) => status !== 403).length);
    const projects = (await collector.read("/errors")).body.map(
      (error: { project: string }) => error.project,
    );
    assert.deepEqual([...new Set(projects)], ["web"]);
  });
  await t.test("a delivery that names no project is told so in a sentence", async () => {
    const answer = await send(collector, aMetricAlert({ projects: [], id: "77" }));
    assert.match(answer.body.detail, /metric_alert.*does not say which project.*\.$/);
  });
});

test("the parts of a metric alert that belong to other projects are ignored with a reason", async (t) => {
  const collector = await startTestCollector(t, filtered);
  const answer = await send(collector, aMetricAlert({ projects: ["api", "web"] }));
  const delivery = await collector.read(`/deliveries/${answer.body.delivery_id}`);
  assert.equal(delivery.body.state, "digested");
  assert.deepEqual(
    delivery.body.items.map((item: { state: string }) => item.state),
    ["ignored", "digested"],
  );
  assert.match(delivery.body.items[0].reason, /SENTRY_PROJECT/);
});

test("a GlitchTip message is taken for one of its issues, and the foreign ones are ignored", async (t) => {
  const collector = await startTestCollector(t, filtered);
  const message = aGlitchtipAlert(
    { project: "api", issueId: "1", title: "A: foreign" },
    { project: "Web", issueId: "2", title: "B: ours" },
    { project: "ios", issueId: "3", title: "C: foreign" },
  );
  const answer = await send(collector, message);
  assert.equal(answer.status, 201);
  const { items } = (await collector.read(`/deliveries/${answer.body.delivery_id}`)).body;
  assert.deepEqual(
    items.map((item: { state: string }) => item.state),
    ["ignored", "digested", "ignored"],
  );
  for (const item of [items[0], items[2]]) assert.match(item.reason, /project/);
  const errors = (await collector.read("/errors")).body;
  assert.deepEqual(
    errors.map((error: { exception_type: string }) => error.exception_type),
    ["B"],
  );
});

test("seer is let in by the issue that it is about", async (t) => {
  const collector = await startTestCollector(t, filtered);

  await t.test("a known issue of the project lets it in", async () => {
    await send(collector, anIssue({ issueId: "1" }));
    await collector.read("/errors");
    assert.equal((await send(collector, aSeerDelivery({ issueId: "1", run: 1 }))).status, 200);
  });

  await t.test("an issue that was delivered a moment before is waited for", async () => {
    await send(collector, anIssue({ issueId: "2" }));
    assert.equal((await send(collector, aSeerDelivery({ issueId: "2", run: 2 }))).status, 200);
  });

  await t.test("an issue that comes a tenth of a second later is waited for", async () => {
    const seer = send(collector, aSeerDelivery({ issueId: "3", run: 3 }));
    await pause(100);
    await send(collector, anEventAlert({ issueId: "3", eventId: eventId(3) }));
    assert.equal((await seer).status, 200);
  });

  await t.test("an unknown issue is 403 with a sentence", async () => {
    const answer = await send(collector, aSeerDelivery({ issueId: "404", run: 4 }));
    assert.equal(answer.status, 403);
    assert.match(answer.body.detail, /seer.*does not say which project/);
  });

  await t.test("and nothing of the refused one is stored", async () => {
    const { body } = await collector.read("/deliveries?resource=seer");
    assert.equal(body.length, 3);
  });
});

test("SENTRY_PROJECT may be a slug, a name, a numeric id, or several of them", async (t) => {
  const wanted: Readonly<Record<string, readonly (readonly [Message, number])[]>> = {
    WEB: [
      [anIssue({ issueId: "1" }), 201],
      [anEventAlert(), 201],
      [anIssue({ issueId: "2", ...foreign }), 403],
    ],
    "The web": [
      [anIssue({ issueId: "1" }), 201],
      [aLegacyAlert(), 201],
      [aGlitchtipAlert({ project: "The Web" }), 201],
      [anIssue({ issueId: "2", ...foreign }), 403],
    ],
    "11": [
      [anEventAlert(), 201],
      [anIssue({ issueId: "1" }), 201],
      [aBugsinkAlert(), 201],
      [anEventAlert({ eventId: eventId(2), ...foreign }), 403],
      [aBugsinkAlert(foreign), 403],
    ],
    " api , 11 ": [
      [anEventAlert(), 201],
      [aSimpleError({ eventId: eventId(2), project: "api" }), 201],
      [aSimpleError({ eventId: eventId(3), project: "ios" }), 403],
    ],
  };
  for (const [project, cases] of Object.entries(wanted)) {
    await t.test(`SENTRY_PROJECT=${JSON.stringify(project)}`, async (inner) => {
      const collector = await startTestCollector(inner, { ...filtered, SENTRY_PROJECT: project });
      for (const [message, status] of cases) {
        const answer = await send(collector, message);
        assert.equal(
          answer.status,
          status,
          `${JSON.stringify(message.payload).slice(0, 300)} ${answer.text}`,
        );
      }
    });
  }
});

test("a number learnt from one delivery names the project in the next", async (t) => {
  const collector = await startTestCollector(t, { ...filtered, SENTRY_PROJECT: "11" });
  await send(collector, anIssue());
  await collector.read("/errors");
  // A comment names the slug only.
  assert.equal((await send(collector, aComment({ project: "web" }))).status, 200);
  assert.equal((await send(collector, aComment({ project: "api", commentId: 2 }))).status, 403);
});

test("SENTRY_ORGANIZATION refuses what another organization sends, where it says so", async (t) => {
  const collector = await startTestCollector(t, { ...filtered, SENTRY_ORGANIZATION: "acme" });
  const other = { organization: "rival" } as const;
  const cases: readonly (readonly [Message, number])[] = [
    [anEventAlert(), 201],
    [anEventAlert({ eventId: eventId(2), ...other }), 403],
    [anIssue(), 201],
    [anIssue({ issueId: "5", ...other }), 403],
    [aComment(), 200],
    [aMetricAlert(), 200],
    [aMetricAlert({ id: "9", ...other }), 403],
    [aPreprodArtifact(), 200],
    [aPreprodArtifact({ build: "2", ...other }), 403],
    [anInstallation(), 200],
    [anInstallation({ uuid: "u-2", ...other }), 403],
    [aLegacyAlert({ eventId: eventId(3) }), 201],
    [aLegacyAlert({ eventId: eventId(4), ...other }), 403],
    [aSimpleError({ eventId: eventId(5) }), 201],
  ];
  for (const [message, status] of cases) {
    const answer = await send(collector, message);
    assert.equal(
      answer.status,
      status,
      `${JSON.stringify(message.payload).slice(0, 200)} ${answer.text}`,
    );
    if (status === 403) assert.match(answer.body.detail, /"rival".*acme.*SENTRY_ORGANIZATION/);
  }
  const stored = (await collector.read("/deliveries")).body;
  assert.equal(stored.length, cases.filter(([, status]) => status !== 403).length);
});

test("SENTRY_ORG means the same as SENTRY_ORGANIZATION", async (t) => {
  const collector = await startTestCollector(t, { ...filtered, SENTRY_ORG: "acme" });
  assert.equal((await send(collector, anEventAlert({ organization: "rival" }))).status, 403);
});

test("without the filter, SENTRY_PROJECT and SENTRY_ORGANIZATION refuse nothing", async (t) => {
  const collector = await startTestCollector(t, {
    SENTRY_PROJECT: "web",
    SENTRY_ORGANIZATION: "acme",
    SENTRY_FILTER_BY_PROJECT: "false",
  });
  assert.equal((await send(collector, anEventAlert(foreign))).status, 201);
  assert.equal((await send(collector, aSeerDelivery())).status, 200);
});

test("the signature is checked before the filter, so that the filter tells nothing to strangers", async (t) => {
  const secret = "s";
  const collector = await startTestCollector(t, { ...filtered, SENTRY_WEBHOOK_SECRET: secret });
  const strange = anEventAlert(foreign);
  assert.equal((await send(collector, strange)).status, 401);
  assert.equal((await send(collector, strange, { secret: "wrong" })).status, 401);
  assert.equal((await send(collector, strange, { secret })).status, 403);
  assert.equal((await send(collector, aSimpleError({ project: "api" }))).status, 401);
});
