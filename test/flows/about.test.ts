import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestCollector } from "../support/collector.ts";
import { digested } from "../support/database.ts";
import { aGlitchtipAlert, aSimpleError } from "../support/other-senders.ts";
import { aComment, anEventAlert, eventId, send, signed } from "../support/payloads.ts";
import { isOnPostgres } from "../support/postgres.ts";

const words = {
  secret: "hushhushsecret",
  second: "secondsecret",
  token: "hushhushtoken",
  dsnKey: "0123456789abcdef0123456789abcdef",
  password: "hushhushpassword",
} as const;

test("the configuration is shown, but nothing in it that must stay secret", async (t) => {
  const collector = await startTestCollector(t, {
    SENTRY_PROJECT: "web",
    SENTRY_ORGANIZATION: "acme",
    SENTRY_WEBHOOK_SECRET: `${words.secret},${words.second}`,
    SENTRY_WEBHOOK_TOKEN: words.token,
    SENTRY_DSN: `http://${words.dsnKey}@127.0.0.1:9/42`,
    ACCESS: "open",
    PUBLIC_URL: `https://ada:${words.password}@errors.example`,
  });
  const event = anEventAlert();
  const body = JSON.stringify(event.payload);
  await collector.deliver(body, { ...event.headers, ...signed(body, words.secret) });
  await collector.deliver(
    aSimpleError({ eventId: eventId(2) }).payload,
    {},
    `/sentry/webhook/${words.token}`,
  );

  await t.test("none of it stands in any answer", async () => {
    const places = [
      "/",
      "/config",
      "/health",
      "/errors",
      "/errors/latest",
      "/deliveries",
      "/deliveries/1",
      "/deliveries/2",
      "/nowhere",
    ];
    for (const place of places) {
      const { text, headers } = await collector.read(place);
      const shown = text + JSON.stringify([...headers]);
      for (const [name, word] of Object.entries(words)) {
        assert.ok(!shown.includes(word), `${place} shows the ${name}`);
      }
    }
  });

  await t.test("nor in the links to further pages", async () => {
    const { headers } = await collector.read("/errors?limit=1");
    const link = headers.get("link") ?? "";
    assert.match(link, /errors\.example/);
    assert.ok(!link.includes(words.password), link);
  });

  await t.test("nor in what a refused sender is told", async () => {
    const refused = [
      await collector.deliver(body, { ...event.headers, ...signed(body, "another") }),
      await collector.deliver(aSimpleError().payload, {}, "/sentry/webhook/wrong"),
      await collector.deliver(aSimpleError().payload),
    ];
    for (const { status, text } of refused) {
      assert.equal(status, 401);
      for (const word of Object.values(words)) assert.ok(!text.includes(word));
    }
  });

  await t.test("GET / says what this is and how it is set up", async () => {
    const { status, body: root } = await collector.read("/");
    assert.equal(status, 200);
    assert.equal(root.name, "Sentry Error Collector");
    assert.match(root.version, /^\d+\.\d+\.\d+/);
    assert.ok("POST /sentry/webhook" in root.endpoints);
    assert.ok("GET /errors" in root.endpoints);
    assert.deepEqual(root.configuration, (await collector.read("/config")).body);
  });

  await t.test("GET /config shows the settings in force", async () => {
    const { body: config } = await collector.read("/config");
    assert.deepEqual(config.sentry_project, ["web"]);
    assert.equal(config.sentry_organization, "acme");
    assert.equal(config.sentry_filter_by_project, false);
    assert.equal(config.sentry_webhook_secret, "set");
    assert.equal(config.webhook_bytes_max, 5 * 1024 * 1024);
    assert.match(config.database_url, isOnPostgres() ? /^postgres:\/\/127/ : /errors\.db/);
  });
});

test("credentials in a database's address are not shown", async (t) => {
  const collector = await startTestCollector(t, {
    DATABASE_URL: `sqlite:///./data/errors.db?key=${words.password}`,
  });
  for (const place of ["/", "/config", "/health"]) {
    assert.ok(!(await collector.read(place)).text.includes(words.password), place);
  }
});

test("GET /health says what works", async (t) => {
  const collector = await startTestCollector(t);
  const { status, body } = await collector.read("/health");
  assert.equal(status, 200);
  assert.equal(body.status, "ok");
  assert.equal(body.checks.database.ok, true);
  assert.equal(body.checks.digest.ok, true);
  assert.equal(body.checks.digest.backlog, 0);
  assert.equal(body.checks.disk.ok, true);
  // The disk of a server is its own business.
  assert.equal(body.checks.disk.free_bytes > 0, !isOnPostgres());
});

