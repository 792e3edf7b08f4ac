import assert from "node:assert/strict";
import { test } from "node:test";
import { keyOf, type Press } from "../../web/src/shell/key.ts";

function pressed(key: string, code: string, held: Partial<Press> = {}): string {
  return keyOf({ key, code, shiftKey: false, metaKey: false, ctrlKey: false, ...held });
}

test("every key of a command is reached on a Russian layout by the place where it is on an English one", () => {
  const shiftKey = true;
  assert.equal(pressed("о", "KeyJ"), "j");
  assert.equal(pressed("В", "KeyD", { shiftKey }), "D");
  assert.equal(pressed("л", "KeyK", { ctrlKey: true }), "mod+k");
  assert.equal(pressed(".", "Slash"), "/");
  assert.equal(pressed(",", "Slash", { shiftKey }), "?");
  assert.equal(pressed("№", "Digit3", { shiftKey }), "#");
  assert.equal(pressed("х", "BracketLeft"), "[");
  assert.equal(pressed("ъ", "BracketRight"), "]");
});

test("a key of an English layout is itself, and a full stop at its own place too", () => {
  assert.equal(pressed("j", "KeyJ"), "j");
  assert.equal(pressed("D", "KeyD", { shiftKey: true }), "D");
  assert.equal(pressed("/", "Slash"), "/");
  assert.equal(pressed(".", "Period"), ".");
  assert.equal(pressed("[", "BracketLeft"), "[");
  assert.equal(pressed("Escape", "Escape"), "Escape");
});
