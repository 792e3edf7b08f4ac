import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { mailIn } from "../src/access/sign-in.ts";
import { isFromThisMachine } from "../src/access/trust.ts";
import { actorOf } from "../src/api/v1/caller.ts";
import { completeSearch, Failure, parseSearch, scrubBy } from "../src/domain/index.ts";
import { parseBody, readDelivery, secretFrom, verifySignature } from "../src/wire/index.ts";

// Every parser of what strangers send: it gives a value or a Failure, and no input takes it a second. FUZZ_RUNS says how
// many inputs each gets.

const numRuns = Number(process.env["FUZZ_RUNS"] ?? 100_000);
const slowMs = 1000;

/** Names that payloads have, so that inputs go deep into the readers. */
const names = [
  "data",
  "event",
  "error",
  "issue",
  "action",
  "project",
  "event_id",
  "message",
  "logentry",
  "formatted",
  "params",
  "exception",
  "values",
  "type",
  "value",
  "stacktrace",
  "frames",
  "filename",
  "lineno",
  "vars",
  "tags",
  "user",
  "ip_address",
  "request",
  "headers",
  "contexts",
  "breadcrumbs",
  "timestamp",
  "level",
  "attachments",
  "title",
  "text",
  "alias",
  "fields",
  "mechanism",
  "threads",
  "fingerprint",
  "release",
  "__proto__",
  "constructor",
  "length",
] as const;

const key = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...names) }, fc.string());
const leaf = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("", "\0", "\ud800", "2026-01-31T12:00:00Z", "1e999", "error", "created", "[]"),
  fc.double(),
  fc.integer(),
  fc.constantFrom(null, true, false),
);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.array(tie("json"), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie("json")), { maxLength: 6 }).map((pairs) => {
      const made: Record<string, unknown> = Object.create(null);
      for (const [name, value] of pairs) made[name] = value;
      return made;
    }),
  ),
}));
const resources = [
  "event_alert",
  "error",
  "issue",
  "comment",
  "metric_alert",
  "installation",
  "seer",
];
const headers = fc.record(
  {
    "sentry-hook-resource": fc.oneof(fc.constantFrom(...resources), fc.string()),
    "sentry-hook-signature": fc.oneof(fc.string(), fc.string({ minLength: 64, maxLength: 64 })),
    "sentry-hook-timestamp": fc.string(),
    "x-servicehook-signature": fc.string(),
    "content-type": fc.string(),
  },
  { requiredKeys: [] },
);

/** Holds a parser to its promise: a value or a Failure, within a second. */
function hold<T>(arbitrary: fc.Arbitrary<T>, parse: (input: T) => unknown): void {
  fc.assert(
    fc.property(arbitrary, (input) => {
      const began = performance.now();
      try {
        parse(input);
      } catch (thrown) {
        assert.ok(thrown instanceof Failure && thrown.code !== "internal", String(thrown));
      }
      assert.ok(performance.now() - began < slowMs, "it took too long");
    }),
    { numRuns },
  );
}

const scrub = scrubBy({ enabled: true, keys: ["pin"], anonymiseAddresses: true });

test("no payload breaks the readers, nor what is scrubbed of them", () => {
  hold(fc.tuple(json, headers), ([payload, given]) => {
    const readings = readDelivery({ headers: { ...given }, payload, receivedAt: 0 });
    assert.ok(readings.length > 0);
    for (const reading of readings) {
      if (reading.what === "error" || reading.what === "alert") scrub.whole(reading.error, "web");
    }
  });
});

test("no bytes break what makes JSON of them", () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    json.map((value) => Buffer.from(JSON.stringify(value) ?? "")),
  );
  hold(bytes, (body) => parseBody(body));
});

test("no signature breaks the check of signatures", () => {
  const secrets = [secretFrom("a secret"), secretFrom("another")];
  hold(fc.tuple(fc.uint8Array(), headers), ([bytes, given]) => {
    assert.notEqual(verifySignature(bytes, { ...given }, secrets).state, "verified");
  });
});

test("no query breaks the search language, however it is cut", () => {
  const parts = [
    "is:",
    "!",
    "(",
    ")",
    '"',
    "[",
    "]",
    ",",
    "*",
    ">",
    "level:error",
    " OR ",
    ":",
    "\\",
  ];
  const query = fc.array(fc.oneof(fc.constantFrom(...parts), fc.string()), { maxLength: 12 });
  hold(fc.tuple(query, fc.nat(200)), ([words, at]) => {
    const text = words.join("");
    for (const about of ["issues", "errors"] as const) {
      parseSearch(text, { about, now: 0, me: null });
      completeSearch(text, at, about);
    }
  });
});

test("no header makes a stranger of elsewhere one of this machine, and none breaks who it is", () => {
  const name = fc.constantFrom("host", "origin", "sec-fetch-site", "x-forwarded-for", "x-actor");
  const given = fc.dictionary(name, fc.string({ unit: "binary" }));
  hold(fc.tuple(given, fc.ipV4()), ([all, peer]) => {
    const trusted = isFromThisMachine({ peer, headers: all });
    assert.ok(!trusted || peer.startsWith("127."));
    actorOf(all);
  });
});

test("no body of a sign-in breaks what is read of it", () => {
  const ask = {
    method: "POST",
    path: "sign-in/email",
    query: "",
    headers: {},
    base: "",
    address: "",
  };
  hold(
    fc.oneof(
      fc.string(),
      json.map((value) => JSON.stringify(value) ?? null),
    ),
    (body) => mailIn({ ...ask, body }),
  );
});
