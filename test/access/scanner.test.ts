import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { type TestContext, test } from "node:test";
import { ask, fromElsewhere, signUp, tokenOf } from "../support/callers.ts";
import { type Answer, startTestCollector, type TestCollector } from "../support/collector.ts";
import { digested } from "../support/database.ts";
import { aSimpleError } from "../support/other-senders.ts";
import { RawConnection } from "../support/raw.ts";

// What passive rules of OWASP ZAP and templates of nuclei look for, over a default install: as a stranger and as a reader.

type Headers = Record<string, string>;

/** A collector with an error, and those who look at it. */
async function install(t: TestContext) {
  const collector = await startTestCollector(t);
  await collector.deliver(aSimpleError({ value: "<script>alert(1)</script>" }).payload);
  await digested(collector);
  const { headers: admin } = await signUp(collector, {}, { mail: "admin@example.org" });
  const reader = await tokenOf(collector, admin, { name: "reader" });
  const callers: Record<string, Headers> = { stranger: { ...fromElsewhere }, reader };
  return { collector, callers };
}

const pages = [
  "/",
  "/app/",
  "/app/issues",
  "/app/join",
  "/app/icon.svg",
  "/docs",
  "/openapi.json",
  "/errors",
  "/errors/1",
  "/errors/1/payload",
  "/errors/1/stacktrace",
  "/errors/999",
  "/deliveries",
  "/deliveries/1/body",
  "/config",
  "/health",
  "/metrics",
  "/api/v1",
  "/api/v1/errors?query=%22",
  "/api/v1/export/errors",
  "/api/v1/nowhere",
  "/api/auth/get-session",
  "/sentry/webhook",
  "/nowhere",
  "/robots.txt",
  "/favicon.ico",
] as const;

/** What must not stand in what anybody is shown: where we are, how we fell over, what we hold. */
const leaks = {
  "a stack trace": /\n\s+at .+:\d+:\d+\)?/,
  "a path of the machine": /\/node_modules\/|file:\/\/\/|\/src\/[a-z]+\/[\w-]+\.ts/,
  "an error of the database": /SQLITE_[A-Z]+|near ".*": syntax error/,
  "a private key": /BEGIN [A-Z ]*PRIVATE KEY/,
  "a private address": /\b(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3}\b/,
} as const;

/** Answered to programs, in JSON of its own: as few bytes as can be go out there. */
const isOfDoor = (place: string) => place.endsWith("/sentry/webhook");

function assertHarmless(place: string, { status, headers, text }: Answer): void {
  assert.ok(status > 0 && status < 500, `${place}: ${status} ${text.slice(0, 200)}`);
  const type = headers.get("content-type") ?? "";
  if (text !== "") assert.notEqual(type, "", `${place} says what it is`);
  if (type.startsWith("text/")) assert.match(type, /charset=utf-8/i, place);
  assert.equal(headers.get("x-content-type-options"), "nosniff", place);
  if (isOfDoor(place)) return;
  const policy = headers.get("content-security-policy") ?? "";
  assert.match(policy, /default-src 'none'/, `${place}: ${policy}`);
  assert.doesNotMatch(policy, /unsafe-|\*|data: *;? *script/, place);
  assert.match(policy, /frame-ancestors 'none'|sandbox/, place);
  for (const header of [
    "server",
    "x-powered-by",
    "x-aspnet-version",
    "access-control-allow-origin",
  ]) {
    assert.equal(headers.get(header), null, `${place}: ${header}`);
  }
  if (!type.startsWith("text/html")) return;
  assert.ok(!text.includes("<script>alert"), `${place} shows what it was sent`);
  for (const [, script = ""] of text.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([^<]*)/g)) {
    // What stands in a page may run where the policy knows each letter of it.
    const known = hash("sha256", script, "base64");
    assert.ok(policy.includes(`'sha256-${known}'`), `${place}: inline script`);
  }
  assert.doesNotMatch(text, /<[^>]+\bon\w+="|="javascript:/i, `${place}: inline handler`);
  assert.doesNotMatch(text, /(?:src|action)="(?:https?:)?\/\//, `${place}: from elsewhere`);
}

