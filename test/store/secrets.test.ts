import assert from "node:assert/strict";
import { rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openSecrets } from "../../src/store/index.ts";
import { temporaryFolder } from "../support/collector.ts";

test("a secret is opened by the key that sealed it, from the setting or from a file of its owner", (t) => {
  for (const key of ["a key of sixteen characters", null]) {
    const folder = temporaryFolder(t);
    const sealed = openSecrets({ folder, key }).seal("пароль 🔑");
    assert.ok(!sealed.includes("пароль"));
    assert.equal(openSecrets({ folder, key }).open(sealed), "пароль 🔑");
    assert.notEqual(openSecrets({ folder, key }).seal("пароль 🔑"), sealed);
    if (key === null) assert.equal(statSync(join(folder, "secret.key")).mode & 0o777, 0o600);
  }
});

test("another key opens nothing, and it is said what to do", (t) => {
  const folder = temporaryFolder(t);
  const sealed = openSecrets({ folder, key: "a key of sixteen characters" }).seal("token");
  const other = openSecrets({ folder, key: "another key of some length" });
  assert.throws(() => other.open(sealed), /SECRET_KEY is another one: restore the key, or enter/);
  const files = openSecrets({ folder, key: null });
  assert.throws(() => files.open(sealed), /secret\.key is missing/);
  files.seal("x");
  assert.throws(() => files.open(sealed), /secret\.key is another one/);
  rmSync(join(folder, "secret.key"));
  assert.throws(() => files.open("v1.a.b.c"), /is missing/);
});

test("each purpose has a key of its own, which stays the same", (t) => {
  const folder = temporaryFolder(t);
  const { keyFor } = openSecrets({ folder, key: null });
  assert.equal(openSecrets({ folder, key: null }).keyFor("one"), keyFor("one"));
  assert.notEqual(keyFor("another"), keyFor("one"));
});

test("an empty key file keeps the collector from starting with a key that is none", (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "secret.key"), "\n");
  assert.throws(() => openSecrets({ folder, key: null }).keyFor("one"), /holds no key/);
});

test("collectors that share a server keep a secret only by a key that is set", () => {
  assert.throws(() => openSecrets({ folder: null, key: null }).seal("token"), /same SECRET_KEY/);
  const shared = { folder: null, key: "a key of sixteen characters" };
  assert.equal(openSecrets(shared).open(openSecrets(shared).seal("token")), "token");
});
