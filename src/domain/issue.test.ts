import assert from "node:assert/strict";
import { test } from "node:test";
import { applyUpstreamState, type IssueState, type IssueStateChange } from "./issue.ts";

const open: IssueState = { status: "unresolved", substatus: "new", assignee: null, stateAt: 1000 };

function change(fields: Partial<IssueStateChange>): IssueStateChange {
  return {
    action: "resolved",
    status: "resolved",
    substatus: null,
    assignee: undefined,
    at: 2000,
    ...fields,
  };
}

test("a newer state is applied", () => {
  assert.deepEqual(applyUpstreamState(open, change({})), {
    status: "resolved",
    substatus: null,
    assignee: null,
    stateAt: 2000,
  });
});

test("a state that is older than the known one changes nothing", () => {
  assert.equal(applyUpstreamState(open, change({ at: 999 })), null);
});

test("two changes of the same second are applied in the order of their arrival", () => {
  assert.equal(applyUpstreamState(open, change({ at: 1000 }))?.status, "resolved");
});

test("the same state again leaves no trace", () => {
  const same = change({ action: "unresolved", status: "unresolved", substatus: "new" });
  assert.equal(applyUpstreamState(open, same), null);
});

test("created never reopens an issue", () => {
  const resolved: IssueState = { ...open, status: "resolved" };
  const created = change({ action: "created", status: "unresolved", at: 5000 });
  assert.equal(applyUpstreamState(resolved, created), null);
});

test("an assignment leaves the status as it is", () => {
  const assigned = change({ action: "assigned", status: null, assignee: "anna@example.com" });
  assert.deepEqual(applyUpstreamState(open, assigned), {
    ...open,
    assignee: "anna@example.com",
    stateAt: 2000,
  });
});
