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
  seen,
  told,
  unresolvedIssue,
} from "../../../test/support/workflow.ts";
import type { IssueAction, IssueHappening } from "./action.ts";
import { type IssueState, newIssueState } from "./state.ts";
import { transition } from "./transition.ts";

/** Every kind of state that an issue can be in, by the name of its row. */
const states: Readonly<Record<string, IssueState>> = {
  "unresolved, new": unresolvedIssue("new"),
  "unresolved, ongoing": unresolvedIssue("ongoing"),
  "unresolved, regressed": unresolvedIssue("regressed"),
  "unresolved, escalating": unresolvedIssue("escalating"),
  "resolved now": resolvedIssue({ in: "now", release: "web@2.0.0" }),
  "resolved in the next": resolvedIssue({ in: "next_release", after: "web@2.1.0" }),
  "resolved in 2.1.0": resolvedIssue({ in: "release", release: "web@2.1.0" }),
  "resolved in a commit": resolvedIssue({
    in: "commit",
    commit: "3f2a9c1d0b77",
    repository: null,
    release: "web@2.1.0",
  }),
  "resolved upstream": resolvedIssue(null),
  "archived forever": archivedIssue({ until: "forever" }),
  "archived, escalating": archivedIssue({ until: "escalating", busiestHour: 10 }),
  "archived, 10 errors": archivedIssue({
    until: "count",
    count: 10,
    windowMinutes: null,
    countThen: 40,
  }),
  "archived, 3 users": archivedIssue({ until: "users", users: 3, usersThen: 2 }),
  "archived, a time": archivedIssue({ until: "time", time: now + minute }),
  "archived upstream": archivedIssue(null, "archived_until_condition_met"),
};

/** Every action, by the head of its column. */
const actions: Readonly<Record<string, IssueAction | IssueHappening>> = {
  now: { do: "resolve", resolution: { in: "now" } },
  next: { do: "resolve", resolution: { in: "next_release" } },
  rel: { do: "resolve", resolution: { in: "release", release: "web@2.1.0" } },
  com: { do: "resolve", resolution: { in: "commit", commit: "3f2a9c1d0b77" } },
  ever: { do: "archive", archive: { until: "forever" } },
  esc: { do: "archive", archive: { until: "escalating" } },
  cnt: { do: "archive", archive: { until: "count", count: 10 } },
  usr: { do: "archive", archive: { until: "users", users: 3 } },
  time: { do: "archive", archive: { until: "time", time: now + minute } },
  open: { do: "reopen" },
  seen: seen("web@2.2.0"),
  old: seen("web@1.9.0"),
  late: seen("web@2.2.0", before),
  aged: { do: "aged" },
  upR: told({ status: "resolved" }),
  upA: told({ status: "archived" }),
  upU: told({ status: "unresolved", substatus: "regressed" }),
};

/** What surrounds the issue for the columns that need more than an ordinary day. */
const surroundings = {
  seen: around({ errors: 31 }),
  late: around({ count: 49, users: 4, errors: 31 }),
  old: around({ count: 49, users: 4 }),
  aged: around({ now: before + 7 * day }),
};

