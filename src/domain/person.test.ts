import assert from "node:assert/strict";
import { test } from "node:test";
import { mentionsOf, personFrom } from "./person.ts";

test("whom a text names is told by how it looks", () => {
  const kinds = {
    " ada@example.org ": "mail",
    "203.0.113.7": "address",
    "2001:db8::7": "address",
    "42": "id",
    "a:b": "id",
    ada: "id",
  };
  for (const [text, kind] of Object.entries(kinds)) {
    assert.deepEqual(personFrom(text), { kind, value: text.trim() });
  }
});

test("an address is found as a whole, however it is written, and nothing that is only alike", () => {
  const cases: Record<string, { in: readonly string[]; notIn: readonly string[] }> = {
    "ada@example.org": {
      in: [
        "ada@example.org",
        "by Ada@Example.ORG.",
        "<ada@example.org>",
        "mailto:ada@example.org",
        "?mail=ada%40example.org&x",
        "?q=a%3Dada%40example.org",
        String.raw`"a line\nada@example.org"`,
        String.raw`ada\u0040example.org`,
        "email:ada@example.org",
      ],
      notIn: [
        "bada@example.org",
        "ada@example.org.uk",
        "b.ada@example.org",
        "ada@example.organic",
        "ada",
      ],
    },
    "203.0.113.7": {
      in: [
        "203.0.113.7",
        "ip:203.0.113.7",
        "203.0.113.7:443",
        "(203.0.113.7)",
        "::ffff:203.0.113.7",
      ],
      notIn: ["203.0.113.70", "1203.0.113.7", "203.0.113.7.9"],
    },
    "2001:db8::7": {
      in: ["[2001:db8::7]:443", "ip:2001:DB8::7"],
      notIn: ["2001:db8::77", "2001:db8::7:1"],
    },
    "ада@пример.рф": {
      in: [
        "от ада@пример.рф",
        String.raw`\u0430\u0434\u0430@\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444`,
      ],
      notIn: ["лада@пример.рф"],
    },
  };
  for (const [value, { in: texts, notIn }] of Object.entries(cases)) {
    const mentions = mentionsOf(personFrom(value));
    for (const text of texts) assert.equal(mentions.isIn(text), true, text);
    for (const text of notIn) assert.equal(mentions.isIn(text), false, text);
  }
});

test("what an application calls somebody is found where it says so, not in every number", () => {
  const mentions = mentionsOf(personFrom("42"));
  const error = { user: null, tags: [] };
  assert.equal(mentions.isIn("42 errors"), false);
  assert.equal(mentions.isUserOf({ ...error, user: { id: 42 } }), true);
  assert.equal(mentions.isUserOf({ ...error, user: { username: "42" } }), true);
  assert.equal(mentions.isUserOf({ ...error, tags: [["user", "id:42"]] }), true);
  assert.equal(mentions.isUserOf({ ...error, tags: [["user.id", "42"]] }), true);
  assert.equal(mentions.isUserOf({ ...error, user: { id: "421" }, tags: [["age", "42"]] }), false);
});
