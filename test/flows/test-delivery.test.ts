import assert from "node:assert/strict";
import { test } from "node:test";
import { aClient } from "../support/api-client.ts";

test("a test goes the way of any delivery: signed, checked, kept, digested", async (t) => {
  const client = await aClient(t, { SENTRY_WEBHOOK_SECRET: "first-secret-of-mine,second" });
  const { status, body } = await client.post("/api/v1/deliveries/test");
  assert.equal(status, 201);
  assert.deepEqual(
    [body.delivery_id, body.project, body.source, body.signed_by, body.filter],
    [1, "collector-test", "collector-test", "secret", null],
  );
  assert.ok(body.took_ms >= 0);
  const { body: error } = await client.read(`/api/v1/errors/${body.event_id}`);
  assert.equal(error.title, "CollectorTest: this error is a test");
  assert.equal(error.project, "collector-test");
  assert.equal(error.tags.test, "collector");
  assert.equal(error.exceptions[0].frames.length, 2);
  const { body: delivery } = await client.read("/api/v1/deliveries/1");
  assert.deepEqual(
    [delivery.state, delivery.signature, delivery.source, delivery.resource],
    ["digested", "verified", "collector-test", "event_alert"],
  );
  const { body: standing } = await client.read("/api/v1/status");
  assert.deepEqual(
    standing.senders.map((one: { source: string }) => one.source),
    ["collector-test"],
  );
  assert.equal((await client.read("/api/v1/deliveries/1/signature")).body.verdict, "verified");
});

test("tests are errors of one issue, and under one Idempotency-Key there is one", async (t) => {
  const client = await aClient(t);
  const key = { "idempotency-key": "a-test" };
  const first = await client.post("/api/v1/deliveries/test", {}, key);
  const again = await client.post("/api/v1/deliveries/test", {}, key);
  assert.deepEqual(again.body, first.body);
  assert.equal(first.body.signed_by, "nothing");
  await client.post("/api/v1/deliveries/test");
  const { body } = await client.read("/api/v1/issues");
  assert.deepEqual(
    body.items.map((one: { short_id: string; count: number }) => [one.short_id, one.count]),
    [["COLLECTOR-TEST-1", 2]],
  );
});

test("without a secret the token proves it, and the filter lets it pass and says so", async (t) => {
  const client = await aClient(t, {
    SENTRY_WEBHOOK_TOKEN: "a-token",
    SENTRY_FILTER_BY_PROJECT: "true",
    SENTRY_PROJECT: "web",
  });
  const { status, body } = await client.post("/api/v1/deliveries/test");
  assert.equal(status, 201);
  assert.equal(body.signed_by, "token");
  assert.match(body.filter, /SENTRY_FILTER_BY_PROJECT is on: .* only of web\./);
  assert.equal((await client.read(`/api/v1/errors/${body.event_id}`)).status, 200);

  await t.test("which opens nothing to others", async () => {
    const foreign = { event_id: "f".repeat(32), project: "collector-test", message: "x" };
    const answer = await client.deliver(foreign, {}, "/sentry/webhook/a-token");
    assert.equal(answer.status, 403);
  });
});