// What each action makes of each state: R resolved, F C E archived (forever, until a condition is met,
// until escalating), and n o r e unresolved (new, ongoing, regressed, escalating). A dot: unchanged.
const table = `
                         now next rel com  ever esc cnt usr time open  seen old late aged  upR upA upU
unresolved, new          R   R    R   R    F    E   C   C   C    .     .    .   .    o     R   F   r
unresolved, ongoing      R   R    R   R    F    E   C   C   C    .     .    .   .    .     R   F   r
unresolved, regressed    R   R    R   R    F    E   C   C   C    .     .    .   .    o     R   F   .
unresolved, escalating   R   R    R   R    F    E   C   C   C    .     .    .   .    o     R   F   r
resolved now             .   R    R   R    F    E   C   C   C    o     r    .   .    .     .   F   r
resolved in the next     R   .    R   R    F    E   C   C   C    o     r    .   .    .     .   F   r
resolved in 2.1.0        R   R    .   R    F    E   C   C   C    o     r    .   .    .     .   F   r
resolved in a commit     R   R    R   .    F    E   C   C   C    o     r    .   .    .     .   F   r
resolved upstream        .   R    R   R    F    E   C   C   C    o     r    r   .    .     .   F   r
archived forever         R   R    R   R    .    E   C   C   C    o     .    .   .    .     R   .   r
archived, escalating     R   R    R   R    F    .   C   C   C    o     e    .   .    .     R   .   r
archived, 10 errors      R   R    R   R    F    E   .   C   C    o     e    .   .    .     R   .   r
archived, 3 users        R   R    R   R    F    E   C   .   C    o     e    .   .    .     R   .   r
archived, a time         R   R    R   R    F    E   C   C   .    o     .    .   .    o     R   .   r
archived upstream        R   R    R   R    F    E   C   C   C    o     .    .   .    .     R   .   r
`;

const letters: Readonly<Record<string, string>> = {
  resolved: "R",
  archived_forever: "F",
  archived_until_condition_met: "C",
  archived_until_escalating: "E",
  new: "n",
  ongoing: "o",
  regressed: "r",
  escalating: "e",
};

test("every action on every state makes what the table says", () => {
  const [head = "", ...rows] = table.trim().split("\n");
  assert.deepEqual(head.trim().split(/\s+/), Object.keys(actions));
  assert.deepEqual(
    rows.map((row) => row.slice(0, 25).trim()),
    Object.keys(states),
  );
  for (const row of rows) {
    const name = row.slice(0, 25).trim();
    const state = states[name];
    assert.ok(state);
    const made = Object.entries(actions).map(([column, action]) => {
      const context = surroundings[column as keyof typeof surroundings] ?? around();
      const result = transition(state, action, context);
      assert.notEqual(result.outcome, "refused", `${name}: ${column}`);
      if (result.outcome !== "changed") return ".";
      return letters[result.state.substatus ?? result.state.status];
    });
    assert.deepEqual(made, row.slice(25).trim().split(/\s+/), name);
  }
});

test("each change is told in a line for the timeline", () => {
  const lines: readonly [IssueState, IssueAction | IssueHappening, string][] = [
    [newIssueState, { do: "resolve", resolution: { in: "now" } }, "resolved: resolved"],
    [
      newIssueState,
      { do: "resolve", resolution: { in: "next_release" } },
      "resolved: resolved in the next release (after web@2.1.0)",
    ],
    [
      newIssueState,
      { do: "resolve", resolution: { in: "release", release: " 2.2.0 " } },
      "resolved: resolved in 2.2.0",
    ],
    [
      newIssueState,
      {
        do: "resolve",
        resolution: {
          in: "commit",
          commit: "3F2A9C1D0B7766554433221100ffeeddccbbaa99",
          repository: "acme/web",
        },
      },
      "resolved: resolved in commit 3f2a9c1d0b77 of acme/web",
    ],
    [
      newIssueState,
      { do: "archive", archive: { until: "forever" } },
      "archived_forever: archived forever",
    ],
    [
      newIssueState,
      { do: "archive", archive: { until: "escalating" } },
      "archived_until_escalating: archived until it escalates",
    ],
    [
      newIssueState,
      { do: "archive", archive: { until: "count", count: 100 } },
      "archived_until_condition_met: archived until 100 more errors",
    ],
    [
      newIssueState,
      { do: "archive", archive: { until: "count", count: 1, windowMinutes: 30 } },
      "archived_until_condition_met: archived until 1 more error within 30 minutes",
    ],
    [
      newIssueState,
      { do: "archive", archive: { until: "users", users: 1 } },
      "archived_until_condition_met: archived until 1 more user",
    ],
    [
      newIssueState,
      { do: "archive", archive: { until: "time", time: now + day } },
      "archived_until_condition_met: archived until 2026-09-02 12:00 UTC",
    ],
    [resolvedIssue(null), { do: "reopen" }, "ongoing: reopened"],
    [resolvedIssue(null), seen("web@2.1.0"), "regressed: seen again in web@2.1.0: regressed"],
    [resolvedIssue(null), seen(null), "regressed: seen again: regressed"],
    [resolvedIssue(null), seen("a\n\nb"), "regressed: seen again in a b: regressed"],
    [
      newIssueState,
      { do: "assign", to: " anna@example.com " },
      "new: assigned to anna@example.com",
    ],
    [{ ...newIssueState, assignee: "Anna" }, { do: "assign", to: null }, "new: assigned to nobody"],
    [newIssueState, { do: "bookmark", on: true }, "new: bookmarked"],
    [
      { ...newIssueState, bookmarked: true },
      { do: "bookmark", on: false },
      "new: bookmark removed",
    ],
    [newIssueState, { do: "pin", on: true }, "new: pinned"],
    [{ ...newIssueState, pinned: true }, { do: "pin", on: false }, "new: unpinned"],
  ];
  for (const [state, action, line] of lines) assert.equal(outcomeIn(state, action), line);
});

