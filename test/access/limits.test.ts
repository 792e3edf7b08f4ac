import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, fromElsewhere, password, signUp } from "../support/callers.ts";
import { startTestCollector } from "../support/collector.ts";
import { aSimpleError } from "../support/other-senders.ts";
import { anEventAlert, send } from "../support/payloads.ts";

test("an address that asks too often is told when it may again; others and this machine are not held up", async (t) => {
  const settings = { REQUESTS_PER_SECOND_MAX: "1", TRUST_PROXY: "loopback", ACCESS: "open" };
  const collector = await startTestCollector(t, settings);
  const statuses = [];
  for (let time = 0; time < 14; time += 1) {
    statuses.push((await ask(collector, "/config", { headers: fromElsewhere })).status);
  }
  assert.deepEqual(statuses.slice(0, 10), Array(10).fill(200));
  const refused = await ask(collector, "/config", { headers: fromElsewhere });
  assert.equal(refused.status, 429);
  assert.equal(refused.headers.get("retry-after"), "1");
  const other = await ask(collector, "/config", { headers: { "x-forwarded-for": "203.0.113.8" } });
  assert.equal(other.status, 200);
  for (let time = 0; time < 30; time += 1) {
    assert.equal((await ask(collector, "/config")).status, 200);
  }
});

test("X-Forwarded-For is not believed from whom TRUST_PROXY does not name", async (t) => {
  const settings = { DELIVERIES_PER_SECOND_MAX: "1" };
  const collector = await startTestCollector(t, settings);
  const statuses = [];
  for (let sender = 0; sender < 12; sender += 1) {
    const headers = { "x-forwarded-for": `203.0.113.${sender}` };
    const { payload } = aSimpleError();
    statuses.push((await collector.deliver(payload, headers)).status);
  }
  assert.ok(statuses.includes(429), statuses.join());
  const { payload } = aSimpleError();
  const refused = await collector.deliver(payload);
  assert.deepEqual([refused.status, refused.headers.get("retry-after")], [429, "1"]);
  assert.match(refused.body.detail, /DELIVERIES_PER_SECOND_MAX/);
});

test("a source that delivers too often is told when it may again, and others are not held up", async (t) => {
  const settings = { SOURCE_DELIVERIES_PER_SECOND_MAX: "1", SENTRY_WEBHOOK_SECRET: "hush" };
  const collector = await startTestCollector(t, { ...settings, SENTRY_WEBHOOK_TOKEN: "let-me-in" });
  const simple = (token: string) =>
    collector.deliver(aSimpleError().payload, {}, `/sentry/webhook/${token}`);
  // Whoever is not the source cannot use up what it may.
  for (let time = 0; time < 20; time += 1) assert.equal((await simple("wrong")).status, 401);
  const statuses = [];
  for (let time = 0; time < 12; time += 1) statuses.push((await simple("let-me-in")).status);
  assert.deepEqual(statuses.slice(0, 10), [201, ...Array(9).fill(200)]);
  const refused = await simple("let-me-in");
  assert.deepEqual([refused.status, refused.headers.get("retry-after")], [429, "1"]);
  assert.match(
    refused.body.detail,
    /^The source \w+ delivers .* \(SOURCE_DELIVERIES_PER_SECOND_MAX\)\.$/,
  );
  assert.equal((await send(collector, anEventAlert(), { secret: "hush" })).status, 201);
  const { body } = await collector.read("/api/v1/refusals");
  assert.equal(body.items[0].status, 429);
});

test("passwords cannot be tried without end, not from many addresses either", async (t) => {
  const collector = await startTestCollector(t, { TRUST_PROXY: "loopback" });
  await signUp(collector, {}, { mail: "ada@example.org" });
  const attempt = (address: string) =>
    ask(collector, "/api/auth/sign-in/email", {
      method: "POST",
      headers: { "x-forwarded-for": address },
      body: { email: "ada@example.org", password: "a wrong long password" },
    });
  const one = [];
  for (let time = 0; time < 21; time += 1) one.push((await attempt("203.0.113.1")).status);
  assert.deepEqual(one.slice(0, 20), Array(20).fill(401));
  assert.equal(one[20], 429);
  const many = [];
  for (let time = 0; time < 12; time += 1)
    many.push((await attempt(`203.0.113.${time + 2}`)).status);
  assert.equal(many.at(-1), 429, many.join());
});

