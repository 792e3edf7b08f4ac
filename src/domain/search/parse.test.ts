import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Pattern,
  parseSearch,
  type SearchNode,
  type SearchSubject,
  type SearchTerm,
} from "./index.ts";

const now = Date.UTC(2026, 5, 15, 12);
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const literal = (text: string): Pattern => ({ kind: "literal", text });
const wild = (...parts: string[]): Pattern => ({ kind: "wildcard", parts });
const term = (of: SearchTerm): SearchNode => ({ kind: "term", term: of });
const and = (...children: SearchNode[]): SearchNode => ({ kind: "and", children });
const or = (...children: SearchNode[]): SearchNode => ({ kind: "or", children });
const not = (child: SearchNode): SearchNode => ({ kind: "not", child });
const all: SearchNode = { kind: "all" };

const pattern = (value: string | Pattern): Pattern =>
  typeof value === "string" ? literal(value) : value;
const words = (value: string | Pattern): SearchNode =>
  term({ kind: "words", pattern: pattern(value) });
const tag = (name: string, ...values: (string | Pattern)[]): SearchNode =>
  term({ kind: "tag", tag: name, match: { op: "is", values: values.map(pattern) } });
type TextFieldTerm = Extract<SearchTerm, { kind: "text" }>;
const text = (field: TextFieldTerm["field"], ...values: (string | Pattern)[]): SearchNode =>
  term({ kind: "text", field, match: { op: "is", values: values.map(pattern) } });
type MomentTerm = Extract<SearchTerm, { kind: "moment" }>;
const moment = (
  field: MomentTerm["field"],
  from: number | null,
  to: number | null,
  relative: string | null = null,
): SearchNode => term({ kind: "moment", field, match: { from, to, relative } });
type NumberTerm = Extract<SearchTerm, { kind: "number" }>;
const number = (
  field: NumberTerm["field"],
  op: NumberTerm["match"]["op"],
  value: number,
): SearchNode => term({ kind: "number", field, match: { op, value } });

function parsed(query: string, about: SearchSubject = "issues"): SearchNode {
  const result = parseSearch(query, { about, now, me: "anna@example.com" });
  assert.ok(result.ok, `${query}: ${JSON.stringify(result)}`);
  return result.query;
}

async function reads(
  t: { test: (name: string, check: () => void) => Promise<void> },
  cases: Readonly<Record<string, SearchNode>>,
  about: SearchSubject = "issues",
): Promise<void> {
  for (const [query, expected] of Object.entries(cases)) {
    await t.test(query === "" ? "(nothing)" : query, () => {
      assert.deepEqual(parsed(query, about), expected);
    });
  }
}

const [a, b, c, d] = [words("a"), words("b"), words("c"), words("d")] as const;

test("an empty query asks for everything", (t) =>
  reads(t, { "": all, " \t\n\u00a0\u3000": all, "*": all, "**": all, '"*"': all, "(*)": all }));

test("terms beside each other must all hold, and AND binds tighter than OR", (t) =>
  reads(t, {
    "a b": and(a, b),
    "a\tb\nc": and(a, b, c),
    "a AND b": and(a, b),
    "a OR b": or(a, b),
    "a OR b c": or(a, and(b, c)),
    "a b OR c AND d": or(and(a, b), and(c, d)),
    "a OR b OR c": or(a, b, c),
    "(a OR b) c": and(or(a, b), c),
    "a (b (c d))": and(a, b, c, d),
    "a OR (b OR c)": or(a, b, c),
    "((a))": a,
    "(a)b": and(a, b),
    "(a OR b)(c OR d)": and(or(a, b), or(c, d)),
    "a *": a,
    "a OR *": or(a, all),
  }));

test("only capitals make a sign of a word", (t) =>
  reads(t, {
    "a or b": and(a, words("or"), b),
    "a and b": and(a, words("and"), b),
    'a "OR" b': and(a, words("OR"), b),
    'a "AND" b': and(a, words("AND"), b),
    ORDER: words("ORDER"),
    "AND:x": tag("AND", "x"),
  }));

