// The order of releases, after Sentry's names `package@version+build`
// (https://docs.sentry.io/product/releases/naming-releases/).
//
// Written by hand: the library `semver` knows three numbers, while Sentry's versions have one to four
// ("1.2.3.4"), a pre-release without its hyphen ("1.0rc1") and numbers of any length.

/** A release as its name tells it. */
export interface ReleaseName {
  /** Null: the name is a bare version, or nothing that has parts. */
  readonly package: string | null;
  /** What stands behind `package@`; else the whole name. */
  readonly version: string;
  /** Null: the version cannot be ordered by itself, as a commit's hash or a word cannot. */
  readonly semver: Semver | null;
}

/** A version as semver 2.0 orders it. Numbers stay text: they may be longer than a number can tell. */
interface Semver {
  /** Four parts; those that the name leaves out are "0". */
  readonly numbers: readonly string[];
  /** Empty: no pre-release. */
  readonly prerelease: readonly string[];
  /** What stands behind `+`; null when nothing does. */
  readonly build: string | null;
}

/** When a release was first seen, in milliseconds since 1970; null: it never was. */
export type FirstSeen = (release: string) => number | null;

/** Reads the name of a release. Any text has a reading. */
export function parseRelease(name: string): ReleaseName {
  const text = name.trim();
  // A package may begin with @, as those of npm do.
  const at = text.indexOf("@", 1);
  const named = at > 0 && at < text.length - 1;
  const version = named ? text.slice(at + 1) : text;
  return { package: named ? text.slice(0, at) : null, version, semver: readSemver(version) };
}

/**
 * Tells which of two releases is the later: negative when `a` comes before `b`, 0 when they are the same
 * version, positive when `a` comes after, null when it cannot be told.
 *
 * Versions of one package go by semver, with numeric builds to break ties; all else goes by when it
 * was first seen. It orders pairs and is no order to sort by: a name without a version may stand
 * between two versions that semver orders the other way round.
 */
export function compareReleases(a: string, b: string, firstSeen: FirstSeen): number | null {
  if (a.trim() === b.trim()) return 0;
  const [one, other] = [parseRelease(a), parseRelease(b)];
  if (one.semver === null || other.semver === null || one.package !== other.package) {
    return compareFirstSeen(firstSeen(a), firstSeen(b));
  }
  const order = comparePrecedence(one.semver, other.semver);
  if (order !== 0 || one.semver.build === other.semver.build) return order;
  const builds = [one.semver.build ?? "", other.semver.build ?? ""] as const;
  if (builds.every(isDigits)) return compareDigits(...builds);
  // Builds that are hashes have no order of their own: the one that came later is the later one.
  return compareFirstSeen(firstSeen(a), firstSeen(b)) ?? 0;
}

/**
 * Whether a release's name holds a commit: `web@2.1.0+3f2a9c1d0b77`, `3f2a9c1`, `v2.1.0-5-g3f2a9c1`. Each
 * side may be the abbreviation of the other, down to 7 digits.
 */
export function namesCommit(release: string, commit: string): boolean {
  const wanted = commit.toLowerCase();
  return release
    .toLowerCase()
    .split(/[^0-9a-z]+/)
    .map((word) => (/^g[0-9a-f]{7,}$/.test(word) ? word.slice(1) : word))
    .some((word) => isHash(word) && (wanted.startsWith(word) || word.startsWith(wanted)));
}

const isDigits = (text: string): boolean => /^\d+$/.test(text);
const isHash = (text: string): boolean => /^[0-9a-f]{7,64}$/i.test(text);

/** The lengths at which Sentry takes digits alone for a hash (getsentry/sentry-release-parser). */
const hashLengths: ReadonlySet<number> = new Set([12, 16, 20, 32, 40, 64]);

function readSemver(version: string): Semver | null {
  // "85f3a2b" would read as 85 with the pre-release "f3a2b"; "20260131" is a number all the same.
  if (isHash(version) && (!isDigits(version) || hashLengths.has(version.length))) return null;
  const plus = version.indexOf("+");
  const build = plus === -1 ? "" : version.slice(plus + 1);
  const ordered = plus === -1 ? version : version.slice(0, plus);
  const [whole, numbers = "", rest = ""] =
    /^v?(\d+(?:\.\d+){0,3})(?:-|(?=[a-z]))?(.*)$/is.exec(ordered) ?? [];
  if (whole === undefined) return null;
  const prerelease = rest === "" ? [] : rest.split(".");
  if (!prerelease.every((part) => /^[0-9a-z-]+$/i.test(part))) return null;
  const parts = numbers.split(".");
  return {
    numbers: [0, 1, 2, 3].map((index) => parts[index] ?? "0"),
    prerelease,
    build: build === "" ? null : build,
  };
}

/** Precedence by semver 2.0, §11: builds do not count. */
function comparePrecedence(one: Semver, other: Semver): number {
  for (const [index, number] of one.numbers.entries()) {
    const order = compareDigits(number, other.numbers[index] ?? "0");
    if (order !== 0) return order;
  }
  return comparePrerelease(one.prerelease, other.prerelease);
}

function comparePrerelease(one: readonly string[], other: readonly string[]): number {
  // A version without a pre-release is the finished one.
  if (one.length === 0 || other.length === 0) return Math.sign(other.length - one.length);
  for (const [index, part] of one.entries()) {
    const against = other[index];
    if (against === undefined) return 1;
    const order = compareParts(part, against);
    if (order !== 0) return order;
  }
  return one.length < other.length ? -1 : 0;
}

function compareParts(one: string, other: string): number {
  if (isDigits(one) && isDigits(other)) return compareDigits(one, other);
  if (isDigits(one) !== isDigits(other)) return isDigits(one) ? -1 : 1;
  return compareText(one, other);
}

/** Compares decimal digits as numbers, whatever their length. */
function compareDigits(one: string, other: string): number {
  const [short, long] = [one.replace(/^0+/, ""), other.replace(/^0+/, "")];
  return Math.sign(short.length - long.length) || compareText(short, long);
}

function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** Two releases that were first seen at the same moment cannot be told apart by it. */
function compareFirstSeen(one: number | null, other: number | null): number | null {
  if (one === null || other === null || one === other) return null;
  return one < other ? -1 : 1;
}
