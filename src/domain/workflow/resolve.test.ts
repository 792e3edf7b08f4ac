import assert from "node:assert/strict";
import { test } from "node:test";
import {
  after,
  around,
  before,
  minute,
  now,
  outcomeIn,
  resolvedIssue,
  seen,
  told,
} from "../../../test/support/workflow.ts";
import type { Resolution } from "./state.ts";
import { transition } from "./transition.ts";

const commit = "3f2a9c1d0b7766554433221100ffeeddccbbaa99";

/** Each way of resolving, as its row is named. */
const resolutions: Readonly<Record<string, Resolution | null>> = {
  "now, last seen in 2.0.0": { in: "now", release: "web@2.0.0" },
  "now, last seen in new": { in: "now", release: "new" },
  "now, in no release": { in: "now", release: null },
  "next, after 2.0.0": { in: "next_release", after: "web@2.0.0" },
  "next, after 2.1.0+5": { in: "next_release", after: "web@2.1.0+5" },
  "next, none was known": { in: "next_release", after: null },
  "in 2.1.0": { in: "release", release: "web@2.1.0" },
  "in old": { in: "release", release: "old" },
  "in one not seen yet": { in: "release", release: "soon" },
  "commit, after 2.1.0": { in: "commit", commit, repository: null, release: "web@2.1.0" },
  "commit, after new": { in: "commit", commit, repository: null, release: "new" },
  "commit, none was known": { in: "commit", commit, repository: null, release: null },
  "upstream did not say": null,
};

// The releases in the head were first seen in the order: old, web@1.9.0, web@2.0.0, web@2.1.0,
// 3f2a9c1d0b77 (a hash), new. `-`: the error names none; `what`: a word that was not seen before.
// R: it regresses.
const table = `
                         old  web@1.9.0 web@2.0.0 web@2.1.0 web@2.1.0+6 web@2.2.0-rc.1 3f2a9c1d0b77 new what -
now, last seen in 2.0.0  .    .         R         R         R           R              R            R   R    R
now, last seen in new    .    .         .         .         R           R              .            R   R    R
now, in no release       R    R         R         R         R           R              R            R   R    R
next, after 2.0.0        .    .         .         R         R           R              R            R   .    .
next, after 2.1.0+5      .    .         .         .         R           R              .            .   .    .
next, none was known     R    R         R         R         R           R              R            R   R    R
in 2.1.0                 .    .         .         R         R           R              R            R   .    .
in old                   R    R         R         R         .           .              R            R   .    .
in one not seen yet      .    .         .         .         .           .              .            .   .    .
commit, after 2.1.0      .    .         .         .         .           R              R            R   .    .
commit, after new        .    .         .         .         .           .              R            .   .    .
commit, none was known   R    R         R         R         R           R              R            R   R    R
upstream did not say     R    R         R         R         R           R              R            R   R    R
`;

test("a resolved issue regresses in the releases that the table says", () => {
  const [head = "", ...rows] = table.trim().split("\n");
  const releases = head.trim().split(/\s+/);
  assert.deepEqual(
    rows.map((row) => row.slice(0, 25).trim()),
    Object.keys(resolutions),
  );
  for (const row of rows) {
    const name = row.slice(0, 25).trim();
    const issue = resolvedIssue(resolutions[name] ?? null);
    const made = releases.map((release) => {
      const outcome = outcomeIn(issue, seen(release === "-" ? null : release));
      return outcome.startsWith("regressed:") ? "R" : ".";
    });
    assert.deepEqual(made, row.slice(25).trim().split(/\s+/), name);
  }
});

test("an error from before the resolution never regresses, whatever its release", () => {
  for (const resolution of Object.values(resolutions)) {
    for (const release of ["new", "web@2.2.0", commit, null]) {
      for (const timestamp of [0, before - 1, before]) {
        assert.equal(
          outcomeIn(resolvedIssue(resolution), seen(release, timestamp)),
          "= The error is from before the resolution.",
        );
      }
    }
  }
});

test("a regression takes effect when the error happened, so that what was sent since still counts", () => {
  const issue = resolvedIssue(null);
  const regressed = after(transition(issue, seen(null, before + minute), around()));
  assert.equal(regressed.stateAt, before + minute);
  const again = after(
    transition(regressed, told({ status: "resolved", at: before + 2 * minute }), around()),
  );
  assert.equal(again.status, "resolved");
  const ahead = after(transition(issue, seen(null, now + minute), around()));
  assert.equal(ahead.stateAt, now);
});

test("the row of a regression names the error", () => {
  const result = transition(resolvedIssue(null), seen("web@2.1.0", before + minute), around());
  assert.equal(result.outcome, "changed");
  assert.deepEqual(result.entry.detail["error"], {
    release: "web@2.1.0",
    timestamp: before + minute,
  });
  assert.equal(result.entry.at, before + minute);
});

test("a resolution remembers the releases of its moment", () => {
  const resolve = (resolution: Parameters<typeof resolutionFrom>[0], some = around()) =>
    resolutionFrom(resolution, some);
  assert.deepEqual(resolve({ in: "now" }), { in: "now", release: "web@2.0.0" });
  assert.deepEqual(resolve({ in: "next_release" }), { in: "next_release", after: "web@2.1.0" });
  assert.deepEqual(resolve({ in: "commit", commit: ` ${commit.toUpperCase()} ` }), {
    in: "commit",
    commit,
    repository: null,
    release: "web@2.1.0",
  });
  assert.deepEqual(resolve({ in: "commit", commit }, around({ newest: null })), {
    in: "commit",
    commit,
    repository: null,
    release: "web@2.0.0",
  });
});

function resolutionFrom(
  resolution: { in: "now" } | { in: "next_release" } | { in: "commit"; commit: string },
  context: ReturnType<typeof around>,
): Resolution | null {
  const issue = resolvedIssue({ in: "release", release: "other" });
  return after(transition(issue, { do: "resolve", resolution }, context)).resolution;
}

test("the same commit again is no news, the same hash of another repository is", () => {
  const issue = resolvedIssue({ in: "commit", commit, repository: "acme/web", release: null });
  const again = (repository: string) =>
    outcomeIn(issue, { do: "resolve", resolution: { in: "commit", commit, repository } });
  assert.equal(again("acme/web"), "= It was resolved so already.");
  assert.equal(again("acme/api"), "resolved: resolved in commit 3f2a9c1d0b77 of acme/api");
});

test("the next release moves on with the newest one, when it is asked for again", () => {
  const issue = resolvedIssue({ in: "next_release", after: "web@2.0.0" });
  const again = { do: "resolve", resolution: { in: "next_release" } } as const;
  assert.match(outcomeIn(issue, again), /^resolved: resolved in the next release \(after web@2\.1/);
  const same = around({ newest: "web@2.0.0" });
  assert.equal(outcomeIn(issue, again, same), "= It was resolved so already.");
});
