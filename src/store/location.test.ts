import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "../domain/index.ts";
import { filesOf } from "./location.ts";

const at = (url: string) => filesOf(url, "/srv").errorsPath;

test("three slashes are relative, four absolute, as SQLAlchemy has it", () => {
  assert.equal(at("sqlite+aiosqlite:///./data/errors.db"), "/srv/data/errors.db");
  assert.equal(at("sqlite+aiosqlite:////data/errors.db"), "/data/errors.db");
  assert.equal(at("sqlite:///errors.db"), "/srv/errors.db");
  assert.equal(at("sqlite:////var/lib/errors.db"), "/var/lib/errors.db");
});

test("file addresses and plain paths are taken", () => {
  assert.equal(at("file:./x/errors.db"), "/srv/x/errors.db");
  assert.equal(at("file:/x/errors.db"), "/x/errors.db");
  assert.equal(at("file:///x/errors.db"), "/x/errors.db");
  assert.equal(at("x/errors.db"), "/srv/x/errors.db");
  assert.equal(at("/x/errors.db"), "/x/errors.db");
});

test("the archive, the lock and the socket lie beside the database", () => {
  const location = filesOf("/x/errors.db", "/srv");
  assert.equal(location.archivePath, "/x/archive.db");
  assert.equal(location.lockPath, "/x/errors.db.lock");
  assert.equal(location.controlPath, "/x/control.sock");
});

test("a socket whose path would be too long lies elsewhere", () => {
  const location = filesOf(`/${"deep/".repeat(30)}errors.db`, "/srv");
  assert.ok(Buffer.byteLength(location.controlPath) <= 107);
});

for (const url of [
  "mysql://h/db",
  "postgres://h/db",
  ":memory:",
  "sqlite://",
  "sqlite://x",
  "/x/archive.db",
]) {
  test(`${url} is refused with a sentence that says what to write`, () => {
    assert.throws(
      () => at(url),
      (thrown) => thrown instanceof Failure && /DATABASE_URL/.test(thrown.message),
    );
  });
}
