import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { BadInput } from "../problems.ts";
import { actorOf } from "./caller.ts";

/** A header as Node gives it: one character to a byte. */
const received = (text: string) => Buffer.from(text).toString("latin1");

test("who acts is named in ASCII, in UTF-8, in Latin-1 or percent-encoded", () => {
  const names: readonly (readonly [header: string, name: string | null])[] = [
    ["ada@example.org", "ada@example.org"],
    ["  Ada Lovelace ", "Ada Lovelace"],
    [received("Ада Лавлейс"), "Ада Лавлейс"],
    ["Andr\u00e9", "André"],
    ["UTF-8''%D0%90%D0%B4%D0%B0", "Ада"],
    ["utf-8'ru'%D0%90%D0%B4%D0%B0", "Ада"],
    ["100%", "100%"],
    ["UTF-8''100%", "100%"],
    ["", null],
    ["   ", null],
    ["UTF-8''", null],
  ];
  for (const [header, name] of names) assert.equal(actorOf({ "x-actor": header }), name, header);
  assert.equal(actorOf({}), null);
});

test("any name that can be shown comes through both ways", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 50 }), (text) => {
      const name = text.normalize("NFC").trim();
      fc.pre(name !== "" && !/\p{C}/u.test(name) && !/^utf-8'/i.test(name));
      assert.equal(actorOf({ "x-actor": received(name) }), name);
      assert.equal(actorOf({ "x-actor": `UTF-8''${encodeURIComponent(name)}` }), name);
    }),
  );
});

test("a name that is too long, or holds what does not print, is refused", () => {
  for (const header of ["x".repeat(201), "UTF-8''a%0Ab", "UTF-8''a%E2%80%AEb", "a\tb"]) {
    assert.throws(() => actorOf({ "x-actor": header }), BadInput, header);
  }
});
