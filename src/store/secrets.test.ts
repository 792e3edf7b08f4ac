import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openSecrets } from "./secrets.ts";

function keyPath(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "secrets-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, "secret.key");
}

test("what is sealed is opened by the same key file, which nobody else may read", (t) => {
  const path = keyPath(t);
  const sealed = openSecrets({ keyPath: path, secretKey: null }).seal("пароль", "source 3");
  assert.equal(openSecrets({ keyPath: path, secretKey: null }).open(sealed, "source 3"), "пароль");
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.ok(!sealed.includes(Buffer.from("пароль").toString("base64url")));
  assert.ok(!readFileSync(path, "utf8").includes("пароль"));
});

test("the same secret is sealed otherwise each time", (t) => {
  const secrets = openSecrets({ keyPath: keyPath(t), secretKey: "k".repeat(40) });
  assert.notEqual(secrets.seal("a", "x"), secrets.seal("a", "x"));
});

test("what was sealed for something else, by another key, or was changed is not opened", (t) => {
  const path = keyPath(t);
  const secrets = openSecrets({ keyPath: path, secretKey: "k".repeat(40) });
  const sealed = secrets.seal("a secret", "source 3");
  const other = openSecrets({ keyPath: path, secretKey: "j".repeat(40) });
  const changed = `${sealed.slice(0, -2)}${sealed.endsWith("AA") ? "BB" : "AA"}`;
  assert.throws(() => secrets.open(sealed, "source 4"), /source 4 cannot be read with this key/);
  assert.throws(() => other.open(sealed, "source 3"), /cannot be read/);
  for (const text of [changed, "", "v1.", "v1.AAAA", "a secret"]) {
    assert.throws(() => secrets.open(text, "source 3"), /cannot be read/, text);
  }
});

test("with SECRET_KEY no key file is made, and each purpose has a key of its own", (t) => {
  const path = keyPath(t);
  const secrets = openSecrets({ keyPath: path, secretKey: "k".repeat(40) });
  assert.notEqual(secrets.keyFor("one"), secrets.keyFor("another"));
  assert.equal(secrets.keyFor("one"), secrets.keyFor("one"));
  assert.throws(() => statSync(path), /ENOENT/);
});

test("an empty key file keeps the collector from starting with a key that is none", (t) => {
  const path = keyPath(t);
  writeFileSync(path, "\n");
  assert.throws(() => openSecrets({ keyPath: path, secretKey: null }), /holds no key/);
});