test("every delivery is listed with what became of it", async (t) => {
  const collector = await startTestCollector(t);
  const headers = { authorization: "Bearer x", cookie: "session=1", "user-agent": "sentry/24.1.0" };
  const event = anEventAlert();
  await collector.deliver(event.payload, { ...event.headers, ...headers });
  await send(collector, aComment());
  await send(collector, aGlitchtipAlert({ issueId: "none" }));
  await collector.deliver({ hello: "world" });
  await digested(collector);

  await t.test("newest first, with family, resource, action and outcome", async () => {
    const { body } = await collector.read("/deliveries");
    assert.deepEqual(
      body.map((each: Record<string, unknown>) => [
        each["family"],
        each["resource"],
        each["action"],
        each["state"],
      ]),
      [
        ["unknown", "unknown", "", "ignored"],
        ["glitchtip", "alert", "triggered", "ignored"],
        ["integration_platform", "comment", "created", "digested"],
        ["integration_platform", "event_alert", "triggered", "digested"],
      ],
    );
    assert.match(body[0].reason, /unknown shape/);
    assert.match(body[1].reason, /without an issue/);
  });

  await t.test(
    "one of them with the headers that are worth keeping, and no credentials",
    async () => {
      const { body } = await collector.read("/deliveries/1");
      assert.equal(body.headers["sentry-hook-resource"], "event_alert");
      assert.equal(body.headers["user-agent"], "sentry/24.1.0");
      assert.ok(!("authorization" in body.headers) && !("cookie" in body.headers));
      assert.equal(body.request_id, event.headers["request-id"]);
      assert.equal(body.body_bytes, Buffer.byteLength(JSON.stringify(event.payload)));
      assert.equal(body.error_id, 1);
      assert.equal(body.signature, "unsigned");
      assert.equal(body.repetitions, 0);
    },
  );

  await t.test("its bytes are a download that no browser runs", async () => {
    const { text, headers: told } = await collector.read("/deliveries/4/body");
    assert.equal(text, '{"hello":"world"}');
    assert.match(told.get("content-disposition") ?? "", /attachment/);
    assert.equal(told.get("x-content-type-options"), "nosniff");
  });

  await t.test("by state, family and resource, page by page", async () => {
    const ids = async (query: string) =>
      (await collector.read(`/deliveries?${query}`)).body.map(({ id }: { id: number }) => id);
    assert.deepEqual(await ids("state=ignored"), [4, 3]);
    assert.deepEqual(await ids("state=ignored&state=digested"), [4, 3, 2, 1]);
    assert.deepEqual(await ids("family=glitchtip"), [3]);
    assert.deepEqual(await ids("resource=comment"), [2]);
    assert.deepEqual(await ids("state=failed"), []);
    const page = await collector.read("/deliveries?limit=3");
    assert.equal(page.body.length, 3);
    const next = /cursor=([\w-]+)/.exec(page.headers.get("link") ?? "")?.[1];
    assert.deepEqual(await ids(`limit=3&cursor=${next}`), [1]);
    const csv = await collector.read("/deliveries", { accept: "text/csv" });
    assert.equal(csv.text.trim().split("\r\n").length, 5);
  });
});

test("a read sees what was answered before it", async (t) => {
  const collector = await startTestCollector(t);
  for (let number = 1; number <= 30; number++) {
    await send(
      collector,
      anEventAlert({ eventId: eventId(number), timestamp: 1_700_000_000 + number }),
    );
    const latest = await collector.read("/errors/latest");
    assert.equal(latest.body.event_id, eventId(number));
    assert.equal(latest.headers.get("digest-lag"), null);
  }
});

test("a read that does not wait says how much it may miss", async (t) => {
  const collector = await startTestCollector(t, { DIGEST_WAIT_MS_MAX: "0" });
  await Promise.all(
    Array.from({ length: 300 }, (_, number) =>
      send(collector, anEventAlert({ eventId: eventId(number + 1) })),
    ),
  );
  const { body, headers } = await collector.read("/errors?limit=1000");
  const lag = Number(headers.get("digest-lag") ?? 0);
  assert.ok(body.length + lag >= 300, `${body.length} errors and a lag of ${lag}`);
});

test("GET /metrics tells Prometheus what /health and the status tell people", async (t) => {
  const collector = await startTestCollector(t);
  const { payload, headers } = anEventAlert({ eventId: eventId(0x3e7) });
  assert.equal((await collector.deliver(payload, headers)).status, 201);
  await collector.deliver("no JSON", headers);
  const answer = await fetch(`${collector.url}/metrics`);
  assert.match(answer.headers.get("content-type") ?? "", /^text\/plain; version=/);
  const text = await answer.text();
  for (const line of [
    "collector_healthy 1",
    'collector_check_ok{check="database"} 1',
    "collector_deliveries_newest_id 1",
    "collector_refusals 1",
    "collector_live_watchers 0",
  ]) {
    assert.ok(text.includes(`${line}\n`), `${line} is not in:\n${text}`);
  }
  assert.match(
    text,
    /collector_sender_last_delivery_time_seconds\{[^}]*source="default"[^}]*\} \d+/,
  );
});
