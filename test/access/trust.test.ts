import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join as joinPath } from "node:path";
import { test } from "node:test";
import { ask, codeIn, fromElsewhere, join, signIn, tokenOf } from "../support/callers.ts";
import { startTestCollector, temporaryFolder } from "../support/collector.ts";
import { aSimpleError } from "../support/other-senders.ts";
import { runCommand, startProcess } from "../support/process.ts";

test("while nobody has an account, only whoever calls from this machine is let in", async (t) => {
  const collector = await startTestCollector(t);
  const { port } = new URL(collector.url);
  const cases: readonly [about: string, headers: Record<string, string>, let_in: boolean][] = [
    ["a program", {}, true],
    ["by the name localhost", { host: `localhost:${port}` }, true],
    ["by the name localhost in capitals", { host: `LOCALHOST:${port}` }, true],
    ["by the IPv6 address", { host: `[::1]:${port}` }, true],
    ["the page itself", { "sec-fetch-site": "same-origin" }, true],
    ["an address that a person typed", { "sec-fetch-site": "none" }, true],
    ["the page of another site", { "sec-fetch-site": "cross-site" }, false],
    ["a page of another port of this machine", { "sec-fetch-site": "same-site" }, false],
    ["an older browser on another site", { origin: "https://evil.example" }, false],
    ["an older browser on a page of a file", { origin: "null" }, false],
    ["a name that leads here (DNS rebinding)", { host: "evil.example" }, false],
    ["a name that begins as ours", { host: "localhost.evil.example" }, false],
    ["a name that begins as our address", { host: "127.0.0.1.evil.example" }, false],
    ["a proxy that says for whom", fromElsewhere, false],
    ["a proxy that says so in the standard's header", { forwarded: "for=203.0.113.7" }, false],
    ["a proxy that says only that it is one", { via: "1.1 proxy" }, false],
    ["a proxy that passes the name on", { "x-forwarded-host": "errors.example" }, false],
    ["nginx as many set it up", { "x-real-ip": "203.0.113.7" }, false],
  ];
  for (const [about, headers, letIn] of cases) {
    for (const path of ["/errors", "/api/v1/issues", "/deliveries", "/config", "/openapi.json"]) {
      const { status, text } = await ask(collector, path, { headers });
      assert.equal(status, letIn ? 200 : 401, `${about}: ${path}: ${text.slice(0, 200)}`);
    }
    const { body } = await ask(collector, "/api/v1/access", { headers });
    assert.equal(body.caller?.kind ?? null, letIn ? "local" : null, about);
  }
});

test("a stranger is told how to get in, and about health only whether it is well", async (t) => {
  const collector = await startTestCollector(t);
  const refused = await ask(collector, "/errors", { headers: fromElsewhere });
  assert.equal(refused.status, 401);
  assert.match(refused.body.detail, /collector admin create/);
  assert.match(refused.headers.get("www-authenticate") ?? "", /^Bearer/);
  const health = await ask(collector, "/health", { headers: fromElsewhere });
  assert.deepEqual([health.status, health.body], [200, { status: "ok" }]);
  const local = await ask(collector, "/health");
  assert.ok("checks" in local.body);
  const browser = await ask(collector, "/", { headers: { ...fromElsewhere, accept: "text/html" } });
  assert.equal(browser.status, 302);
  assert.equal((await ask(collector, "/app/", { headers: fromElsewhere })).status, 200);
});

test("PUBLIC_URL ends the trust in this machine, since a proxy stands before it", async (t) => {
  const collector = await startTestCollector(t, { PUBLIC_URL: "https://errors.example" });
  assert.equal((await ask(collector, "/errors")).status, 401);
});

