import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type ErrorFacts, errorLimits, type Reading } from "../domain/index.ts";
import { identify, ownAddresses, parseBody, readDelivery, recognise } from "./index.ts";

const receivedAt = Date.UTC(2026, 2, 1);

/** Anything that JSON can be, with the keys and texts that break readers. */
const nasty = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    "",
    "\u0000",
    "\ud83d",
    "x".repeat(9000),
    "2026-03-01T10:00:00Z",
    "GlitchTip Alert",
    "https://sentry.io/api/0/projects/a/b/events/1/",
    -1,
    1e300,
    Number.MAX_SAFE_INTEGER,
    true,
    [],
    [null, [null], [[]], {}],
    {},
    { values: [null, { type: "T", value: { a: 1 }, stacktrace: [null, { lineno: "x" }] }] },
    { frames: [{ function: 1, filename: {}, context: [[1, "a"], null], lineno: 1e9 }] },
    JSON.parse('{"__proto__":{"type":"evil"},"constructor":1,"type":"T"}'),
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: "binary" }),
);

const keys = [
  "id",
  "event_id",
  "eventID",
  "project",
  "project_slug",
  "project_name",
  "message",
  "logentry",
  "title",
  "culprit",
  "level",
  "platform",
  "timestamp",
  "datetime",
  "tags",
  "exception",
  "stacktrace",
  "threads",
  "breadcrumbs",
  "user",
  "request",
  "contexts",
  "extra",
  "modules",
  "sdk",
  "fingerprint",
  "metadata",
  "release",
  "environment",
  "dist",
  "server_name",
  "url",
  "web_url",
  "issue_url",
  "issue_id",
  "entries",
  "main_exception_id",
  "transaction",
  "logger",
  "status",
  "substatus",
  "assignedTo",
  "firstSeen",
  "sentry.interfaces.Stacktrace",
  "sentry.interfaces.User",
] as const;

const part = fc.oneof(
  nasty,
  fc.dictionary(fc.constantFrom(...keys), nasty, { maxKeys: 12, noNullPrototype: true }),
);

const payload = fc.oneof(
  fc.record(
    {
      action: fc.oneof(fc.constantFrom("created", "resolved", "assigned", "triggered"), nasty),
      data: fc.record(
        {
          event: part,
          error: part,
          issue: part,
          activity: part,
          alert: part,
          metric_alert: part,
          installation: part,
          comment: nasty,
          comment_id: nasty,
          issue_id: nasty,
          run_id: nasty,
          group_id: nasty,
          buildId: nasty,
          appInfo: part,
          assignee: part,
          triggered_rule: nasty,
          projects: nasty,
          project_slug: nasty,
        },
        { requiredKeys: [] },
      ),
      actor: part,
      installation: part,
    },
    { requiredKeys: ["action", "data"] },
  ),
  fc.record(
    {
      event: part,
      group: part,
      project: part,
      id: nasty,
      url: nasty,
      project_slug: nasty,
      triggering_rules: nasty,
      level: nasty,
    },
    { requiredKeys: ["event", "triggering_rules"] },
  ),
  fc.record(
    {
      text: fc.constantFrom("GlitchTip Alert", "GlitchTip Uptime Alert"),
      attachments: fc.array(
        fc.record(
          { title: nasty, title_link: nasty, text: nasty, fields: nasty },
          { requiredKeys: [] },
        ),
      ),
      sections: nasty,
    },
    { requiredKeys: ["text", "attachments"] },
  ),
  fc.record({
    cardsV2: fc.array(
      fc.record({
        card: fc.record({ header: fc.constant({ title: "GlitchTip Alert" }), sections: nasty }),
      }),
    ),
  }),
  fc.record({
    alert_reason: fc.string(),
    friendly_id: nasty,
    id: nasty,
    title: nasty,
    project: nasty,
  }),
  fc.dictionary(fc.constantFrom(...keys), part, { noNullPrototype: true }),
  part,
);

const resource = fc.constantFrom(
  undefined,
  "event_alert",
  "error",
  "issue",
  "comment",
  "metric_alert",
  "activity_alert",
  "seer",
  "installation",
  "preprod_artifact",
  "other",
);