test("passive rules find nothing: headers, types, caches, inline scripts, stack traces", async (t) => {
  const { collector, callers } = await install(t);
  for (const [name, headers] of Object.entries(callers)) {
    for (const path of pages) {
      const asked = { headers: { ...headers, origin: "https://evil.example" } };
      const answer = await ask(collector, path, asked);
      assertHarmless(`${name}: ${path}`, answer);
      // Payloads are what was sent; the reference for programs names paths and addresses as examples.
      if (!/payload|body$|openapi|docs/.test(path)) assertTellsNothing(`${name}: ${path}`, answer);
      if (!/^\/app\/|icon/.test(path) && !isOfDoor(path)) {
        assert.match(
          answer.headers.get("cache-control") ?? "",
          /no-store|private, no-cache/,
          `${name}: ${path}`,
        );
      }
    }
  }
});

function assertTellsNothing(place: string, { text }: Answer): void {
  for (const [what, pattern] of Object.entries(leaks)) {
    assert.doesNotMatch(text, pattern, `${place}: ${what}`);
  }
}

test("the page loads nothing from elsewhere, and its files tell nothing of their source", async (t) => {
  const { collector } = await install(t);
  const { text } = await ask(collector, "/app/");
  const files = [...text.matchAll(/(?:src|href)="(\/app\/assets\/[^"]+)"/g)].map(
    ([, file]) => file ?? "",
  );
  assert.ok(files.length > 0, text);
  for (const file of files) {
    const answer = await ask(collector, file);
    assert.equal(answer.status, 200, file);
    assertHarmless(file, answer);
    assert.doesNotMatch(answer.text, /sourceMappingURL/, file);
    assert.notEqual((await ask(collector, `${file}.map`)).status, 200, `${file}.map`);
  }
});

/** Files that are left open elsewhere, and what is found in them. */
const exposed = {
  "/.git/config": /\[core\]/,
  "/.git/HEAD": /ref:/,
  "/.env": /=/,
  "/.DS_Store": /Bud1/,
  "/package.json": /"dependencies"/,
  "/package-lock.json": /lockfileVersion/,
  "/tsconfig.json": /compilerOptions/,
  "/docker-compose.yml": /services:/,
  "/Dockerfile": /FROM/,
  "/src/main.js": /import/,
  "/data/errors.db": /SQLite format/,
  "/data/access.db": /SQLite format/,
  "/data/secret.key": /.{32}/,
  "/errors.db": /SQLite format/,
  "/secret.key": /^[\w+/=-]{32,}$/m,
  "/control.sock": /./,
  "/backup.tar": /ustar/,
  "/server-status": /Apache/,
  "/phpinfo.php": /PHP Version/,
  "/wp-login.php": /WordPress/,
  "/actuator/env": /propertySources/,
  "/actuator/heapdump": /./,
  "/debug/pprof/": /profile/,
  "/debug/vars": /cmdline/,
  "/swagger-ui/index.html": /swagger/i,
  "/graphql": /__schema|data/,
  "/.well-known/openid-configuration": /issuer/,
  "/_next/static/": /chunks/,
  "/console/": /console/i,
  "/admin/": /admin/i,
  "/api/auth/ok": /ok/,
  "/api/auth/reference": /./,
  "/api/auth/list-sessions": /token/,
  "/api/auth/admin/list-users": /users/,
  "/api/auth/token": /token/,
  "/api/auth/jwks": /keys/,
} as const;

