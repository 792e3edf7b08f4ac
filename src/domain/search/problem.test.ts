import assert from "node:assert/strict";
import { test } from "node:test";
import { levels } from "../error.ts";
import { isValues, parseSearch, type SearchProblem, type SearchSubject } from "./index.ts";

const now = Date.UTC(2026, 5, 15, 12);

/** What is wrong, with the stretch of the query that is to blame. */
interface Wrong {
  readonly at: string | readonly [position: number, length: number];
  readonly message: string;
  readonly expected?: readonly string[];
}

function problemOf(
  query: string,
  about: SearchSubject = "issues",
  me: string | null = "anna",
): SearchProblem {
  const result = parseSearch(query, { about, now, me });
  assert.ok(!result.ok, `${query} is no problem`);
  return result.problem;
}

async function refuses(
  t: { test: (name: string, check: () => void) => Promise<void> },
  cases: Readonly<Record<string, Wrong>>,
  about: SearchSubject = "issues",
): Promise<void> {
  for (const [query, { at, message, expected = [] }] of Object.entries(cases)) {
    await t.test(query, () => {
      const [position, length] = typeof at === "string" ? [query.indexOf(at), at.length] : at;
      assert.deepEqual(problemOf(query, about), { position, length, message, expected });
    });
  }
}

const something = ["word", "name:value", "("];
const missing = (where: string): string => `Something to look for is missing ${where}.`;

test("a sign wants something on both sides", (t) =>
  refuses(t, {
    OR: { at: "OR", message: missing("before OR"), expected: something },
    "a OR": { at: "OR", message: missing("behind OR"), expected: something },
    "a AND": { at: "AND", message: missing("behind AND"), expected: something },
    "AND a": { at: "AND", message: missing("before AND"), expected: something },
    "a AND OR b": { at: "AND", message: missing("behind AND"), expected: something },
    "a OR OR b": { at: [2, 2], message: missing("behind OR"), expected: something },
    "(a OR) b": { at: "OR", message: missing("behind OR"), expected: something },
    "(OR a)": { at: "OR", message: missing("before OR"), expected: something },
    "!OR a": { at: "!", message: missing('behind "!"'), expected: something },
    "NOT !AND": { at: "!", message: missing('behind "!"'), expected: something },
  }));

const asText = "Text with brackets stands in quotes.";

test("brackets are closed, opened and filled", (t) =>
  refuses(t, {
    ")": { at: ")", message: `This bracket closes nothing. ${asText}` },
    "a) b": { at: ")", message: `This bracket closes nothing. ${asText}` },
    "(a)) b": { at: [3, 1], message: `This bracket closes nothing. ${asText}` },
    "(a": { at: "(", message: `This bracket is never closed. ${asText}`, expected: [")"] },
    "a (b (c)": { at: [2, 1], message: `This bracket is never closed. ${asText}`, expected: [")"] },
    "a (": { at: "(", message: `This bracket is never closed. ${asText}`, expected: [")"] },
    "()": {
      at: "()",
      message: `Nothing stands between these brackets. ${asText}`,
      expected: something,
    },
    "a !(  )": {
      at: "(  )",
      message: `Nothing stands between these brackets. ${asText}`,
      expected: something,
    },
  }));

const unclosed = "This quote is never closed.";
const behindQuote = 'A space is missing behind the quote; a quote within quotes is written \\".';

test("quotes are closed, filled and followed by a space", (t) =>
  refuses(t, {
    '"a b': { at: '"', message: unclosed, expected: ['"'] },
    'a "b \\"': { at: [2, 1], message: unclosed, expected: ['"'] },
    'title:"a b': { at: '"', message: unclosed, expected: ['"'] },
    'title:["a b]': { at: '"', message: unclosed, expected: ['"'] },
    '"a"b': { at: [3, 1], message: behindQuote, expected: [" ", '\\"'] },
    'title:"say "hi""': { at: [12, 1], message: behindQuote, expected: [" ", '\\"'] },
    '"a b":c': {
      at: ":",
      message: 'A name does not stand in quotes; for a tag write tags["name"]:value.',
      expected: [" "],
    },
    '""': { at: '""', message: "Nothing stands between the quotes.", expected: ['"text"'] },
    'a "  "': { at: '"  "', message: "Nothing stands between the quotes.", expected: ['"text"'] },
  }));

const openBracket =
  "A value cannot have an open bracket: put it in quotes, or write several values as a list.";
const value = ['"value"', "[one, two]"];