/** Carried as they came, by reference: not stored as text of ours. */
const carried = new Set(["user", "request", "contexts", "extra", "modules", "vars", "data"]);

function checkTexts(value: unknown): void {
  if (typeof value === "string") {
    assert.ok(value.isWellFormed() && !value.includes("\u0000"));
    assert.ok(value.length <= errorLimits.stacktraceChars);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) if (!carried.has(key)) checkTexts(inner);
  }
}

function checkLimits(readings: readonly Reading[]): void {
  assert.ok(readings.length >= 1);
  for (const reading of readings) {
    if (reading.what === "error" || reading.what === "alert") checkError(reading.error);
  }
}

function checkError(error: ErrorFacts): void {
  const texts = [
    [error.title, errorLimits.titleChars],
    [error.message, errorLimits.messageChars],
    [error.eventId, errorLimits.eventIdChars],
    [error.culprit, errorLimits.culpritChars],
    [error.environment, errorLimits.nameChars],
    [error.release, errorLimits.nameChars],
    [error.dist, errorLimits.nameChars],
    [error.serverName, errorLimits.nameChars],
    [error.logger, errorLimits.nameChars],
    ...error.exceptions.flatMap((exception) => [
      [exception.type, errorLimits.typeChars] as const,
      [exception.value, errorLimits.valueChars] as const,
    ]),
  ] as const;
  for (const [text, limit] of texts) {
    assert.ok(text === null || (text !== "" && text.length <= limit));
  }
  assert.ok(error.tags.length <= errorLimits.tags);
  assert.ok(error.timestamp === null || Number.isSafeInteger(error.timestamp));
  assert.ok(error.exceptions.every(({ frames }) => frames.length <= errorLimits.frames));
}

test("no payload makes reading or identifying throw, and all text can be stored", () => {
  fc.assert(
    fc.property(payload, resource, (body, name) => {
      const headers = name === undefined ? {} : { "sentry-hook-resource": name };
      const arrival = { headers, payload: body as unknown, receivedAt };
      const recognised = recognise(arrival);
      const identity = identify(recognised);
      assert.ok(ownAddresses(recognised).every((each) => typeof each === "string"));
      assert.ok((identity.contentKey?.length ?? 0) <= 200);
      checkTexts(identity);
      const readings = readDelivery(arrival);
      checkLimits(readings);
      checkTexts(readings);
    }),
    { numRuns: 1500 },
  );
});

test("100,000 levels of nesting in any place cost no stack", () => {
  const deep = `${'{"a":['.repeat(50_000)}1${"]}".repeat(50_000)}`;
  for (const key of keys) {
    const text = `{"action":"created","data":{"error":{"message":"m","${key}":${deep}}}}`;
    const parsed = parseBody(Buffer.from(text));
    assert.ok(parsed.ok);
    const arrival = {
      headers: { "sentry-hook-resource": "error" },
      payload: parsed.payload,
      receivedAt,
    };
    assert.equal(identify(recognise(arrival)).resource, "error");
    assert.equal(readDelivery(arrival).length, 1);
  }
});

test("keys of a megabyte are cut before they are stored", () => {
  const long = "k".repeat(1_000_000);
  const body = {
    message: "m",
    tags: { [long]: "v" },
    exception: { type: "E", value: { [long]: 1 } },
  };
  const [reading] = readDelivery({ headers: {}, payload: body, receivedAt });
  assert.ok(reading?.what === "error");
  assert.equal(reading.error.tags[0]?.[0].length, errorLimits.tagKeyChars);
  assert.ok(JSON.stringify(reading).length < 20_000);
});

test("a key __proto__ in the payload changes no object of ours", () => {
  const payload: unknown = JSON.parse(
    '{"message":"m","__proto__":{"title":"evil"},"tags":{"__proto__":"t"},"exception":{"__proto__":{"type":"evil"},"value":"v"}}',
  );
  const [reading] = readDelivery({ headers: {}, payload, receivedAt });
  assert.ok(reading?.what === "error");
  assert.equal(reading.error.title, "v");
  assert.deepEqual(reading.error.tags, [["__proto__", "t"]]);
  assert.equal(({} as Record<string, unknown>)["title"], undefined);
});
