import assert from "node:assert/strict";
import { test } from "node:test";
import { anEvent, eventId } from "../../../test/support/payloads.ts";
import { restEvent } from "../../../test/support/stand-in/rest-shape.ts";
import type { ErrorReading } from "../../domain/index.ts";
import { readEvent } from "../event/index.ts";
import { readDelivery } from "../index.ts";
import { fetchedDelivery } from "./fetched.ts";

const project = { id: "11", slug: "web", name: "Web" };
const at = Date.UTC(2026, 0, 1);

function readFetched(data: Record<string, unknown>, webUrl: string | null) {
  const delivery = fetchedDelivery(
    { kind: "sentry", organization: "acme", project, what: "event", data, webUrl, at },
    { source: "default", receivedAt: at },
  );
  const payload = JSON.parse(new TextDecoder().decode(delivery.body));
  const [reading] = readDelivery({ headers: delivery.headers, payload, receivedAt: at });
  return { delivery, reading };
}

test("an event of the REST API reads as the same event of a webhook", () => {
  const event = anEvent({
    event: {
      logger: undefined,
      tags: [
        ["environment", "production"],
        ["level", "fatal"],
        ["logger", "shop"],
        ["server_name", "web-1"],
      ],
      level: "fatal",
      logentry: { formatted: "paid 12", message: "paid %s", params: ["12"] },
      request: {
        url: "https://shop.example.com/pay",
        method: "POST",
        query_string: [["a", "b"]],
        headers: [["Accept", "*/*"]],
        inferred_content_type: "application/json",
      },
      user: { id: "42", email: "anna@example.com", plan: "gold" },
      extra: { cart: [1, 2] },
      contexts: { os: { name: "Linux", type: "os" } },
      modules: { django: "5.0" },
      sdk: { name: "sentry.python", version: "2.0" },
      dist: "7",
      threads: { values: [{ id: 1, crashed: true, current: true, name: "main" }] },
    },
  });
  const webhook = readEvent(event);
  const { reading } = readFetched(restEvent(event), String(event["web_url"]));
  assert.equal(reading?.what, "error");
  const { error, issue } = reading as ErrorReading;
  // The logger is told by a tag there.
  assert.deepEqual(error, { ...webhook, logger: "shop" });
  assert.equal(issue?.upstreamId, "9001");
  assert.equal(issue?.permalink, "https://sentry.io/organizations/acme/issues/9001/");
});

test("a fetched delivery says whose it is, and is the same one when it is fetched again", () => {
  const { delivery, reading } = readFetched(restEvent(anEvent({ eventId: eventId(7) })), null);
  const again = readFetched(restEvent(anEvent({ eventId: eventId(7) })), null);
  assert.equal(delivery.contentKey, again.delivery.contentKey);
  assert.equal(delivery.door, "rest");
  assert.equal(delivery.signature, "fetched");
  assert.deepEqual((reading as ErrorReading).project, {
    slug: "web",
    upstreamId: "11",
    name: "Web",
  });
});

test("an event of Bugsink is what its client sent", () => {
  const data = {
    id: "f1d9d3c4-0000-4000-8000-000000000001",
    event_id: "f1d9d3c4-0000-4000-8000-000000000002",
    issue: "f1d9d3c4-0000-4000-8000-000000000003",
    data: {
      timestamp: 1_700_000_000,
      platform: "python",
      exception: { values: [{ type: "ValueError", value: "bad" }] },
    },
  };
  const delivery = fetchedDelivery(
    { kind: "bugsink", organization: null, project, what: "event", data, webUrl: null, at },
    { source: "bugsink", receivedAt: at },
  );
  const payload = JSON.parse(new TextDecoder().decode(delivery.body));
  const [reading] = readDelivery({ headers: delivery.headers, payload, receivedAt: at });
  const { error, issue } = reading as ErrorReading;
  assert.equal(error.eventId, "f1d9d3c4000040008000000000000002");
  assert.equal(error.title, "ValueError: bad");
  assert.equal(error.timestamp, 1_700_000_000_000);
  assert.equal(issue?.upstreamId, "f1d9d3c4-0000-4000-8000-000000000003");
});

test("no sender passes for what was fetched", async () => {
  const { keepHeaders } = await import("../headers.ts");
  assert.deepEqual(keepHeaders({ "x-collector-rest": "sentry/event" }), {});
});