test("an exclamation mark negates what stands behind it", (t) =>
  reads(t, {
    "!a": not(a),
    "a !b": and(a, not(b)),
    '!"a b"': not(words("a b")),
    "!(a b)": not(and(a, b)),
    "!(a OR b) c": and(not(or(a, b)), c),
    "!level:error": not(term({ kind: "level", values: ["error"] })),
    "!browser:Firefox": not(tag("browser", "Firefox")),
    "!has:user": not(term({ kind: "has", field: "user" })),
    "!!a": a,
    "!(!a)": a,
    "!!!a": not(a),
    [`${"!".repeat(4001)}a`]: not(a),
    "!*": not(all),
    "a!": words("a!"),
    "oh no !": and(words("oh"), words("no"), words("!")),
    "(a !)": and(a, words("!")),
  }));

test("NOT negates a name, a bracket or a quote, and is a word in what people paste", (t) =>
  reads(t, {
    "NOT level:error": not(term({ kind: "level", values: ["error"] })),
    "NOT (a b)": not(and(a, b)),
    'NOT "a b"': not(words("a b")),
    "NOT !level:error": term({ kind: "level", values: ["error"] }),
    "a OR NOT is:new": or(a, not(term({ kind: "is", values: ["new"] }))),
    "NOT NULL constraint failed: users.email": and(
      ...["NOT", "NULL", "constraint", "failed:", "users.email"].map(words),
    ),
    NOT: words("NOT"),
    '"NOT" level:error': and(words("NOT"), term({ kind: "level", values: ["error"] })),
  }));

test("quotes make a phrase, and a backslash a quote within", (t) =>
  reads(t, {
    '"a b"': words("a b"),
    '"level:error OR (x"': words("level:error OR (x"),
    '"say \\"hi\\""': words('say "hi"'),
    '"ends with \\\\"': words("ends with \\"),
    '"C:\\temp\\new"': words("C:\\temp\\new"),
    '"\\\\server\\share"': words("\\\\server\\share"),
    '5" wide': and(words('5"'), words("wide")),
    'it"s': words('it"s'),
    "it's": words("it's"),
    '{"code":500}': words('{"code":500}'),
  }));

test("a star stands for any text, and a backslash makes it a star", (t) =>
  reads(t, {
    "time*": words(wild("time", "")),
    '"time * out"': words(wild("time ", " out")),
    "release:2.1.*": text("release", wild("2.1.", "")),
    "release:*-beta": text("release", wild("", "-beta")),
    'release:"*b e*a"': text("release", wild("", "b e", "a")),
    "release:a**b": text("release", wild("a", "b")),
    "release:*": text("release", wild("", "")),
    "2\\*3": words("2*3"),
    '"2\\*3"': words("2*3"),
    "release:2\\*\\*3*": text("release", wild("2**3", "")),
    "path:C:\\\\*": tag("path", wild("C:\\", "")),
  }));

test("a text that only looks like name:value is a word", (t) =>
  reads(t, {
    "https://example.com/a?b=c": words("https://example.com/a?b=c"),
    "file:///srv/app.js": words("file:///srv/app.js"),
    "ActiveRecord::RecordNotFound": words("ActiveRecord::RecordNotFound"),
    "Type::Error: x": and(words("Type::Error:"), words("x")),
    "C:\\app\\x.cs": words("C:\\app\\x.cs"),
    "C:/app/x.cs": words("C:/app/x.cs"),
    "127.0.0.1:5432": words("127.0.0.1:5432"),
    "12:30:01": words("12:30:01"),
    ":a": words(":a"),
    "::": words("::"),
    "TypeError: a": and(words("TypeError:"), a),
    "(TypeError:)": words("TypeError:"),
    "<a:b>": words("<a:b>"),
    "[ERROR]:x": words("[ERROR]:x"),
    "tags[0] is": and(words("tags[0]"), words("is")),
    'tags["a b': and(words('tags["a'), b),
  }));

test("brackets within a word belong to it, others group", (t) =>
  reads(t, {
    "fetch()": words("fetch()"),
    "(fetch() OR load())": or(words("fetch()"), words("load()")),
    "a(b(c))d": words("a(b(c))d"),
    "undefined (reading 'x')": and(words("undefined"), words("reading"), words("'x'")),
    "f(a, b)": and(words("f"), words("a,"), b),
    "culprit:(anonymous)": text("culprit", "(anonymous)"),
    "(culprit:f(x))": text("culprit", "f(x)"),
    "title:f(x)y": text("title", "f(x)y"),
  }));

