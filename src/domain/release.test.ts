import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { compareReleases, namesCommit, parseRelease } from "./release.ts";

const never = () => null;
const by = (...order: string[]) => {
  return (release: string) => (order.includes(release) ? order.indexOf(release) : null);
};

test("a name is read into package, version, pre-release and build", () => {
  const read = (name: string) => {
    const { package: named, version, semver } = parseRelease(name);
    if (semver === null) return [named, version];
    return [named, semver.numbers.join("."), semver.prerelease.join("."), semver.build];
  };
  const rows: readonly [name: string, ...parts: (string | null)[]][] = [
    ["my.project.name@2.3.12+1234", "my.project.name", "2.3.12.0", "", "1234"],
    ["@acme.web@1.2.3-dev.1+BUILD-code", "@acme.web", "1.2.3.0", "dev.1", "BUILD-code"],
    ["org.example.App@1.0rc1+20200101100", "org.example.App", "1.0.0.0", "rc1", "20200101100"],
    ["app@1.0a+a86d127c4b2f", "app", "1.0.0.0", "a", "a86d127c4b2f"],
    ["app@1.2.3.04", "app", "1.2.3.04", "", null],
    ["app@7", "app", "7.0.0.0", "", null],
    ["app@20260131", "app", "20260131.0.0.0", "", null],
    ["2.1.0", null, "2.1.0.0", "", null],
    [" v2.1.0 ", null, "2.1.0.0", "", null],
    ["a86d127c4b2f23a0a862620280427dcc01c78676", null, "a86d127c4b2f23a0a862620280427dcc01c78676"],
    [
      "app@085240e737828d8326719bf97730188e927e49ca",
      "app",
      "085240e737828d8326719bf97730188e927e49ca",
    ],
    ["85f3a2b", null, "85f3a2b"],
    ["app@123456789012", "app", "123456789012"],
    ["app@1.2.3.4.5", "app", "1.2.3.4.5"],
    ["app@1.0_beta", "app", "1.0_beta"],
    ["app@1.0-", "app", "1.0.0.0", "", null],
    ["app@1.0-a..b", "app", "1.0-a..b"],
    ["app@", null, "app@"],
    ["@1.0", null, "@1.0"],
    ["web@shop@1.0", "web", "shop@1.0"],
    ["Autumn", null, "Autumn"],
    ["", null, ""],
  ];
  for (const [name, ...parts] of rows) assert.deepEqual(read(name), parts, name);
});

test("versions of one package go by semver, whatever was seen first", () => {
  const rising = [
    "web@0.9",
    // semver 2.0 §11.4
    "web@1.0.0-alpha",
    "web@1.0.0-alpha.1",
    "web@1.0.0-alpha.beta",
    "web@1.0.0-beta",
    "web@1.0.0-beta.2",
    "web@1.0.0-beta.11",
    "web@1.0.0rc.1",
    "web@1.0.0",
    "web@1.0.0.1",
    "web@1.0.0.1+9",
    "web@1.0.0.1+10",
    "web@1.2",
    "web@1.10.0",
    "web@2",
    "web@20260131",
    `web@${"9".repeat(30)}`,
    `web@1${"0".repeat(30)}`,
  ];
  const seen = by(...rising.toReversed());
  for (const [index, one] of rising.entries()) {
    for (const [other, against] of rising.entries()) {
      // A build beside none has no order of its own.
      if (
        one.replace(/\+\d+$/, "") === against.replace(/\+\d+$/, "") &&
        one.length !== against.length
      ) {
        continue;
      }
      const expected = Math.sign(index - other);
      assert.equal(compareReleases(one, against, seen), expected, `${one} ${against}`);
    }
  }
});

test("the same version in other words is the same release", () => {
  assert.equal(compareReleases("web@1", "web@1.0.0", never), 0);
  assert.equal(compareReleases("web@1", "web@1.0.0", by("web@1", "web@1.0.0")), 0);
  assert.equal(compareReleases("web@1.0.0", "web@v1.0.0.0", never), 0);
  assert.equal(compareReleases("web@1.0+5", "web@1.0.0+05", never), 0);
  assert.equal(compareReleases(" Autumn", "Autumn", never), 0);
});

test("builds that are no numbers are told apart by which was seen first", () => {
  const [one, other] = ["web@1.0.0+a86d127c4b2f", "web@1.0.0+0f3c9a7be0b1"];
  assert.equal(compareReleases(one, other, by(one, other)), -1);
  assert.equal(compareReleases(one, other, by(other, one)), 1);
  assert.equal(compareReleases(one, other, never), 0);
  assert.equal(compareReleases("web@1.0.0", "web@1.0.0+5", by("web@1.0.0", "web@1.0.0+5")), -1);
});

test("other packages, and what is no version, go by when they were first seen", () => {
  for (const [one, other] of [
    ["web@2.0.0", "api@1.0.0"],
    ["2.0.0", "web@1.0.0"],
    ["a86d127", "0f3c9a7"],
    ["Winter", "Autumn"],
    ["web@2.0.0", "web@Autumn"],
  ] as const) {
    assert.equal(compareReleases(one, other, by(one, other)), -1, one);
    assert.equal(compareReleases(one, other, by(other, one)), 1, one);
    assert.equal(compareReleases(one, other, never), null, one);
    assert.equal(compareReleases(one, other, by(one)), null, one);
    assert.equal(
      compareReleases(one, other, () => 7),
      null,
      one,
    );
  }
});

test("a release names a commit by its hash or an abbreviation of it", () => {
  const commit = "3f2a9c1d0b7766554433221100ffeeddccbbaa99";
  for (const release of [
    commit,
    commit.toUpperCase(),
    "3f2a9c1",
    "web@3f2a9c1d0b77",
    "web@2.1.0+3f2a9c1d0b77",
    "v2.1.0-5-g3f2a9c1",
  ]) {
    assert.equal(namesCommit(release, commit), true, release);
    assert.equal(namesCommit(release, "3F2A9C1"), true, release);
  }
  for (const release of ["3f2a9c", "web@2.1.0", "0f2a9c1", "x3f2a9c1", "web@2.1.0+5", ""]) {
    assert.equal(namesCommit(release, commit), false, release);
  }
});

const version = fc
  .tuple(
    fc.array(fc.nat(3), { minLength: 1, maxLength: 4 }),
    fc.array(fc.constantFrom("0", "1", "10", "a", "b", "rc"), { maxLength: 3 }),
  )
  .map(
    ([numbers, parts]) =>
      `web@${numbers.join(".")}${parts.length > 0 ? "-" : ""}${parts.join(".")}`,
  );
const name = fc.oneof(version, fc.string({ unit: "binary" }), fc.constantFrom("a86d127", "api@1"));
const firstSeen = (release: string) => (release.length % 3 === 0 ? null : release.length);

test("turning two releases round turns their order round, whatever they are", () => {
  fc.assert(
    fc.property(name, name, (one, other) => {
      const order = compareReleases(one, other, firstSeen);
      const turned = compareReleases(other, one, firstSeen);
      assert.equal(turned, order === null ? null : 0 - order);
      assert.equal(compareReleases(one, one, firstSeen), 0);
    }),
  );
});

test("versions of one package are in one order", () => {
  fc.assert(
    fc.property(fc.array(version, { minLength: 3, maxLength: 8 }), (versions) => {
      const compare = (a: string, b: string) => compareReleases(a, b, never) ?? Number.NaN;
      const sorted = versions.toSorted(compare);
      for (const [index, each] of sorted.entries()) {
        for (const later of sorted.slice(index + 1)) assert.ok(compare(each, later) <= 0);
      }
    }),
  );
});