test("a name has a value, and a value no open bracket", (t) =>
  refuses(t, {
    "level:": {
      at: [6, 0],
      message: 'A value is missing behind "level:".',
      expected: levels,
    },
    "a level: error": {
      at: [8, 0],
      message: 'A value is missing behind "level:".',
      expected: levels,
    },
    "(env:)": {
      at: [5, 0],
      message: 'A value is missing behind "env:".',
      expected: ["production"],
    },
    "times_seen:": {
      at: [11, 0],
      message: 'A value is missing behind "times_seen:".',
      expected: [">100"],
    },
    "tags[x]:": { at: [8, 0], message: 'A value is missing behind "x:".', expected: ["value"] },
    "tags[]:x": {
      at: "tags[]",
      message: "The name of the tag is missing.",
      expected: ["tags[name]"],
    },
    'tags[""]:[x]': {
      at: 'tags[""]',
      message: "The name of the tag is missing.",
      expected: ["tags[name]"],
    },
    "level:(error OR fatal)": { at: [6, 1], message: openBracket, expected: value },
    "release:x(1 OR 2)": { at: "x(", message: openBracket, expected: value },
    "browser:(a b)": { at: [8, 1], message: openBracket, expected: value },
  }));

const parted = "Values of a list are parted by commas; a value with spaces stands in quotes.";
const valueMissing = "A value is missing in the list.";

test("a list has values with commas between them", (t) =>
  refuses(t, {
    "level:[]": { at: "]", message: valueMissing, expected: ["value"] },
    "level:[error,]": { at: "]", message: valueMissing, expected: ["value"] },
    "level:[,error]": { at: ",", message: valueMissing, expected: ["value"] },
    "level:[error,,fatal]": { at: [13, 1], message: valueMissing, expected: ["value"] },
    "level:[error fatal]": { at: "fatal", message: parted, expected: [",", "]"] },
    'x:["a""b"]': { at: '"b"', message: parted, expected: [",", "]"] },
    "level:[error, fatal": { at: "[", message: "This list is never closed.", expected: ["]"] },
    "level:[": { at: "[", message: "This list is never closed.", expected: ["]"] },
    "level:[error]x": {
      at: "x",
      message: "A space is missing behind the list.",
      expected: [" "],
    },
    "level:[error, loud]": { at: "loud", message: '"loud" is no level.', expected: levels },
    'release:[1.0, ""]': {
      at: '""',
      message: "A value of release is never empty; what has none is asked for by !has.",
    },
    'browser:[""]': {
      at: '""',
      message: 'A value of "browser" is never empty; what has none is asked for by !has.',
    },
    "times_seen:[1, 2]": { at: "1", message: "times_seen takes one value, not a list." },
    "has:[user]": { at: "user", message: "has takes one value, not a list." },
    "age:[-1d]": { at: "-1d", message: "age takes one value, not a list." },
  }));

test("a field takes values of its kind", (t) =>
  refuses(t, {
    "level:loud": { at: "loud", message: '"loud" is no level.', expected: levels },
    "level:err*": { at: "err*", message: '"err*" is no level.', expected: levels },
    "level:error,fatal": {
      at: "error,fatal",
      message: '"error,fatal" is no level.',
      expected: levels,
    },
    "level:constructor": {
      at: "constructor",
      message: '"constructor" is no level.',
      expected: levels,
    },
    'level:""': { at: '""', message: '"" is no level.', expected: levels },
    "!is:foo": { at: "foo", message: '"foo" is no state of an issue.', expected: isValues },
    "status:new": {
      at: "new",
      message: '"new" is no status.',
      expected: ["unresolved", "resolved", "archived"],
    },
    'project:""': {
      at: '""',
      message: "A value of project is never empty; what has none is asked for by !has.",
    },
    "release:>2.0": {
      at: ">2.0",
      message: "release is a text: > compares numbers and times only. In quotes it is a text.",
      expected: ["2.1.*", '">2.0"'],
    },
    "env:=prod": {
      at: "=prod",
      message: "environment is a text: = compares numbers and times only. In quotes it is a text.",
      expected: ["production", '"=prod"'],
    },
    "has:level": {
      at: [4, 5],
      message: "level is never missing; for a tag of this name write has:tags[level].",
      expected: hasAbout("issues"),
    },
    "has:br*": { at: "br*", message: "has: takes the name of a field or tag.", expected: ["user"] },
    'has:""': { at: '""', message: "has: takes the name of a field or tag.", expected: ["user"] },
  }));

function hasAbout(about: SearchSubject): readonly string[] {
  const both = [
    ...["environment", "release", "assigned", "user", "user.id", "user.email", "user.username"],
    ...["user.ip", "id", "culprit", "error.type", "error.value", "file", "logger", "server_name"],
    "transaction",
  ];
  return about === "issues" ? [...both, "first_release", "last_release"] : both;
}

const whole = (text: string): Wrong => ({
  at: text,
  message: `"${text}" is no whole number.`,
  expected: ["100", ">100", "<=2k"],
});

test("a count is a whole number", (t) =>
  refuses(t, {
    "times_seen:abc": whole("abc"),
    "times_seen:1.5": whole("1.5"),
    "times_seen:1.2345k": whole("1.2345k"),
    "times_seen:-5": whole("-5"),
    "times_seen:>": whole(">"),
    "times_seen:> 100": whole(">"),
    "times_seen:!=5": whole("!=5"),
    "times_seen:1e3": whole("1e3"),
    "times_seen:*": whole("*"),
    "times_seen:9007199254740992": whole("9007199254740992"),
    "times_seen:9999999999b": whole("9999999999b"),
    "users:٣": whole("٣"),
  }));

