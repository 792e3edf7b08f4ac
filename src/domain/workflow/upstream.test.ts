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
  resolvedIssue,
  told,
  unresolvedIssue,
} from "../../../test/support/workflow.ts";
import type { IssueStateChange } from "./action.ts";
import { standingOf } from "./state.ts";
import { transition } from "./transition.ts";

const open = unresolvedIssue("new");
const older = "= Something newer was known, or it says nothing.";

test("a newer state is applied", () => {
  const state = after(transition(open, told({ status: "resolved" }), around()));
  assert.deepEqual(state, { ...resolvedIssue(null), stateAt: now });
});

test("a state that is older than the known one changes nothing", () => {
  assert.equal(outcomeIn(open, told({ status: "resolved", at: before - 1 })), older);
});

test("two changes of the same second are applied in the order of their arrival", () => {
  assert.equal(outcomeIn(open, told({ status: "resolved", at: before })), "resolved: resolved");
});

test("the same state again leaves no trace", () => {
  const same = told({ status: "unresolved", substatus: "new" });
  assert.equal(outcomeIn(open, same), "= The same was known.");
});

test("created never reopens an issue", () => {
  const created = told({ action: "created", status: "unresolved", assignee: "Ada" });
  assert.equal(outcomeIn(resolvedIssue(null), created), "= A creation changes no state.");
});

test("an assignment leaves the status as it is", () => {
  const state = after(transition(open, told({ assignee: "anna@example.com" }), around()));
  assert.deepEqual(state, { ...open, assignee: "anna@example.com", assignedAt: now });
});

test("what is confirmed makes older deliveries old, and leaves nothing in the timeline", () => {
  const issue = resolvedIssue({ in: "now", release: "web@2.0.0" });
  const confirmed = transition(issue, told({ status: "resolved" }), around());
  assert.equal(confirmed.outcome, "unchanged");
  assert.deepEqual(confirmed.state, { ...issue, stateAt: now });
  const between = told({ status: "unresolved", at: now - minute });
  assert.equal(outcomeIn(confirmed.state, between), older);
});

test("an assignment and a resolution that overtake each other both count", () => {
  const assigned = after(transition(open, told({ assignee: "Ada" }), around()));
  const earlier = told({ status: "resolved", at: now - minute });
  const both = after(transition(assigned, earlier, around()));
  assert.deepEqual([both.status, both.assignee], ["resolved", "Ada"]);
  const resolved = after(transition(open, told({ status: "resolved" }), around()));
  const late = after(transition(resolved, told({ assignee: "Ada", at: now - minute }), around()));
  assert.deepEqual([late.status, late.assignee], ["resolved", "Ada"]);
});

test("what a person does here is newer than what was sent before it", () => {
  const resolved = after(transition(open, { do: "resolve", resolution: { in: "now" } }, around()));
  assert.equal(outcomeIn(resolved, told({ status: "unresolved", at: now - 1 })), older);
  const assigned = after(transition(open, { do: "assign", to: "Ada" }, around()));
  assert.equal(outcomeIn(assigned, told({ assignee: "Bob", at: now - 1 })), older);
});

test("an assignment whose name cannot be read is not one to nobody", () => {
  const issue = { ...open, assignee: "Ada" };
  assert.equal(outcomeIn(issue, told({ action: "assigned", assignee: null })), older);
  assert.equal(outcomeIn(issue, told({ action: "pulled", assignee: " \n" })), older);
  assert.equal(outcomeIn(issue, told({ assignee: " B\nob " })), "new: assigned to B ob");
  const whole = told({ action: "pulled", assignee: null });
  assert.equal(outcomeIn(issue, whole), "new: assigned to nobody");
});

test("a status and an assignee in one delivery are one change", () => {
  const both = told({ status: "unresolved", substatus: "regressed", assignee: "Ada" });
  assert.equal(
    outcomeIn(resolvedIssue(null), both),
    "regressed: unresolved (regressed), assigned to Ada",
  );
});