test("any other name is a tag's", (t) =>
  reads(t, {
    "browser:Firefox": tag("browser", "Firefox"),
    'browser:"Firefox 120"': tag("browser", "Firefox 120"),
    "browser:[Firefox, Saf*]": tag("browser", "Firefox", wild("Saf", "")),
    "leval:error": tag("leval", "error"),
    "http.status_code:404": tag("http.status_code", "404"),
    "items[0]:x": tag("items[0]", "x"),
    "арендатор:Ромашка": tag("арендатор", "Ромашка"),
    "a:b:c": tag("a", "b:c"),
    "op:>5": tag("op", ">5"),
    "url:https://example.com/": tag("url", "https://example.com/"),
    "constructor:x": tag("constructor", "x"),
    "__proto__:x": tag("__proto__", "x"),
    'browser:""': not(term({ kind: "hasTag", tag: "browser" })),
    "tags[level]:error": tag("level", "error"),
    "tags[Level]:error": tag("Level", "error"),
    "tags[a[0]]:x": tag("a[0]", "x"),
    "tags[404]:x": tag("404", "x"),
    "tags[404]://x": tag("404", "//x"),
    'tags["a]: \\"b"]:x': tag('a]: "b', "x"),
    'tags["a*"]:x': tag("a*", "x"),
    "tags[level]:[x, y]": tag("level", "x", "y"),
  }));

test("any script is text", (t) =>
  reads(t, {
    "Ошибка сети": and(words("Ошибка"), words("сети")),
    '"Не найдено"': words("Не найдено"),
    "خطأ في": and(words("خطأ"), words("في")),
    "🔥": words("🔥"),
    "🔥:hot": words("🔥:hot"),
    'tags["🔥"]:hot': tag("🔥", "hot"),
    "release:версия-*": text("release", wild("версия-", "")),
    "\ud83d": words("\ud83d"),
    "e\u0301te\u0301:1": tag("e\u0301te\u0301", "1"),
  }));

test("texts are compared by field, under every name that it has", (t) =>
  reads(t, {
    "project:web": text("project", "web"),
    "env:prod": text("environment", "prod"),
    "Environment:prod": text("environment", "prod"),
    "release:[1.0, 2.*]": text("release", "1.0", wild("2.", "")),
    "release:[ 1.0 ,2.0 ]": text("release", "1.0", "2.0"),
    'release:["1, 0", "]"]': text("release", "1, 0", "]"),
    'release:">2.0"': text("release", ">2.0"),
    "message:<html>": text("message", "<html>"),
    "type:TypeError": text("error.type", "TypeError"),
    "exception.type:TypeError": text("error.type", "TypeError"),
    'exception_value:"a b"': text("error.value", "a b"),
    "stack.filename:src/*.ts": text("file", wild("src/", ".ts")),
    "user.email:*@example.com": text("user.email", wild("", "@example.com")),
    "transaction:/api/cart": text("transaction", "/api/cart"),
    "event_id:0A1B2C3D-4e5f-6071-8293-a4b5c6d7e8f9": text("id", "0a1b2c3d4e5f60718293a4b5c6d7e8f9"),
    "id:0A1B*": text("id", wild("0A1B", "")),
    "issue:WEB-1": text("issue", "WEB-1"),
    "firstRelease:1.0": text("first_release", "1.0"),
    'release:""': not(term({ kind: "has", field: "release" })),
    '!user:""': term({ kind: "has", field: "user" }),
    'release:" "': text("release", " "),
  }));

test("fixed values are known in upper and lower case, in lists, and by their other names", (t) =>
  reads(t, {
    "level:error": term({ kind: "level", values: ["error"] }),
    "level:WARN": term({ kind: "level", values: ["warning"] }),
    'level:"fatal"': term({ kind: "level", values: ["fatal"] }),
    "level:[error, fatal]": term({ kind: "level", values: ["error", "fatal"] }),
    "is:unresolved": term({ kind: "is", values: ["unresolved"] }),
    "Is:Ignored": term({ kind: "is", values: ["archived"] }),
    "is:[new, regressed]": term({ kind: "is", values: ["new", "regressed"] }),
    "status:ignored": term({ kind: "status", values: ["archived"] }),
  }));

