import assert from "node:assert/strict";
import { test } from "node:test";
import { levels } from "../error.ts";
import {
  completeSearch,
  type SearchCompletion,
  type SearchSubject,
  searchLimits,
} from "./index.ts";

/** The cursor is the bar. */
function at(marked: string, about: SearchSubject = "issues"): SearchCompletion {
  const cursor = marked.indexOf("|");
  return completeSearch(marked.replace("|", ""), cursor, about);
}

/** What it replaces, for reading. */
function replaced(marked: string): string {
  const { from, to } = at(marked);
  return marked.replace("|", "").slice(from, to);
}

test("where a term may begin, every field of the subject is offered", () => {
  for (const marked of ["|", " |", "a |", "(|", "a OR |", "!|", "!(|", "level:error |", "| a"]) {
    const found = at(marked);
    const position = marked.indexOf("|");
    assert.equal(found.what, "field", marked);
    assert.deepEqual([found.prefix, found.from, found.to], ["", position, position], marked);
    assert.ok(found.fixed.includes("is") && found.fixed.includes("times_seen"), marked);
    assert.ok(!found.fixed.includes("timestamp"), marked);
  }
  const { fixed } = at("|", "errors");
  assert.ok(fixed.includes("timestamp") && !fixed.includes("times_seen"));
});

test("a name that has begun is completed, by aliases and in any case too", () => {
  assert.deepEqual(at("a le|"), {
    what: "field",
    field: null,
    tag: null,
    prefix: "le",
    from: 2,
    to: 4,
    fixed: ["level"],
  });
  assert.deepEqual(at("ENV|").fixed, ["environment"]);
  assert.deepEqual(at("!exception_t|").fixed, ["error.type"]);
  assert.deepEqual(at("(user.e|").fixed, ["user.email"]);
  assert.deepEqual(at("OR|").fixed, []);
  assert.deepEqual(at("brow|").fixed, []);
  assert.equal(at("brow|").what, "field");
});

test("in the midst of a name the whole name is replaced, without its colon", () => {
  assert.equal(replaced("a lev|le:error b"), "levle");
  assert.equal(replaced("lev|"), "lev");
  assert.equal(replaced("(us|er.id)"), "user.id");
});

test("behind a colon the field's values are offered", () => {
  assert.deepEqual(at("level:|"), {
    what: "value",
    field: "level",
    tag: null,
    prefix: "",
    from: 6,
    to: 6,
    fixed: levels,
  });
  assert.deepEqual(at("env:pr|"), {
    what: "value",
    field: "environment",
    tag: null,
    prefix: "pr",
    from: 4,
    to: 6,
    fixed: [],
  });
  assert.deepEqual(at("!level:E|").fixed, ["error"]);
  assert.deepEqual(at("is:un|").fixed, ["unresolved", "unassigned"]);
  assert.deepEqual(at("assigned:|").fixed, ["me", "none"]);
  assert.deepEqual(at("has:user|").fixed, [
    "user",
    "user.id",
    "user.email",
    "user.username",
    "user.ip",
  ]);
  assert.ok(!at("has:|", "errors").fixed.includes("first_release"));
  assert.deepEqual(at("age:-|").fixed, ["-1h", "-24h", "-7d", "-30d"]);
  assert.deepEqual(at("times_seen:>|").fixed, []);
});

test("the values of a tag are asked for by the tag's name", () => {
  for (const [marked, tag, prefix] of [
    ["browser:|", "browser", ""],
    ["browser:Fi|", "browser", "Fi"],
    ["tags[level]:|", "level", ""],
    ["tags[level]:x|", "level", "x"],
    ['tags["a b"]:x|', "a b", "x"],
    ["арендатор:Ром|", "арендатор", "Ром"],
  ] as const) {
    const found = at(marked);
    assert.deepEqual([found.what, found.field, found.tag], ["value", null, tag], marked);
    assert.equal(found.prefix, prefix, marked);
  }
});

test("a value in quotes is replaced with them, and its prefix is what it means", () => {
  const found = at('browser:"Fire \\"f|');
  assert.deepEqual([found.prefix, found.from, found.to], ['Fire "f', 8, 17]);
  assert.equal(replaced('browser:"Fi|re fox" a'), '"Fire fox"');
  assert.equal(replaced('(browser:"Fi|re")'), '"Fire"');
  // The quote that would close it belongs to somebody else.
  assert.equal(replaced('browser:"Fi| level:"error"'), '"Fi');
  assert.equal(replaced("browser:Fi|re fox"), "Fire");
});

test("each value of a list is completed by itself", () => {
  assert.deepEqual(at("level:[|").fixed, levels);
  assert.deepEqual(at("level:[error, |").fixed, levels);
  assert.deepEqual(at("level:[error,f|").fixed, ["fatal"]);
  assert.equal(replaced("level:[er|ror, fatal]"), "error");
  assert.equal(replaced('x:["a b", "c |d"] e'), '"c d"');
  assert.equal(at("level:[error |").what, "none");
  assert.equal(at("level:[error]|").what, "none");
});

test("nothing is offered where text stands", () => {
  for (const marked of ['"a|', '"a"|', "(a)|", "12|", "http://x|", "f()|", 'level:"error"|']) {
    const found = at(marked);
    const position = marked.indexOf("|");
    assert.deepEqual(
      found,
      { what: "none", field: null, tag: null, prefix: "", from: position, to: position, fixed: [] },
      marked,
    );
  }
});

test("a cursor from elsewhere is brought into the text, and a text too long is left alone", () => {
  assert.equal(completeSearch("level:", 99, "issues").field, "level");
  assert.equal(completeSearch("level:", -1, "issues").from, 0);
  assert.equal(completeSearch("level:", Number.NaN, "issues").from, 0);
  assert.equal(completeSearch("level:e", 6.7, "issues").from, 6);
  const long = "a ".repeat(searchLimits.queryChars);
  assert.equal(completeSearch(long, 2, "issues").what, "none");
});
