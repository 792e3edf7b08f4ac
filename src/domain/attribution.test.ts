import assert from "node:assert/strict";
import { test } from "node:test";
import { type KnownSource, sourceAt } from "./attribution.ts";

const at = (slug: string, baseUrl: string, more: Partial<KnownSource> = {}): KnownSource => ({
  slug,
  kind: "sentry",
  baseUrl,
  organization: null,
  ...more,
});

const sources = [
  at("default", "https://sentry.example.org"),
  at("second", "https://sentry.example.net:9000"),
  at("below", "https://tools.example.org/sentry/"),
  at("beside", "https://tools.example.org/sentry/old"),
  at("acme", "https://sentry.io", { organization: "acme" }),
  at("other", "https://sentry.io", { organization: "other" }),
  at("glitchtip", "https://glitch.example.org", { kind: "glitchtip" }),
  at("bugs", "https://bugs.example.org", { kind: "bugsink" }),
];

function sourceBy(
  addresses: readonly string[],
  { family = "integration_platform", organizations = [] as readonly string[] } = {},
) {
  return sourceAt({ family: family as "bugsink", addresses, organizations }, sources);
}

test("a delivery is of the source below whose base URL its addresses lie", () => {
  assert.equal(sourceBy(["https://sentry.example.org/organizations/a/issues/1/"]), "default");
  assert.equal(sourceBy(["https://sentry.example.net:9000/organizations/a/issues/1/"]), "second");
  assert.equal(sourceBy(["https://sentry.example.net/organizations/a/issues/1/"]), null);
  assert.equal(sourceBy(["https://tools.example.org/sentry/organizations/a/"]), "below");
  assert.equal(sourceBy(["https://tools.example.org/sentry/old/organizations/a/"]), "beside");
  assert.equal(sourceBy(["https://tools.example.org/sentrys/organizations/a/"]), null);
  assert.equal(sourceBy(["no address", "https://sentry.example.org/x"]), "default");
  assert.equal(sourceBy([]), null);
});

test("of several at one place it is the one of its organization, or none that anybody could name", () => {
  const address = ["https://acme.sentry.io/issues/1/"];
  assert.equal(sourceBy(address, { organizations: ["acme"] }), "acme");
  assert.equal(sourceBy(["https://sentry.io/x"], { organizations: ["other"] }), "other");
  assert.equal(sourceBy(address, { organizations: ["third"] }), null);
  assert.equal(sourceBy(["https://evil-sentry.io/x"], { organizations: ["acme"] }), null);
});

test("no address makes a delivery one of a source of another kind", () => {
  const glitch = ["https://glitch.example.org/acme/issues/1"];
  assert.equal(sourceBy(glitch, { family: "glitchtip" }), "glitchtip");
  assert.equal(sourceBy(glitch), null);
  assert.equal(sourceBy(["https://sentry.example.org/x"], { family: "bugsink" }), null);
  assert.equal(sourceBy(["https://bugs.example.org/x"], { family: "bugsink" }), "bugs");
  assert.equal(sourceBy(["https://sentry.example.org/x"], { family: "simple" }), null);
});

test("the only source of its kind that is called as its family is needs no address", () => {
  const only = sources.filter(({ kind }) => kind !== "sentry").concat(sources.slice(0, 1));
  const origin = { family: "service_hook", addresses: [], organizations: [] } as const;
  assert.equal(sourceAt(origin, only), "default");
});
