import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestCollector, type TestCollector } from "../support/collector.ts";
import { digested, rowsIn } from "../support/database.ts";
import { aGlitchtipAlert, aSimpleError } from "../support/other-senders.ts";
import {
  aComment,
  aLegacyAlert,
  anError,
  anEventAlert,
  anIssue,
  aSeerDelivery,
  eventId,
  type Message,
  send,
} from "../support/payloads.ts";

async function deliverAll(collector: TestCollector, ...messages: Message[]): Promise<void> {
  for (const message of messages) {
    const answer = await send(collector, message);
    assert.ok(answer.status === 200 || answer.status === 201, answer.text);
    await digested(collector);
  }
}

async function errorsOf(collector: TestCollector) {
  return (await collector.read("/errors")).body;
}

/** The issues that still stand for themselves. */
function issuesOf(collector: TestCollector) {
  return rowsIn(
    collector.folder,
    "select id, number, count, upstream_id, partial_error_id from issues where merged_into is null",
  );
}

function assertCountsAddUp(collector: TestCollector): void {
  const [{ rows, ofIssues, ofKeys } = {}] = rowsIn(
    collector.folder,
    `select (select count(*) from errors) as rows, (select sum(count) from issues) as "ofIssues",
      (select sum(count) from grouping_keys) as "ofKeys"`,
  );
  assert.equal(ofIssues, rows);
  assert.equal(ofKeys, rows);
}