const noTime = (text: string): Wrong => ({
  at: text,
  message: `"${text}" is no time.`,
  expected: ["-24h", "+7d", ">2026-01-01", "2026-01-01T10:00Z"],
});
const noDate = (text: string): Wrong => ({
  at: text,
  message: `"${text}" is not in the calendar of 1970 to 9999.`,
  expected: [">2026-01-01", "2026-01-01T10:00Z"],
});
const noAge = (text: string): Wrong => ({
  at: text,
  message: `"${text}" is no age. Units are s, m, h, d and w; - is newer than that, + is older.`,
  expected: ["-24h", "+7d"],
});

test("a time is a span back from now, or a date of the calendar", (t) =>
  refuses(t, {
    "first_seen:yesterday": noTime("yesterday"),
    "first_seen:24h": noTime("24h"),
    "first_seen:-24": noTime("-24"),
    "first_seen:-1y": noTime("-1y"),
    "first_seen:-24H": noTime("-24H"),
    "first_seen:>-24h": noTime(">-24h"),
    "first_seen:2026-1-1": noTime("2026-1-1"),
    "first_seen:2026-01-01T10": noTime("2026-01-01T10"),
    "first_seen:2026-01-01Z": noTime("2026-01-01Z"),
    "first_seen:*": noTime("*"),
    "first_seen:2026-02-30": noDate("2026-02-30"),
    "first_seen:2025-02-29": noDate("2025-02-29"),
    "first_seen:2026-13-01": noDate("2026-13-01"),
    "first_seen:2026-00-10": noDate("2026-00-10"),
    "first_seen:2026-01-01T24:00": noDate("2026-01-01T24:00"),
    "first_seen:2026-01-01T10:60": noDate("2026-01-01T10:60"),
    "first_seen:2026-01-01T10:00+15:00": noDate("2026-01-01T10:00+15:00"),
    "first_seen:1969-12-31": noDate("1969-12-31"),
    "first_seen:0070-01-01": noDate("0070-01-01"),
    "first_seen:>9999-12-31": noDate(">9999-12-31"),
    "first_seen:1970-01-01T00:00+01:00": noDate("1970-01-01T00:00+01:00"),
    "age:2026-01-01": noAge("2026-01-01"),
    "age:>7d": noAge(">7d"),
    "age:+99999w": {
      at: "+99999w",
      message: '"+99999w" reaches back before 1970.',
      expected: ["-24h", "+7d"],
    },
    [`age:+${"9".repeat(400)}d`]: {
      at: [4, 402],
      message: `"+${"9".repeat(39)}…" reaches back before 1970.`,
      expected: ["-24h", "+7d"],
    },
  }));

test("a field of issues cannot be asked of errors, nor one of errors of issues", async (t) => {
  const only = (field: string, of: string, about: string): string =>
    `${field} can be asked of ${of} only, and this query is about ${about}.`;
  const times = ["timestamp", "received_at"];
  await refuses(
    t,
    {
      "times_seen:>5": { at: "times_seen", message: only("times_seen", "issues", "errors") },
      "a count:5": { at: "count", message: only("times_seen", "issues", "errors") },
      "age:-1d": { at: "age", message: only("age", "issues", "errors"), expected: times },
      "lastSeen:-1d": {
        at: "lastSeen",
        message: only("last_seen", "issues", "errors"),
        expected: times,
      },
      "first_release:1": {
        at: "first_release",
        message: only("first_release", "issues", "errors"),
      },
      "has:first_release": {
        at: "first_release",
        message: only("first_release", "issues", "errors"),
      },
      "has:title": {
        at: "title",
        message: "title is never missing; for a tag of this name write has:tags[title].",
        expected: hasAbout("errors"),
      },
    },
    "errors",
  );
  await refuses(t, {
    "timestamp:-1h": {
      at: "timestamp",
      message: only("timestamp", "errors", "issues"),
      expected: ["first_seen", "last_seen", "age"],
    },
  });
});

test("assigned:me needs to know who asks", () => {
  assert.deepEqual(problemOf("a assigned:[none, Me]", "issues", null), {
    position: 18,
    length: 2,
    message: '"me" is known only to who is signed in: sign in, or write your name or mail.',
    expected: ["none", "name@example.com"],
  });
  assert.ok(parseSearch('assigned:"me"', { about: "issues", now, me: null }).ok);
});

test("positions count UTF-16 units, as the browser does", () => {
  assert.equal(problemOf("🔥 Ошибка level:loud").position, 16);
});

test("a message repeats only the beginning of a long value, and whole characters", () => {
  assert.equal(
    problemOf(`level:${"🔥".repeat(100)}`).message,
    `"${"🔥".repeat(40)}…" is no level.`,
  );
});
