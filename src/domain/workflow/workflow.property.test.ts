import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { around, before, day, now } from "../../../test/support/workflow.ts";
import type { IssueAction, IssueHappening, IssueStateChange, WorkflowContext } from "./action.ts";
import { type IssueState, newIssueState, standingOf } from "./state.ts";
import { transition } from "./transition.ts";

const odd = fc.oneof(fc.integer({ min: -1, max: 120 }), fc.double(), fc.maxSafeInteger());
const near = fc.integer({ min: before - 9 * day, max: now + 9 * day });
/** What a person may type; an error's own time is a whole number always. */
const moment = fc.oneof(near, odd);
const timestamp = fc.oneof(near, fc.maxSafeInteger());
const word = fc.oneof(
  fc.constantFrom("web@1.9.0", "web@2.1.0", "web@2.2.0", "new", "3f2a9c1d0b77", "latest", ""),
  fc.string({ unit: "binary", maxLength: 230 }),
);
const release = fc.option(word);

const resolution = fc.oneof(
  fc.record({ in: fc.constant("now" as const) }),
  fc.record({ in: fc.constant("next_release" as const) }),
  fc.record({ in: fc.constant("release" as const), release: word }),
  fc.record({ in: fc.constant("commit" as const), commit: word, repository: fc.option(word) }),
);

const archive = fc.oneof(
  fc.record({ until: fc.constantFrom("forever" as const, "escalating" as const) }),
  fc.record({ until: fc.constant("count" as const), count: odd, windowMinutes: fc.option(odd) }),
  fc.record({ until: fc.constant("users" as const), users: odd }),
  fc.record({ until: fc.constant("time" as const), time: moment }),
);

const action: fc.Arbitrary<IssueAction> = fc.oneof(
  fc.record({ do: fc.constant("resolve" as const), resolution }),
  fc.record({ do: fc.constant("archive" as const), archive }),
  fc.record({ do: fc.constant("reopen" as const) }),
  fc.record({ do: fc.constant("assign" as const), to: fc.option(word) }),
  fc.record({ do: fc.constantFrom("bookmark" as const, "pin" as const), on: fc.boolean() }),
);

const substatus = fc.option(
  fc.oneof(
    fc.constantFrom("new", "ongoing", "regressed", "escalating", "archived_forever"),
    fc.constantFrom("archived_until_escalating", "archived_until_condition_met", "other"),
  ),
);

const change = fc.record({
  action: fc.constantFrom("created", "resolved", "archived", "unresolved", "assigned"),
  status: fc.option(fc.constantFrom("unresolved", "resolved", "archived")),
  substatus,
  resolution: fc.option(resolution),
  assignee: fc.option(fc.option(fc.oneof(word, fc.constantFrom("Ada", "Bob"))), { nil: undefined }),
  at: fc.integer({ min: before - day, max: now + day }),
});

const upstream = change.map((each): IssueHappening => ({ do: "upstream", change: each }));

const happening: fc.Arbitrary<IssueHappening> = fc.oneof(
  fc.record({ do: fc.constant("seen" as const), release, timestamp }),
  fc.record({ do: fc.constant("aged" as const) }),
  upstream,
);

const context: fc.Arbitrary<WorkflowContext> = fc
  .record({
    now: fc.integer({ min: before - day, max: now + 20 * day }),
    last: release,
    newest: release,
    count: fc.nat(200),
    users: fc.nat(200),
    errors: fc.nat(200),
    busiestHour: fc.nat(50),
  })
  .map(around);

const step = fc.tuple(fc.oneof(action, happening), context);
const steps = fc.array(step, { maxLength: 30 });

/** The state after some steps. States are frozen: a transition that wrote to one would throw. */
function after(walk: readonly (readonly [IssueAction | IssueHappening, WorkflowContext])[]) {
  return walk.reduce((state, [doing, surroundings]): IssueState => {
    const result = transition(state, doing, surroundings);
    return result.outcome === "refused" ? state : Object.freeze(result.state);
  }, Object.freeze(newIssueState));
}