test("what was so already is unchanged", () => {
  const marked = { ...newIssueState, assignee: "Anna", bookmarked: true, pinned: true };
  for (const [state, action] of [
    [newIssueState, { do: "assign", to: null }],
    [marked, { do: "assign", to: "Anna " }],
    [newIssueState, { do: "bookmark", on: false }],
    [marked, { do: "bookmark", on: true }],
    [newIssueState, { do: "pin", on: false }],
    [marked, { do: "pin", on: true }],
  ] as const) {
    assert.equal(outcomeIn(state, action), "= It was so already.");
  }
});

test("what has no sense is refused with a sentence, whatever the state", () => {
  const refusals: readonly [action: IssueAction, sentence: RegExp][] = [
    ...["", "  ", "a\nb", "a\u0000", "x".repeat(201), "\ud800"].map(
      (release): [IssueAction, RegExp] => [
        { do: "resolve", resolution: { in: "release", release } },
        /^! A release has a name of 1 to 200 characters/,
      ],
    ),
    [
      { do: "resolve", resolution: { in: "release", release: "Latest" } },
      /^! 'latest' is not the name of a release/,
    ],
    ...["", "3f2a9c", "main", "3".repeat(65)].map((commit): [IssueAction, RegExp] => [
      { do: "resolve", resolution: { in: "commit", commit } },
      /^! A commit is named by its hash: 7 to 64 hexadecimal digits/,
    ]),
    [
      { do: "resolve", resolution: { in: "commit", commit: "3f2a9c1", repository: " " } },
      /^! A repository has a name of 1 to 200 characters/,
    ],
    ...[0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 1e9 + 1].flatMap(
      (count): [IssueAction, RegExp][] => [
        [
          { do: "archive", archive: { until: "count", count } },
          /^! The number of further errors is a whole number from 1 to 1000000000\./,
        ],
        [
          { do: "archive", archive: { until: "users", users: count } },
          /^! The number of further users is a whole number from 1 to 1000000000\./,
        ],
        [
          { do: "archive", archive: { until: "count", count: 1, windowMinutes: count } },
          /^! The number of minutes is a whole number from 1 to 10080\./,
        ],
      ],
    ),
    ...[now, now - day, 0].map((time): [IssueAction, RegExp] => [
      { do: "archive", archive: { until: "time", time } },
      /^! An issue is archived until a moment that is still to come; .* UTC is past\./,
    ]),
    ...[Number.NaN, 1e300, 8.64e15 + 1].map((time): [IssueAction, RegExp] => [
      { do: "archive", archive: { until: "time", time } },
      /^! That is not a moment\./,
    ]),
    ...["", " \t ", "a\u0007", "a\u2028b", "x".repeat(201), "\udfff"].map(
      (to): [IssueAction, RegExp] => [
        { do: "assign", to },
        /^! An issue is assigned to a name or a mail address of 1 to 200 characters/,
      ],
    ),
  ];
  for (const [action, sentence] of refusals) {
    for (const state of Object.values(states)) {
      assert.match(outcomeIn(state, action), sentence, JSON.stringify(action));
    }
  }
});