test("a substatus counts only for the status that it belongs to, and one that is not told stays", () => {
  const substatuses: readonly [Partial<IssueStateChange>, typeof open, string][] = [
    [{ status: "unresolved", substatus: "escalating" }, resolvedIssue(null), "escalating"],
    [{ status: "unresolved", substatus: null }, resolvedIssue(null), "ongoing"],
    [{ status: "unresolved", substatus: "archived_forever" }, resolvedIssue(null), "ongoing"],
    [{ status: "resolved", substatus: "regressed" }, open, "null"],
    [{ status: "archived", substatus: null }, open, "archived_forever"],
    [{ status: "archived", substatus: "new" }, open, "archived_forever"],
    [
      { status: "archived", substatus: "archived_until_escalating" },
      open,
      "archived_until_escalating",
    ],
    [
      { status: "archived", substatus: "archived_until_condition_met" },
      archivedIssue({ until: "forever" }),
      "archived_until_condition_met",
    ],
  ];
  for (const [change, issue, substatus] of substatuses) {
    const state = after(transition(issue, told(change), around()));
    assert.equal(String(state.substatus), substatus, JSON.stringify(change));
    assert.deepEqual([state.resolution, state.archive], [null, null]);
  }
  assert.equal(outcomeIn(open, told({ status: "unresolved" })), "= The same was known.");
});

test("what was said here of a status stays while the upstream only confirms it", () => {
  const archived = archivedIssue({ until: "users", users: 3, usersThen: 5 });
  const resolved = resolvedIssue({ in: "release", release: "web@2.1.0" });
  for (const [issue, change] of [
    [archived, { status: "archived" }],
    [archived, { status: "archived", substatus: "archived_until_condition_met" }],
    [resolved, { status: "resolved" }],
    [resolved, { status: "resolved", resolution: { in: "now" } }],
  ] as const) {
    const result = transition(issue, told(change), around());
    assert.equal(result.outcome, "unchanged");
    assert.deepEqual(result.state, { ...issue, stateAt: now });
  }
});

test("how the upstream resolved it decides when it regresses; what has no sense is left out", () => {
  const commit = "3f2a9c1d0b7766554433221100ffeeddccbbaa99";
  const resolved = (resolution: IssueStateChange["resolution"], context = around()) => {
    const change = told({ status: "resolved", resolution: resolution ?? null });
    return after(transition(open, change, context)).resolution;
  };
  assert.deepEqual(resolved({ in: "now" }), { in: "now", release: "web@2.0.0" });
  assert.deepEqual(resolved({ in: "next_release" }), { in: "next_release", after: "web@2.1.0" });
  const none = around({ last: null, newest: null });
  assert.deepEqual(resolved({ in: "next_release" }, none), { in: "next_release", after: null });
  assert.deepEqual(resolved({ in: "release", release: "7" }), { in: "release", release: "7" });
  assert.equal(resolved({ in: "release", release: "latest" }), null);
  assert.equal(resolved({ in: "commit", commit: "main" }), null);
  const inCommit = { in: "commit", commit, repository: "acme/web" } as const;
  assert.deepEqual(resolved(inCommit), { ...inCommit, release: "web@2.1.0" });
});

test("a stored standing that is none is read as the nearest one", () => {
  const nothing = { substatus: null, resolution: null, archive: null };
  const now = { in: "now", release: null } as const;
  const forever = { until: "forever" } as const;
  assert.deepEqual(
    [
      standingOf({ ...nothing, status: "unresolved" }),
      standingOf({ ...nothing, status: "unresolved", substatus: "x", resolution: now }),
      standingOf({ ...nothing, status: "resolved", substatus: "new", archive: forever }),
      standingOf({ ...nothing, status: "archived", substatus: "new", resolution: now }),
      standingOf({ ...nothing, status: "archived", substatus: "new", archive: forever }),
    ].map(({ substatus, resolution, archive }) => [substatus, resolution, archive]),
    [
      ["new", null, null],
      ["ongoing", null, null],
      [null, null, null],
      ["archived_forever", null, null],
      ["archived_forever", null, forever],
    ],
  );
});

test("an archiving of the upstream ends when it says so", () => {
  const issue = archivedIssue(null, "archived_until_escalating");
  const change = told({ status: "unresolved", substatus: "escalating", at: now + day });
  assert.equal(outcomeIn(issue, change), "escalating: unresolved (escalating)");
});