test("every answer tells browsers to guess, frame, run and pass on nothing", async (t) => {
  const collector = await startTestCollector(t, {
    PUBLIC_URL: "https://errors.example",
    ACCESS: "open",
  });
  await collector.deliver(aSimpleError().payload);
  const places = ["/", "/config", "/errors", "/errors/1", "/nowhere", "/app/", "/app/icon.svg"];
  for (const place of [...places, "/docs", "/openapi.json", "/api/v1/issues", "/health"]) {
    const { headers } = await ask(collector, place, {
      headers: { origin: "https://evil.example" },
    });
    const expected = {
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "cross-origin-resource-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
      "strict-transport-security": "max-age=31536000",
    };
    for (const [name, value] of Object.entries(expected)) {
      assert.equal(headers.get(name), value, `${place}: ${name}`);
    }
    const policy = headers.get("content-security-policy") ?? "";
    assert.match(policy, /default-src 'none'/, place);
    assert.match(policy, /frame-ancestors 'none'|sandbox/, place);
    assert.ok(!/unsafe|\*/.test(policy), `${place}: ${policy}`);
    assert.equal(headers.get("access-control-allow-origin"), null, place);
    assert.equal(headers.get("server"), null, place);
    assert.equal(headers.get("x-powered-by"), null, place);
  }
});

test("the session's cookie is for this host, for requests only, and with https only over TLS", async (t) => {
  const flags = "; Max-Age=2592000; Path=/; HttpOnly";
  const expected = {
    "": `collector.session_token=…${flags}; SameSite=Lax`,
    "https://errors.example": `__Secure-collector.session_token=…; Max-Age=2592000; Path=/; HttpOnly; Secure; SameSite=Lax`,
  };
  for (const [address, cookie] of Object.entries(expected)) {
    const first = await startTestCollector(t);
    await signUp(first, {}, { mail: "ada@example.org" });
    await first.stop();
    const collector = await startTestCollector(t, { folder: first.folder, PUBLIC_URL: address });
    const { headers } = await ask(collector, "/api/auth/sign-in/email", {
      method: "POST",
      body: { email: "ada@example.org", password },
    });
    const set = headers.getSetCookie().find((each) => each.includes("session_token")) ?? "";
    assert.equal(set.replace(/=[^;]+/, "=…"), cookie);
  }
});

test("a write that a page of another site asks for is refused, with a session too", async (t) => {
  const collector = await startTestCollector(t);
  const { headers } = await signUp(collector, {}, { mail: "ada@example.org" });
  const sites: Record<string, string>[] = [
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { origin: "https://evil.example" },
    { origin: "null" },
  ];
  for (const site of sites) {
    for (const path of ["/api/v1/tokens", "/api/v1/invitations", "/api/auth/sign-out"]) {
      const asked = { method: "POST", headers: { ...headers, ...site }, body: { name: "x" } };
      assert.equal(
        (await ask(collector, path, asked)).status,
        403,
        `${path} ${JSON.stringify(site)}`,
      );
    }
  }
});

test("of better-auth only what the page needs can be reached", async (t) => {
  const collector = await startTestCollector(t);
  const { headers } = await signUp(collector, {}, { mail: "ada@example.org" });
  const closed = [
    ["POST", "sign-up/email"],
    ["POST", "update-user"],
    ["POST", "change-email"],
    ["POST", "delete-user"],
    ["POST", "request-password-reset"],
    ["GET", "list-sessions"],
    ["GET", "get-session"],
    ["GET", "error"],
    ["POST", "sign-in/social"],
    ["POST", "constructor"],
  ] as const;
  for (const [method, way] of closed) {
    const body = method === "POST" ? { body: { role: "administrator" } } : {};
    const { status } = await ask(collector, `/api/auth/${way}`, { method, headers, ...body });
    assert.equal(status, 404, way);
  }
});