test("the next release comes after the newest one, of the project or at least of the issue", () => {
  const action = { do: "resolve", resolution: { in: "next_release" } } as const;
  const unknown = around({ last: null, newest: null });
  assert.equal(outcomeIn(newIssueState, action, unknown), "resolved: resolved in the next release");
  const own = outcomeIn(newIssueState, action, around({ last: "7", newest: null }));
  assert.equal(own, "resolved: resolved in the next release (after 7)");
});

test("who acts must be known; what happens by itself has no actor", () => {
  const reopen = (actor: unknown) =>
    outcomeIn(resolvedIssue(null), { do: "reopen" }, around({ actor: actor as null }));
  assert.match(reopen(null), /^! Say who does this/);
  assert.match(reopen({ type: "person", name: null }), /^! Say who does this/);
  assert.match(reopen({ type: "token", name: " " }), /^! Say who does this/);
  assert.match(reopen({ type: "robot", name: "R" }), /^! The kind of actor 'robot' is not known/);
  for (const type of ["person", "token", "rule", "sentry"]) {
    assert.equal(reopen({ type, name: "Ada" }), "ongoing: reopened");
  }
  assert.equal(reopen({ type: "sentry", name: null }), "ongoing: reopened");
  const nobody = around({ actor: null });
  assert.equal(outcomeIn(resolvedIssue(null), seen(null), nobody).split(":")[0], "regressed");
});

test("the timeline keeps what changed, and no more", () => {
  const result = transition(
    unresolvedIssue("new"),
    { do: "resolve", resolution: { in: "now" } },
    around(),
  );
  assert.equal(result.outcome, "changed");
  assert.deepEqual(result.entry, {
    action: "resolved",
    summary: "resolved",
    detail: {
      before: { status: "unresolved", substatus: "new", resolution: null },
      after: {
        status: "resolved",
        substatus: null,
        resolution: { in: "now", release: "web@2.0.0" },
      },
    },
    at: now,
  });
});

test("new, regressed and escalating issues are ongoing after seven days, from the day they were due", () => {
  for (const substatus of ["new", "regressed", "escalating"] as const) {
    const issue = unresolvedIssue(substatus);
    const due = before + 7 * day;
    assert.match(outcomeIn(issue, { do: "aged" }, around({ now: due - 1 })), /^= It is not old/);
    const result = transition(issue, { do: "aged" }, around({ now: due + 30 * day }));
    assert.equal(after(result).substatus, "ongoing");
    assert.equal(after(result).stateAt, due);
    assert.equal(
      outcomeIn(issue, { do: "aged" }, around({ now: due })),
      `ongoing: ${substatus} for 7 days: ongoing`,
    );
  }
});

test("an issue that nobody touched is new from when it was first seen", () => {
  const seenFirst = (firstSeen: number) =>
    outcomeIn(newIssueState, { do: "aged" }, around({ firstSeen }));
  assert.match(seenFirst(now - 7 * day + 1), /^= It is not old enough/);
  assert.match(seenFirst(now - 7 * day), /^ongoing: new for 7 days/);
});

test("an assignment does not touch the status, nor its clock", () => {
  const issue = resolvedIssue({ in: "now", release: null });
  const assigned = after(transition(issue, { do: "assign", to: "Anna" }, around()));
  assert.deepEqual(assigned, { ...issue, assignee: "Anna", assignedAt: now });
});
