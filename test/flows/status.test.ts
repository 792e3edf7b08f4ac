import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestCollector } from "../support/collector.ts";
import { aSimpleError } from "../support/other-senders.ts";
import { anEventAlert, send } from "../support/payloads.ts";

const secret = "a-client-secret-of-some-length";

test("an empty collector says where to send to and what protects it, never the secret", async (t) => {
  const collector = await startTestCollector(t, {
    SENTRY_WEBHOOK_SECRET: `${secret},another-secret`,
    SENTRY_WEBHOOK_TOKEN: "a-token-of-mine",
    SENTRY_FILTER_BY_PROJECT: "true",
    SENTRY_PROJECT: "web,11",
    SENTRY_ORGANIZATION: "acme",
  });
  const { status, body, text } = await collector.read("/api/v1/status");
  assert.equal(status, 200);
  const url = `${collector.url}/sentry/webhook`;
  assert.deepEqual(body.webhook, { url, token_url: `${url}/{token}`, is_public: false });
  assert.deepEqual(body.protection, {
    secrets: 2,
    token: true,
    filter: { projects: ["web", "11"], organization: "acme" },
  });
  assert.deepEqual(body.senders, []);
  assert.deepEqual(body.digest, { waiting: 0, lag_ms: 0, trouble: null });
  assert.deepEqual(body.deliveries, {
    newest_id: 0,
    failed: 0,
    lately: { of: 0, digested: 0, ignored: 0, failed: 0 },
  });
  assert.ok(body.disk.errors_bytes > 0 && body.disk.archive_bytes > 0);
  assert.deepEqual([body.retention.days, body.retention.errors_per_issue], [90, null]);
  assert.deepEqual(body.live, { watchers: 0, watchers_max: 200 });
  for (const hidden of [secret, "another-secret", "a-token-of-mine"]) {
    assert.ok(!text.includes(hidden));
  }
});

test("PUBLIC_URL decides where to send to", async (t) => {
  const collector = await startTestCollector(t, {
    PUBLIC_URL: "https://errors.example/in",
    ACCESS: "open",
  });
  const { body } = await collector.read("/api/v1/status");
  const url = "https://errors.example/in/sentry/webhook";
  assert.deepEqual(body.webhook, { url, token_url: null, is_public: true });
  assert.deepEqual(body.protection, { secrets: 0, token: false, filter: null });
});

test("it says who sent lately and how that was proved, also after a start", async (t) => {
  const collector = await startTestCollector(t);
  await send(collector, anEventAlert(), { secret });
  await send(collector, anEventAlert(), { secret });
  const simple = aSimpleError();
  await collector.deliver(simple.payload, simple.headers);
  await collector.deliver({ a: 1 });
  await collector.read("/api/v1/errors");
  const { body } = await collector.read("/api/v1/status");
  const shown = (senders: { family: string; last_signature: string; count_24h: number }[]) =>
    senders.map((one) => [one.family, one.last_signature, one.count_24h]).toSorted();
  const expected = [
    ["integration_platform", "unchecked", 1],
    ["simple", "unsigned", 1],
    ["unknown", "unsigned", 1],
  ];
  assert.deepEqual(shown(body.senders), expected);
  assert.equal(body.senders[0].family, "unknown");
  assert.equal(body.deliveries.newest_id, 3);
  assert.deepEqual(body.deliveries.lately, { of: 3, digested: 2, ignored: 1, failed: 0 });
  await collector.stop();

  const again = await startTestCollector(t, { folder: collector.folder });
  const { body: after } = await again.read("/api/v1/status");
  assert.deepEqual(shown(after.senders), expected);
});