test("no sequence of actions, however strange, throws or ends in a state that contradicts itself", () => {
  fc.assert(
    fc.property(steps, (walk) => {
      const state = after(walk);
      const { status, substatus: named, resolution: how, archive: until } = state;
      assert.deepEqual(standingOf(state), {
        status,
        substatus: named,
        resolution: how,
        archive: until,
      });
      assert.ok(how === null || status === "resolved");
      assert.ok(until === null || status === "archived");
      assert.equal(named === null, status === "resolved");
      assert.deepEqual(JSON.parse(JSON.stringify(state)), state, "it can be stored");
      assert.notEqual(state.assignee, "");
    }),
    { numRuns: 1000 },
  );
});

test("a change changes something, tells it in one line, and never sets a clock back", () => {
  fc.assert(
    fc.property(steps, step, (walk, [doing, surroundings]) => {
      const state = after(walk);
      const result = transition(state, doing, surroundings);
      if (result.outcome === "refused") {
        assert.match(result.reason, /^[^\n]+\.$/);
        return;
      }
      assert.ok(result.state.stateAt >= state.stateAt);
      assert.ok(result.state.assignedAt >= state.assignedAt);
      if (result.outcome === "unchanged") return;
      assert.match(result.entry.summary, /^\S[^\p{Cc}\p{Zl}\p{Zp}\p{Cs}]*$/u);
      assert.notDeepEqual(result.entry.detail["before"], result.entry.detail["after"]);
      const clocks = { stateAt: 0, assignedAt: 0 };
      assert.notDeepEqual({ ...result.state, ...clocks }, { ...state, ...clocks });
    }),
    { numRuns: 1000 },
  );
});

test("unchanged leaves the state as it is; a delivery that confirms it sets its clocks alone", () => {
  fc.assert(
    fc.property(steps, step, (walk, [doing, surroundings]) => {
      const state = after(walk);
      const result = transition(state, doing, surroundings);
      if (result.outcome !== "unchanged" || result.state === state) return;
      assert.equal(doing.do, "upstream");
      const { stateAt, assignedAt } = state;
      assert.deepEqual({ ...result.state, stateAt, assignedAt }, state);
    }),
    { numRuns: 1000 },
  );
});

test("what happens by itself is never refused, whoever is named", () => {
  fc.assert(
    fc.property(steps, happening, context, (walk, doing, surroundings) => {
      const nobody = { ...surroundings, actor: null };
      assert.notEqual(transition(after(walk), doing, nobody).outcome, "refused");
    }),
  );
});

test("the same action or delivery once more changes nothing", () => {
  fc.assert(
    fc.property(steps, fc.oneof(action, upstream), context, (walk, doing, surroundings) => {
      const first = transition(after(walk), doing, surroundings);
      if (first.outcome === "refused") return;
      const second = transition(first.state, doing, surroundings);
      assert.equal(second.outcome, "unchanged");
      assert.equal(second.state, first.state);
    }),
    { numRuns: 1000 },
  );
});

/** What the upstream may say in full, so that nothing depends on what was known before. */
const whole = fc.oneof(
  fc.constantFrom(
    { status: "resolved", substatus: null },
    { status: "unresolved", substatus: "ongoing" },
    { status: "unresolved", substatus: "regressed" },
    { status: "archived", substatus: "archived_forever" },
    { status: "archived", substatus: "archived_until_escalating" },
  ),
  fc.constantFrom({ assignee: "Ada" }, { assignee: "Bob" }),
);

test("deliveries in any order end in the state that was sent last", () => {
  const sent = fc
    .array(whole, { maxLength: 12 })
    .map((all) => all.map((each, index) => ({ ...each, at: before + index })));
  const shuffled = sent.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
  );
  const endOf = (all: readonly Partial<IssueStateChange>[]) => {
    const walk = all.map((each) => {
      const full = {
        action: "x",
        status: null,
        substatus: null,
        assignee: undefined,
        at: 0,
        ...each,
      };
      return [{ do: "upstream", change: full } as const, around()] as const;
    });
    const { status, substatus: named, assignee } = after(walk);
    return { status, substatus: named, assignee };
  };
  fc.assert(
    fc.property(shuffled, ([inOrder, arrived]) => {
      const changes = inOrder as readonly Partial<IssueStateChange>[];
      assert.deepEqual(endOf(arrived as readonly Partial<IssueStateChange>[]), endOf(changes));
    }),
    { numRuns: 500 },
  );
});