const climbs = [
  "/app/../package.json",
  "/app/..%2fpackage.json",
  "/app/%2e%2e/%2e%2e/package.json",
  "/app/assets/..%5c..%5c..%5cpackage.json",
  "/app/assets/%252e%252e%252fpackage.json",
  "/app/assets/....//....//package.json",
  "//etc/passwd",
  "/app/assets/..%c0%af..%c0%afetc/passwd",
  "/app//etc/passwd",
  "/app/assets/%00/etc/passwd",
] as const;

test("no file is exposed that is none of the page, by whatever name it is asked for", async (t) => {
  const { collector, callers } = await install(t);
  for (const [name, headers] of Object.entries(callers)) {
    for (const [path, content] of Object.entries(exposed)) {
      const answer = await ask(collector, path, { headers });
      const isPage = answer.text.includes('<div id="root">');
      const found = answer.status === 200 && !isPage && content.test(answer.text);
      assert.ok(!found, `${name}: ${path}: ${answer.text.slice(0, 100)}`);
      assertHarmless(`${name}: ${path}`, answer);
    }
  }
  for (const path of climbs) {
    const { answer } = await rawly(collector, `GET ${path} HTTP/1.1\r\nHost: localhost\r\n`);
    assert.ok(answer.status < 500, `${path}: ${answer.status}`);
    assert.doesNotMatch(answer.text, /"dependencies"|root:.*:0:0:/, path);
  }
});

test("no request makes an answer lead elsewhere, take headers, or come back as it was sent", async (t) => {
  const { collector, callers } = await install(t);
  const hostile = [
    "//evil.example/",
    "/%2f%2fevil.example",
    "/app//evil.example",
    "/app?next=https://evil.example",
    "/%0d%0aset-cookie:%20hacked=1",
    "/app/%0d%0aset-cookie:%20hacked=1",
    "/<script>alert(1)</script>",
    "/errors?query=<script>alert(1)</script>",
    "/api/v1/errors?query=<script>alert(1)</script>",
    "/api/v1/errors?callback=alert",
    "/docs?<script>alert(1)</script>",
  ];
  for (const [name, headers] of Object.entries(callers)) {
    for (const path of hostile) {
      const asked = encodeURI(path).replaceAll("%25", "%");
      for (const accept of ["text/html", "application/json"]) {
        const answer = await ask(collector, asked, {
          headers: { ...headers, accept, "x-forwarded-host": "evil.example" },
        });
        const place = `${name}: ${path}`;
        assertHarmless(place, answer);
        assert.doesNotMatch(answer.headers.get("location") ?? "", /evil\.example|^\/\//, place);
        assert.doesNotMatch(answer.cookies, /hacked/, place);
      }
    }
  }
});

test("methods that proxies and debuggers know are not known here, and what is no HTTP is told so", async (t) => {
  const { collector } = await install(t);
  for (const method of ["TRACE", "TRACK", "DEBUG", "CONNECT", "PROPFIND", "OPTIONS"]) {
    const { answer } = await rawly(
      collector,
      `${method} /errors HTTP/1.1\r\nHost: localhost\r\nX-Probe: seen\r\n`,
    );
    assert.ok(
      answer.status === 0 || (answer.status >= 400 && answer.status < 500),
      `${method}: ${answer.status}`,
    );
    assert.ok(!answer.text.includes("X-Probe: seen"), method);
  }
  for (const request of [
    "GET / HTTP/9.9\r\nHost: x\r\n",
    "\x16\x03\x01\r\n",
    `GET /${"a".repeat(20_000)} HTTP/1.1\r\n`,
  ]) {
    const { answer } = await rawly(collector, request);
    assert.ok(answer.status < 500, answer.text.slice(0, 100));
    assertTellsNothing(request.slice(0, 20), { ...answer } as Answer);
  }
});

/** Sends bytes as they are, and waits for the end of the answer. */
async function rawly(collector: TestCollector, head: string) {
  const connection = new RawConnection(collector.url);
  await connection.write(`${head}Connection: close\r\n\r\n`);
  const answer = await connection.ended();
  return { answer };
}
