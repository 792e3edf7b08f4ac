import assert from "node:assert/strict";
import { test } from "node:test";
import { readLink } from "./links.ts";

function named(url: string): (string | null)[] {
  const { organization, project, issueId } = readLink(url);
  return [organization, project, issueId];
}

test("the API's addresses name organization, project and issue, below any path prefix", () => {
  assert.deepEqual(named("https://sentry.io/api/0/projects/acme/web/events/0f/"), [
    "acme",
    "web",
    null,
  ]);
  assert.deepEqual(named("https://h/sentry/api/0/projects/acme/web/events/0f/"), [
    "acme",
    "web",
    null,
  ]);
  assert.deepEqual(named("https://h/api/0/organizations/acme/issues/43/"), ["acme", null, "43"]);
  assert.deepEqual(named("https://h/api/0/issues/43/"), [null, null, "43"]);
});

test("the web's addresses do so in all their forms", () => {
  assert.deepEqual(named("https://h/organizations/acme/issues/43/events/0f/?project=2"), [
    "acme",
    null,
    "43",
  ]);
  assert.deepEqual(named("https://h/organizations/acme/projects/web/events/0f/"), [
    "acme",
    "web",
    null,
  ]);
  assert.deepEqual(named("https://h/acme/web/issues/43/?referrer=x"), ["acme", "web", "43"]);
  assert.deepEqual(named("https://h/acme/issues/43"), ["acme", null, "43"]);
  assert.deepEqual(named("https://acme.sentry.io/issues/43/"), ["acme", null, "43"]);
});

test("region hosts of Sentry are no organizations", () => {
  assert.deepEqual(named("https://us.sentry.io/issues/43/"), [null, null, "43"]);
  assert.deepEqual(named("https://o1.ingest.sentry.io/issues/43/"), [null, null, "43"]);
});

test("what is no address names nothing", () => {
  for (const value of [
    null,
    7,
    "",
    "issues/43",
    "https://",
    `https://h/${"a/".repeat(2000)}issues/1`,
  ]) {
    assert.deepEqual(readLink(value), { organization: null, project: null, issueId: null });
  }
  assert.deepEqual(named("https://h/organizations/<script>/issues/x/"), [null, null, null]);
});
