import assert from "node:assert/strict";
import { test } from "node:test";
import { ownAddresses, recognise } from "./index.ts";

const elsewhere = "https://elsewhere.example/organizations/acme/issues/1/";
const own = "https://sentry.example/organizations/acme/issues/1/";

function addressesIn(payload: unknown, headers: Record<string, string> = {}): readonly string[] {
  return ownAddresses(recognise({ headers, payload, receivedAt: 0 }));
}

test("where a delivery comes from is told by what its sender fills in, never by what an application sent", () => {
  const event = {
    event_id: "1".repeat(32),
    web_url: own,
    request: { url: elsewhere },
    extra: { url: elsewhere, permalink: elsewhere },
    tags: [["url", elsewhere]],
    message: elsewhere,
  };
  const headers = { "sentry-hook-resource": "event_alert" };
  assert.deepEqual(addressesIn({ action: "triggered", data: { event } }, headers), [own]);
  const legacy = { project_slug: "web", url: own, event: { ...event, url: elsewhere } };
  assert.deepEqual(addressesIn(legacy), [own]);
  const group = { permalink: own, id: "1" };
  assert.deepEqual(addressesIn({ group, event: { ...event, url: elsewhere } }), [own]);
  const attachments = [{ title: elsewhere, title_link: own, text: elsewhere }];
  assert.deepEqual(addressesIn({ alias: "GlitchTip", text: "GlitchTip Alert", attachments }), [
    own,
  ]);
  assert.deepEqual(addressesIn({ message: "no", url: own }), []);
});

test("no payload is too strange to be looked at", () => {
  for (const data of [null, [], "x", { event: null }, { event: { url: 1 } }, { issue: [] }]) {
    const headers = { "sentry-hook-resource": "issue" };
    assert.deepEqual(addressesIn({ action: "created", data }, headers), []);
  }
});
