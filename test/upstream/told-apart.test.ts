import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestCollector } from "../support/collector.ts";
import { aComment } from "../support/payloads.ts";
import { StandInSentry } from "../support/stand-in/sentry.ts";
import { until } from "../support/until.ts";
import { post } from "./fetching.ts";
import { quick } from "./quick.ts";

const headers = { "sentry-hook-resource": "issue" };

test("deliveries of two Sentrys are told apart by their addresses, and each issue is asked for where it is", async (t) => {
  const first = await StandInSentry.start(t);
  const second = await StandInSentry.start(t);
  const here = first.happen({ at: Date.now() - 60_000, id: "a".repeat(32) });
  const there = second.happen({ at: Date.now() - 60_000, id: "b".repeat(32) });
  const collector = await startTestCollector(t, { ...first.settings, ...quick });
  const added = await post(collector, "/api/v1/sources", {
    slug: "second",
    kind: "sentry",
    base_url: second.url,
    organization: "acme",
    token: second.token,
  });
  assert.equal(added.status, 201);
  // The same number in both: ids of issues are unique within one Sentry only.
  const told = { ...second.createdWebhook("9001"), installation: { uuid: "of-the-second" } };
  await collector.deliver(first.createdWebhook("9001"), headers);
  await collector.deliver(told, headers);
  const issues = await until("both have their events", async () => {
    const { body } = await collector.read("/errors");
    const ids = body.map(({ event_id: id }: { event_id: string }) => id).sort();
    if (ids.join() !== [here.id, there.id].join()) return null;
    return (await collector.read("/api/v1/issues")).body.items;
  });
  assert.equal(issues.length, 2);
  assert.deepEqual([first.count(/latest/), second.count(/latest/)], [1, 1]);

  const sourceOf = async (payload: object, resource: string): Promise<string> => {
    const answer = await collector.deliver(payload, { "sentry-hook-resource": resource });
    const { body } = await collector.read(`/api/v1/deliveries/${answer.body.delivery_id}`);
    return body.source;
  };
  const comment = aComment({ issueId: "9001" }).payload;
  const withIt = { ...comment, installation: { uuid: "of-the-second" } };
  assert.equal(await sourceOf(withIt, "comment"), "second");
  const unknown = { ...comment, installation: { uuid: "of-nobody" } };
  assert.equal(await sourceOf(unknown, "comment"), "default");
});