test("ACCESS=closed lets nobody in who does not sign in; ACCESS=open everybody, but not to administer", async (t) => {
  const closed = await startTestCollector(t, { ACCESS: "closed" });
  assert.equal((await ask(closed, "/errors")).status, 401);
  const open = await startTestCollector(t, {
    ACCESS: "open",
    PUBLIC_URL: "https://errors.example",
  });
  const strange = { headers: fromElsewhere };
  assert.equal((await ask(open, "/errors", strange)).status, 200);
  assert.equal((await ask(open, "/config", strange)).status, 200);
  const view = { name: "All", about: "issues", query: "" };
  const made = await ask(open, "/api/v1/views", { ...strange, method: "POST", body: view });
  assert.equal(made.status, 201, made.text);
  for (const path of ["/api/v1/accounts", "/api/v1/audit", "/api/v1/tokens"]) {
    assert.equal((await ask(open, path, strange)).status, 403, path);
  }
});

test("deliveries are taken from everybody in every mode", async (t) => {
  for (const mode of ["local", "open", "closed"]) {
    const collector = await startTestCollector(t, { ACCESS: mode });
    const { payload } = aSimpleError();
    const taken = await ask(collector, "/sentry/webhook", {
      method: "POST",
      headers: fromElsewhere,
      body: payload,
    });
    assert.equal(taken.status, 201, mode);
  }
});

test("a mode that is none is refused at the start, and so is a short SECRET_KEY", async (t) => {
  const folder = temporaryFolder(t);
  const mode = await runCommand(folder, [], { ACCESS: "everybody", PORT: "0" });
  assert.match(mode.err, /^ACCESS is "everybody": it must be one of local, open, closed\.\n$/);
  const key = await runCommand(folder, [], { SECRET_KEY: "short", PORT: "0" });
  assert.match(key.err, /^SECRET_KEY: it must have at least 32 characters\.\n$/);
});

test("the link that is printed at the start makes the first administrator, once, and ends the trust", async (t) => {
  const folder = temporaryFolder(t);
  const collector = await startProcess(t, folder, { LOG_LEVEL: "silent" });
  const at = { url: collector.url } as Parameters<typeof join>[0];
  const [, link = ""] = /first account +(\S+)/.exec(collector.out) ?? [];
  await join(at, codeIn(link), "ada@example.org");
  assert.equal((await ask(at, "/errors")).status, 401);
  const again = await ask(at, "/api/v1/access/join", {
    method: "POST",
    body: { code: codeIn(link), mail: "eve@example.org", password: "another long password" },
  });
  assert.equal(again.status, 404, again.text);
  const headers = await signIn(at, "ada@example.org");
  const { body } = await ask(at, "/api/v1/access", { headers });
  assert.deepEqual(body.caller, {
    kind: "account",
    id: body.caller.id,
    name: "ada@example.org",
    level: "admin",
    projects: null,
  });
  for (const name of ["access.db", "errors.db", "archive.db", "secret.key", "control.sock"]) {
    const { mode } = statSync(joinPath(folder, "data", name));
    assert.equal(mode & 0o077, 0, `${name} may be used by others`);
  }
  assert.equal(statSync(joinPath(folder, "data")).mode & 0o077, 0);
});

test("admin create prints a link, beside a running collector and without one", async (t) => {
  const folder = temporaryFolder(t);
  const alone = await runCommand(folder, ["admin", "create"], { PUBLIC_URL: "https://e.example" });
  assert.match(alone.out, /^https:\/\/e\.example\/app\/join#\S{43}\n/, alone.err);
  const collector = await startProcess(t, folder);
  const { out, err } = await runCommand(folder, ["admin", "create"]);
  assert.match(out, /^http:\/\/127\.0\.0\.1:\d+\/app\/join#\S{43}\n/, err);
  const at = { url: collector.url } as Parameters<typeof join>[0];
  await join(at, codeIn(alone.out.split("\n")[0] ?? ""), "ada@example.org");
  await join(at, codeIn(out.split("\n")[0] ?? ""), "bob@example.org");
});

test("the first token ends the trust in this machine too", async (t) => {
  const collector = await startTestCollector(t);
  const headers = await tokenOf(collector, {}, { name: "ci" });
  assert.equal((await ask(collector, "/errors")).status, 401);
  assert.equal((await ask(collector, "/errors", { headers })).status, 200);
});