test("an issue is assigned to me, to none, or to a name", (t) =>
  reads(t, {
    "assigned:me": term({ kind: "assigned", values: [{ who: "me", name: "anna@example.com" }] }),
    "assignee:none": term({ kind: "assigned", values: [{ who: "none" }] }),
    "assigned_to:*@example.com": term({
      kind: "assigned",
      values: [{ who: "person", name: wild("", "@example.com") }],
    }),
    'assigned:"me"': term({ kind: "assigned", values: [{ who: "person", name: literal("me") }] }),
    "assigned:[me, none]": term({
      kind: "assigned",
      values: [{ who: "me", name: "anna@example.com" }, { who: "none" }],
    }),
    'assigned:""': not(term({ kind: "has", field: "assigned" })),
  }));

test("has: asks for what may be missing", (t) =>
  reads(t, {
    "has:user": term({ kind: "has", field: "user" }),
    "has:env": term({ kind: "has", field: "environment" }),
    "has:browser": term({ kind: "hasTag", tag: "browser" }),
    "has:tags[level]": term({ kind: "hasTag", tag: "level" }),
    'has:"a b"': term({ kind: "hasTag", tag: "a b" }),
    'has:"tags[level]"': term({ kind: "hasTag", tag: "tags[level]" }),
  }));

test("numbers are whole, compared, and may be counted in thousands", (t) =>
  reads(t, {
    "times_seen:5": number("times_seen", "=", 5),
    "count:=5": number("times_seen", "=", 5),
    "timesSeen:>100": number("times_seen", ">", 100),
    "times_seen:>=1k": number("times_seen", ">=", 1000),
    "times_seen:<1.5K": number("times_seen", "<", 1500),
    "times_seen:<=2.3m": number("times_seen", "<=", 2_300_000),
    "users:1b": number("users", "=", 1_000_000_000),
    "users_seen:007": number("users", "=", 7),
  }));

const day = Date.UTC(2026, 0, 1);

test("times are ranges: against the present, or as much as a date leaves open", (t) =>
  reads(t, {
    "first_seen:-24h": moment("first_seen", now - dayMs, null, "-24h"),
    "firstSeen:+7d": moment("first_seen", null, now - 7 * dayMs, "+7d"),
    "age:-2w": moment("age", now - 14 * dayMs, null, "-2w"),
    "age:+90m": moment("age", null, now - 1.5 * hourMs, "+90m"),
    "last_seen:-30s": moment("last_seen", now - 30_000, null, "-30s"),
    "last_seen:2026-01-01": moment("last_seen", day, day + dayMs),
    "last_seen:=2026-01-01": moment("last_seen", day, day + dayMs),
    "last_seen:>2026-01-01": moment("last_seen", day + dayMs, null),
    "last_seen:>=2026-01-01": moment("last_seen", day, null),
    "last_seen:<2026-01-01": moment("last_seen", null, day),
    "last_seen:<=2026-01-01": moment("last_seen", null, day + dayMs),
    "last_seen:2026-01-01T10:00": moment(
      "last_seen",
      day + 10 * hourMs,
      day + 10 * hourMs + 60_000,
    ),
    "last_seen:2026-01-01T00:00:01Z": moment("last_seen", day + 1000, day + 2000),
    "last_seen:2026-01-01T00:00:00.123456+00:00": moment("last_seen", day + 123, day + 124),
    "last_seen:>=2026-01-01T03:00+03:00": moment("last_seen", day, null),
    "last_seen:<2025-12-31T19:00-0500": moment("last_seen", null, day),
    'last_seen:">=2026-01-01 00:00:00"': moment("last_seen", day, null),
    "last_seen:2024-02-29": moment("last_seen", Date.UTC(2024, 1, 29), Date.UTC(2024, 2, 1)),
    "last_seen:<9999-12-31": moment("last_seen", null, Date.UTC(9999, 11, 31)),
  }));

test("errors have times of their own", (t) =>
  reads(
    t,
    {
      "timestamp:-1h is:unresolved": and(
        moment("timestamp", now - hourMs, null, "-1h"),
        term({ kind: "is", values: ["unresolved"] }),
      ),
      "received_at:2026-01-01": moment("received_at", day, day + dayMs),
    },
    "errors",
  ));
