import assert from "node:assert/strict";
import { test } from "node:test";
import type { ErrorFacts, ErrorReading } from "../../src/domain/index.ts";
import { fetchedDelivery, readDelivery } from "../../src/wire/index.ts";
import { restEvent } from "../support/stand-in/rest-shape.ts";
import { corpusExists, samplesOf } from "./corpus.ts";

type Json = Readonly<Record<string, unknown>>;

// The rest is where the stand-in's shape loses what the API would tell: frames without in_app, altered tags.
const equal: readonly (keyof ErrorFacts)[] = [
  "eventId",
  "title",
  "message",
  "loggedMessage",
  "messageTemplate",
  "stacktrace",
  "threads",
  "level",
  "platform",
  "culprit",
  "logger",
  "release",
  "dist",
  "serverName",
  "tags",
  "fingerprint",
  "contexts",
  "extra",
  "modules",
  "sdk",
  "breadcrumbs",
  "webUrl",
];

test("recorded events read the same from the REST API's shape", {
  skip: corpusExists ? false : "the corpus is absent",
}, () => {
  let compared = 0;
  for (const { name, headers, body } of samplesOf("integration_platform")) {
    const data = (body["data"] ?? {}) as Json;
    const event = (data["event"] ?? data["error"]) as Json | undefined;
    if (event?.["event_id"] === undefined || event["timestamp"] === undefined) continue;
    const [webhook] = readDelivery({ headers, payload: body, receivedAt: 0 });
    if (webhook?.what !== "error") continue;
    const fetched = readFetched(event);
    for (const key of equal) {
      assert.deepEqual(fetched.error[key], webhook.error[key], `${name}: ${key}`);
    }
    // Old events name their issue by an address only.
    if (typeof event["issue_id"] === "string") {
      assert.equal(fetched.issue?.upstreamId, webhook.issue?.upstreamId, name);
    }
    compared += 1;
  }
  assert.ok(compared > 5, `${compared} events`);
});

function readFetched(event: Json): ErrorReading {
  const webUrl = typeof event["web_url"] === "string" ? event["web_url"] : null;
  const project = { id: "1", slug: "web", name: null };
  const what = { kind: "sentry", organization: "acme", project, what: "event" } as const;
  const delivery = fetchedDelivery(
    { ...what, data: restEvent(event), webUrl, at: 0 },
    { source: "default", receivedAt: 0 },
  );
  const payload = JSON.parse(new TextDecoder().decode(delivery.body));
  const [reading] = readDelivery({ headers: delivery.headers, payload, receivedAt: 0 });
  assert.equal(reading?.what, "error");
  return reading as ErrorReading;
}
