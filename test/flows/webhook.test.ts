import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestCollector } from "../support/collector.ts";

test("an error that is delivered is read back at once", async (t) => {
  const collector = await startTestCollector(t);
  const answer = await collector.deliver({
    event_id: "0123456789abcdef0123456789abcdef",
    project: "web",
    message: "it broke",
    timestamp: 1_700_000_000,
    exception: { type: "ValueError", value: "bad", stacktrace: "line 1\nline 2" },
  });
  assert.equal(answer.status, 201);
  assert.equal(answer.body.event_id, "0123456789abcdef0123456789abcdef");
  const latest = await collector.read("/errors/latest");
  assert.equal(latest.body.project, "web");
  assert.equal(latest.body.exception_type, "ValueError");
  assert.equal(latest.body.stacktrace, "line 1\nline 2");
  assert.equal(latest.body.timestamp, "2023-11-14T22:13:20.000Z");
  assert.equal(latest.body.issue_short_id, "WEB-1");
});