test("an issue without its event is shown as a partial error, and its event completes it", async (t) => {
  const collector = await startTestCollector(t);
  await deliverAll(collector, anIssue());
  const [partial, ...others] = await errorsOf(collector);
  assert.equal(others.length, 0);
  assert.equal(partial.partial, true);
  assert.equal(partial.event_id, null);
  assert.equal(partial.exception_type, "ValueError");
  assert.equal(partial.exception_value, "bad value");
  assert.equal(partial.stacktrace, null);
  assert.equal(partial.timestamp, "2023-11-14T22:13:20.000Z");
  assert.equal(partial.upstream_issue_short_id, "UP-9001");
  assert.match(partial.issue_permalink, /\/issues\/9001\//);

  await deliverAll(collector, anEventAlert({ timestamp: 1_700_000_060 }));
  const [whole, ...more] = await errorsOf(collector);
  assert.equal(more.length, 0);
  assert.equal(whole.id, partial.id);
  assert.equal(whole.partial, false);
  assert.equal(whole.event_id, eventId(1));
  assert.equal(whole.timestamp, "2023-11-14T22:14:20.000Z");
  assert.equal(whole.issue_id, partial.issue_id);
  assert.match(whole.stacktrace, /cart\.py/);
  assert.equal(issuesOf(collector)[0]?.["count"], 1);

  await deliverAll(collector, anEventAlert({ eventId: eventId(2), timestamp: 1_700_000_090 }));
  assert.equal((await errorsOf(collector)).length, 2);
  assert.equal(issuesOf(collector)[0]?.["count"], 2);
  assertCountsAddUp(collector);
});

test("the payload of a completed error is that of its event", async (t) => {
  const collector = await startTestCollector(t);
  const event = anEventAlert();
  await deliverAll(collector, anIssue(), event);
  const payload = await collector.read("/errors/latest/payload");
  assert.equal(payload.text, JSON.stringify(event.payload));
  assert.equal((await collector.read("/errors/latest")).body.breadcrumbs.length, 1);
});

test("an issue that comes after its event adds nothing", async (t) => {
  const collector = await startTestCollector(t);
  await deliverAll(collector, anEventAlert(), anIssue());
  const errors = await errorsOf(collector);
  assert.equal(errors.length, 1);
  assert.equal(errors[0].partial, false);
  assert.equal(issuesOf(collector)[0]?.["count"], 1);
  const delivery = await collector.read("/deliveries/2");
  assert.match(delivery.body.reason, /had an error already/);
});

test("issue, error and event_alert of one event together are one error", async (t) => {
  const orders = [
    [anIssue(), anError(), anEventAlert()],
    [anEventAlert(), anIssue(), anError()],
    [aLegacyAlert(), anEventAlert(), anIssue()],
    [anIssue(), aLegacyAlert(), anError()],
  ];
  const collector = await startTestCollector(t);
  for (const [number, messages] of orders.entries()) {
    // Each order in a project of its own.
    const text = JSON.stringify(messages)
      .replaceAll('"web"', `"web-${number}"`)
      .replaceAll("/acme/web/", `/acme/web-${number}/`)
      .replaceAll("9001", `800${number}`)
      .replaceAll('"project":11', `"project":${20 + number}`)
      .replaceAll('"id":"11"', `"id":"${20 + number}"`);
    await deliverAll(collector, ...(JSON.parse(text) as Message[]));
    const errors = (await collector.read(`/errors?project=web-${number}`)).body;
    assert.equal(errors.length, 1, `order ${number}`);
    assert.equal(errors[0].partial, false);
  }
  assert.deepEqual(
    issuesOf(collector).map(({ count }) => count),
    [1, 1, 1, 1],
  );
  assertCountsAddUp(collector);
});

test("a second partial is not made while the first waits for its event", async (t) => {
  const collector = await startTestCollector(t);
  await deliverAll(collector, aGlitchtipAlert({}), aGlitchtipAlert({}));
  assert.equal((await errorsOf(collector)).length, 1);
});

test("what was said of an issue before it was known is found at it later", async (t) => {
  const collector = await startTestCollector(t);
  await deliverAll(collector, aComment(), aSeerDelivery());
  const unclaimed = rowsIn(collector.folder, "select kind from activity where issue_id is null");
  assert.deepEqual(unclaimed.map(({ kind }) => kind).sort(), ["comment", "seer"]);
  await deliverAll(collector, anIssue());
  const [issue] = issuesOf(collector);
  const notes = rowsIn(
    collector.folder,
    "select kind, issue_id from activity where kind in ('comment', 'seer')",
  );
  for (const note of notes) assert.equal(note["issue_id"], issue?.["id"], String(note["kind"]));
});

test("a comment on an issue that is known only by an event is claimed too", async (t) => {
  const collector = await startTestCollector(t);
  await deliverAll(collector, aComment(), anEventAlert());
  const [note] = rowsIn(collector.folder, "select issue_id from activity where kind = 'comment'");
  assert.equal(note?.["issue_id"], issuesOf(collector)[0]?.["id"]);
});

test("an error that was grouped here learns its upstream issue from the event_alert of the same event", async (t) => {
  const collector = await startTestCollector(t);
  await deliverAll(collector, aSimpleError({ eventId: eventId(1) }), anEventAlert());
  const errors = await errorsOf(collector);
  assert.equal(errors.length, 1);
  assert.equal(errors[0].upstream_issue_id, "9001");
  const issues = issuesOf(collector);
  assert.equal(issues.length, 1);
  assert.equal(issues[0]?.["count"], 1);
  await deliverAll(collector, anEventAlert({ eventId: eventId(2) }));
  assert.equal(issuesOf(collector)[0]?.["count"], 2);
  assertCountsAddUp(collector);
});

test("an upstream issue with a partial error joins the issue of the event that it was about", async (t) => {
  const collector = await startTestCollector(t);
  await deliverAll(collector, anIssue(), aSimpleError({ eventId: eventId(1) }), anEventAlert());
  const errors = await errorsOf(collector);
  assert.equal(errors.length, 1);
  assert.equal(errors[0].partial, false);
  assert.equal(errors[0].event_id, eventId(1));
  const issues = issuesOf(collector);
  assert.equal(issues.length, 1);
  assert.equal(issues[0]?.["number"], 1);
  assert.equal(issues[0]?.["count"], 1);
  assert.equal(issues[0]?.["upstream_id"], "9001");
  assert.equal(issues[0]?.["partial_error_id"], null);
  assertCountsAddUp(collector);

  await t.test("later deliveries of both kinds find the joined issue", async () => {
    await deliverAll(
      collector,
      anEventAlert({ eventId: eventId(2) }),
      aSimpleError({ eventId: eventId(3) }),
      anIssue({ action: "resolved" }),
    );
    const after = issuesOf(collector);
    assert.equal(after.length, 1);
    assert.equal(after[0]?.["count"], 3);
    assertCountsAddUp(collector);
    const [issue] = rowsIn(collector.folder, "select status from issues where merged_into is null");
    assert.equal(issue?.["status"], "resolved");
  });

  await t.test("the number that was given up leads to the joined issue", async () => {
    const byOld = await collector.read("/errors?issue=WEB-2");
    assert.equal(byOld.body.length, 3);
    assert.deepEqual(
      [...new Set(byOld.body.map((error: { issue_short_id: string }) => error.issue_short_id))],
      ["WEB-1"],
    );
  });
});

test("two upstream issues never join by themselves", async (t) => {
  const collector = await startTestCollector(t);
  await deliverAll(
    collector,
    anEventAlert({ eventId: eventId(1), issueId: "1" }),
    anEventAlert({ eventId: eventId(2), issueId: "2" }),
    aLegacyAlert({ eventId: eventId(1), issueId: "2" }),
  );
  assert.deepEqual(
    issuesOf(collector).map(({ count, upstream_id }) => [upstream_id, count]),
    [
      ["1", 1],
      ["2", 1],
    ],
  );
  assertCountsAddUp(collector);
});

test("the same upstream number at two senders is two issues", async (t) => {
  const collector = await startTestCollector(t);
  await deliverAll(collector, anIssue({ issueId: "301" }), aGlitchtipAlert({ issueId: "301" }));
  assert.equal(issuesOf(collector).length, 2);
  assert.equal((await errorsOf(collector)).length, 2);
});

test("a partial error and its event in one burst end as one whole error", async (t) => {
  const collector = await startTestCollector(t);
  const messages = Array.from({ length: 50 }, (_, number) => {
    const issueId = String(1000 + number);
    const told = { issueId, eventId: eventId(number + 1) };
    return [anIssue({ issueId }), anEventAlert(told), anError(told), aLegacyAlert(told)];
  }).flat();
  await Promise.all(messages.map((message) => send(collector, message)));
  await digested(collector);
  const errors = await errorsOf(collector);
  assert.equal(errors.length, 50);
  assert.ok(errors.every((error: { partial: boolean }) => !error.partial));
  assert.equal(issuesOf(collector).length, 50);
  assertCountsAddUp(collector);
});
