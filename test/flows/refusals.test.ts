import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { test } from "node:test";
import { startTestCollector } from "../support/collector.ts";
import { anEventAlert, send } from "../support/payloads.ts";
import { head, RawConnection } from "../support/raw.ts";
import { until } from "../support/until.ts";

const secret = "a-long-client-secret-9f3c";
const short = "short";

test("a 401 is told step by step, without a secret, a body or a digest that could be used", async (t) => {
  const collector = await startTestCollector(t, {
    SENTRY_WEBHOOK_SECRET: `${secret},${short}`,
    SENTRY_WEBHOOK_TOKEN: "the-token",
  });
  const message = anEventAlert({ value: "a marked value" });
  const refused = await send(collector, message, {
    secret: "another-secret",
    path: "/sentry/webhook/wrong-token",
  });
  assert.equal(refused.status, 401);
  const { status, body, text } = await collector.read("/api/v1/refusals");
  assert.equal(status, 200);
  const bytes = JSON.stringify(message.payload);
  const digest = (key: string) => createHmac("sha256", key).update(bytes).digest("hex");
  const [one] = body.items;
  assert.equal(body.total, 1);
  assert.equal(one.status, 401);
  assert.equal(one.detail, refused.body.detail);
  assert.deepEqual([one.method, one.peer], ["POST", "127.0.0.1"]);
  assert.deepEqual(
    [one.family, one.resource, one.action],
    ["integration_platform", "event_alert", "triggered"],
  );
  assert.deepEqual([one.bytes_declared, one.bytes_read], [bytes.length, bytes.length]);
  assert.equal(one.signature_header, "sentry-hook-signature");
  assert.deepEqual(one.signature, {
    verdict: "wrong",
    body_bytes: bytes.length,
    body_sha256: createHash("sha256").update(bytes).digest("hex"),
    header: "sentry-hook-signature",
    given: digest("another-secret"),
    is_digest: true,
    tried: [
      { ending: "9f3c", expected_begins: digest(secret).slice(0, 8), fits: false },
      { ending: null, expected_begins: digest(short).slice(0, 8), fits: false },
    ],
    token_is_set: true,
    token: "wrong",
  });
  const hidden = [
    secret,
    digest(secret),
    digest(short),
    "the-token",
    "wrong-token",
    "a marked value",
  ];
  for (const word of hidden) assert.ok(!text.includes(word), word);
});

test("whatever is refused is there, newest first, and no more than REFUSALS_MAX", async (t) => {
  const collector = await startTestCollector(t, {
    SENTRY_WEBHOOK_SECRET: secret,
    SENTRY_FILTER_BY_PROJECT: "true",
    SENTRY_PROJECT: "web",
    WEBHOOK_BYTES_MAX: "2048",
    REFUSALS_MAX: "3",
  });
  await fetch(`${collector.url}/sentry/webhook`);
  await collector.deliver("no JSON", { "sentry-hook-signature": "abc" });
  await send(collector, anEventAlert({ project: "api", projectId: 12 }), { secret });
  await collector.deliver("x".repeat(5000));
  const { body } = await collector.read("/api/v1/refusals");
  assert.deepEqual(
    body.items.map((one: { id: number; status: number }) => [one.id, one.status]),
    [
      [4, 413],
      [3, 403],
      [2, 401],
    ],
  );
  assert.deepEqual([body.total, body.remembered_max, body.next_cursor], [4, 3, null]);
  const [large, foreign, unsigned] = body.items;
  assert.deepEqual([large.bytes_declared, large.bytes_read, large.signature], [5000, null, null]);
  assert.equal(foreign.signature.verdict, "verified");
  assert.match(foreign.detail, /SENTRY_PROJECT/);
  assert.deepEqual(
    [unsigned.family, unsigned.signature.given, unsigned.signature.is_digest],
    [null, "abc", false],
  );

  await t.test("by status, page by page", async () => {
    const first = await collector.read("/api/v1/refusals?status=401&status=413&limit=1");
    assert.equal(first.body.items[0].id, 4);
    const next = await collector.read(
      `/api/v1/refusals?status=401&status=413&limit=1&cursor=${first.body.next_cursor}`,
    );
    assert.deepEqual([next.body.items[0].id, next.body.next_cursor], [2, null]);
  });
});

test("the check of a stored delivery is told anew, with the secrets of now", async (t) => {
  const first = await startTestCollector(t, {
    SENTRY_WEBHOOK_SECRET: `other-secret-of-mine,${secret}`,
  });
  assert.equal((await send(first, anEventAlert(), { secret })).status, 201);
  const { body } = await first.read("/api/v1/deliveries/1/signature");
  assert.equal(body.verdict, "verified");
  assert.deepEqual(
    body.tried.map(({ fits }: { fits: boolean }) => fits),
    [false, true],
  );
  assert.deepEqual([body.token_is_set, body.token], [false, null]);
  assert.equal((await first.read("/api/v1/deliveries/2/signature")).status, 404);
  await first.stop();

  const later = await startTestCollector(t, {
    folder: first.folder,
    SENTRY_WEBHOOK_SECRET: "rotated",
  });
  const now = await later.read("/api/v1/deliveries/1/signature");
  assert.equal(now.body.verdict, "wrong");
  assert.deepEqual(now.body.tried, [
    { ending: null, expected_begins: now.body.tried[0].expected_begins, fits: false },
  ]);
});

test("what did not become a request is there too: slow, not HTTP, too many headers or connections", async (t) => {
  const collector = await startTestCollector(t, { REQUEST_MS_MAX: "300", CONNECTIONS_MAX: "3" });
  const open = (): RawConnection => {
    const connection = new RawConnection(collector.url);
    t.after(() => connection.close());
    return connection;
  };
  const said = async (status: number, text: string): Promise<void> => {
    const connection = open();
    await connection.write(text);
    assert.equal((await connection.ended()).status, status);
  };
  await said(400, "\x16\x03\x01\x02\x00 this is TLS\r\n\r\n");
  await said(431, `POST /sentry/webhook HTTP/1.1\r\nx-long: ${"x".repeat(40_000)}\r\n\r\n`);
  await said(408, "POST /sentry/webhook HTTP/1.1\r\nhost: x\r\n");
  await said(408, `${head({ "content-length": 1000 })}{`);
  // Of the API, and of a connection that nothing was sent on, nobody asks there.
  const json = "host: localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{";
  await said(408, `POST /api/v1/issues/1/resolve HTTP/1.1\r\n${json}`);
  assert.equal((await open().ended()).status, 0);
  const many = Array.from({ length: 4 }, open);
  await until("one is told 503", () => many.some(({ answer }) => answer.status === 503));
  for (const connection of many) connection.close();

  const { items } = await until("it serves", async () => {
    const answer = await collector.read("/api/v1/refusals").catch(() => null);
    return answer?.status === 200 && answer.body;
  });
  assert.deepEqual([items[0].status, items[0].method], [503, null]);
  // How many were too many depends on when the kernel tells of those that closed.
  const others = items.filter(({ status }: { status: number }) => status !== 503);
  assert.deepEqual(
    others.map((one: { status: number; method: string | null }) => [one.status, one.method]),
    [
      [408, "POST"],
      [408, null],
      [431, null],
      [400, null],
    ],
  );
  for (const { peer, signature } of items) assert.deepEqual([peer, signature], ["127.0.0.1", null]);
  assert.match(others[0].detail, /REQUEST_MS_MAX/);
  assert.equal(others[0].bytes_declared, 1000);
});
