import assert from "node:assert/strict";
import { test } from "node:test";
import {
  after,
  archivedIssue,
  around,
  before,
  day,
  minute,
  now,
  outcomeIn,
  seen,
  unresolvedIssue,
} from "../../../test/support/workflow.ts";
import { escalation } from "./archive.ts";
import type { Archive } from "./state.ts";
import { transition } from "./transition.ts";

const stays = "= It stays archived.";

test("nothing that is seen or goes by ends an archiving for ever, nor one whose end the upstream knows", () => {
  for (const issue of [
    archivedIssue({ until: "forever" }),
    archivedIssue(null, "archived_until_escalating"),
    archivedIssue(null, "archived_until_condition_met"),
  ]) {
    const busy = around({ now: now + 999 * day, count: 1e9, users: 1e9, errors: 1e9 });
    assert.equal(outcomeIn(issue, seen("new", now + 999 * day), busy), stays);
    assert.equal(outcomeIn(issue, { do: "aged" }, busy), "= It does not age.");
  }
});

test("archived until so many more errors, it ends with the last of them", () => {
  const issue = archivedIssue({ until: "count", count: 3, windowMinutes: null, countThen: 50 });
  assert.equal(outcomeIn(issue, seen(null), around({ count: 52 })), stays);
  const expected = "escalating: 3 more errors: escalating";
  assert.equal(outcomeIn(issue, seen(null), around({ count: 53 })), expected);
  assert.equal(
    outcomeIn(issue, seen(null, before - day), around({ count: 53 })),
    expected,
    "one that was told late is a further error too",
  );
});

test("an archiving ends when the error happened, by a clock that may run ahead", () => {
  const issue = archivedIssue({ until: "users", users: 1, usersThen: 1 });
  for (const [timestamp, stateAt] of [
    [now - minute, now - minute],
    [now + minute, now],
    [before - minute, before],
  ] as const) {
    assert.equal(after(transition(issue, seen(null, timestamp), around())).stateAt, stateAt);
  }
});

test("archived until so many errors within a time, only those of that time count", () => {
  const issue = archivedIssue({ until: "count", count: 3, windowMinutes: 60, countThen: 50 });
  const outcome = (count: number, errors: number, timestamp = now) =>
    outcomeIn(issue, seen(null, timestamp), around({ count, errors }));
  assert.equal(outcome(60, 2), stays, "many, but slowly");
  assert.equal(outcome(52, 40), stays, "the hour was busy before the archiving");
  assert.equal(outcome(53, 40), "escalating: 3 more errors within 60 minutes: escalating");
  assert.equal(outcome(60, 3), "escalating: 3 more errors within 60 minutes: escalating");
  assert.equal(outcome(60, 40, before), stays, "an error from before says nothing of this hour");
});

test("archived until so many more users, it ends with the last of them", () => {
  const issue = archivedIssue({ until: "users", users: 2, usersThen: 5 });
  assert.equal(outcomeIn(issue, seen(null), around({ users: 6 })), stays);
  const expected = "escalating: 2 more users: escalating";
  assert.equal(outcomeIn(issue, seen(null), around({ users: 7 })), expected);
});

test("archived until a moment, it ends then, whether an error comes or not", () => {
  const time = before + 30 * minute;
  const issue = archivedIssue({ until: "time", time });
  const expected = "ongoing: archived until 2026-09-01 11:30 UTC: over";
  for (const action of [seen(null), seen(null, before), { do: "aged" } as const]) {
    assert.match(outcomeIn(issue, action, around({ now: time - 1 })), /^= /);
    assert.equal(outcomeIn(issue, action, around({ now: time })), expected);
    const late = transition(issue, action, around({ now: time + day }));
    assert.equal(after(late).stateAt, time);
  }
});

test("archived until it escalates, it ends when an hour is far busier than the busiest before", () => {
  for (const [busiestHour, limit] of [
    [0, escalation.errorsMin],
    [1, escalation.errorsMin],
    [10, 10 * escalation.factor],
    [1000, 1000 * escalation.factor],
  ] as const) {
    const issue = archivedIssue({ until: "escalating", busiestHour });
    assert.equal(outcomeIn(issue, seen(null), around({ errors: limit })), stays);
    const more = around({ errors: limit + 1 });
    const expected = `escalating: ${limit + 1} errors in an hour: escalating`;
    assert.equal(outcomeIn(issue, seen(null), more), expected);
    assert.equal(outcomeIn(issue, seen(null, before), more), stays);
  }
});

test("an archiving begins with what is counted by then", () => {
  const archiveOf = (asked: Parameters<typeof transition>[1] & { do: "archive" }): Archive | null =>
    after(transition(unresolvedIssue("new"), asked, around())).archive;
  assert.deepEqual(archiveOf({ do: "archive", archive: { until: "escalating" } }), {
    until: "escalating",
    busiestHour: 10,
  });
  assert.deepEqual(archiveOf({ do: "archive", archive: { until: "count", count: 7 } }), {
    until: "count",
    count: 7,
    windowMinutes: null,
    countThen: 50,
  });
  assert.deepEqual(archiveOf({ do: "archive", archive: { until: "users", users: 7 } }), {
    until: "users",
    users: 7,
    usersThen: 5,
  });
});

test("to archive in the same way again does not put off the end; in another way it does", () => {
  const issue = archivedIssue({ until: "count", count: 10, windowMinutes: null, countThen: 41 });
  const same = { do: "archive", archive: { until: "count", count: 10 } } as const;
  assert.equal(outcomeIn(issue, same), "= It was archived so already.");
  for (const archive of [
    { until: "count", count: 11 },
    { until: "count", count: 10, windowMinutes: 60 },
  ] as const) {
    assert.match(outcomeIn(issue, { do: "archive", archive }), /^archived_until_condition_met: /);
  }
});

test("what costs a query is asked for only where it decides", () => {
  const dear = () => assert.fail("asked for");
  const context = {
    ...around(),
    tally: { count: 50, users: dear, errorsWithin: dear, busiestHour: dear },
  };
  for (const issue of [
    unresolvedIssue("ongoing"),
    archivedIssue({ until: "forever" }),
    archivedIssue({ until: "time", time: now + day }),
    archivedIssue({ until: "count", count: 10, windowMinutes: 60, countThen: 45 }),
    archivedIssue(null, "archived_until_escalating"),
  ]) {
    assert.equal(transition(issue, seen(null), context).outcome, "unchanged");
  }
});
