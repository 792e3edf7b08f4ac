import assert from "node:assert/strict";
import { request } from "node:http";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { type Answer, startTestCollector } from "../support/collector.ts";
import { aGlitchtipAlert, aServiceHook, aSimpleError } from "../support/other-senders.ts";
import {
  aComment,
  aLegacyAlert,
  aMetricAlert,
  anActivityAlert,
  anError,
  anEventAlert,
  anInstallation,
  anIssue,
  aPreprodArtifact,
  aSeerDelivery,
  eventId,
  type Message,
  send,
} from "../support/payloads.ts";
import { head, RawConnection } from "../support/raw.ts";

function assertProblem(answer: Answer, status: number, detail: RegExp): void {
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.headers.get("content-type") ?? "", /^application\/problem\+json\b/);
  assert.equal(answer.body.type, "about:blank");
  assert.equal(answer.body.status, status);
  assert.match(answer.body.title, /^[A-Z][\w ]+$/);
  assert.match(answer.body.detail, detail);
  assert.match(answer.body.detail, /\.$/);
}

test("a delivery is answered by its kind", async (t) => {
  const collector = await startTestCollector(t);
  const unknownAction = (message: Message): Message => ({
    ...message,
    payload: { ...message.payload, action: "reimagined" },
  });
  const cases: readonly (readonly [string, number, "stored" | "kept", Message])[] = [
    ["event_alert", 201, "stored", anEventAlert({ eventId: eventId(1) })],
    ["error", 201, "stored", anError({ eventId: eventId(2) })],
    ["issue.created", 201, "stored", anIssue({ issueId: "1" })],
    ["legacy alert", 201, "stored", aLegacyAlert({ eventId: eventId(3) })],
    ["service hook", 201, "stored", aServiceHook({ eventId: eventId(4) })],
    ["GlitchTip alert", 201, "stored", aGlitchtipAlert({}, { issueId: "302" })],
    ["simple error", 201, "stored", aSimpleError({ eventId: eventId(5) })],
    ["simple error without an event id", 201, "stored", aSimpleError()],
    ["issue.resolved", 200, "kept", anIssue({ action: "resolved" })],
    ["issue.assigned", 200, "kept", anIssue({ action: "assigned" })],
    ["issue.ignored", 200, "kept", anIssue({ action: "ignored" })],
    ["issue.archived", 200, "kept", anIssue({ action: "archived" })],
    ["issue.unresolved", 200, "kept", anIssue({ action: "unresolved" })],
    ["comment", 200, "kept", aComment()],
    ["metric alert", 200, "kept", aMetricAlert()],
    ["activity alert", 200, "kept", anActivityAlert()],
    ["seer", 200, "kept", aSeerDelivery()],
    ["installation", 200, "kept", anInstallation()],
    ["preprod artifact", 200, "kept", aPreprodArtifact()],
    ["unknown action of issue", 200, "kept", unknownAction(anIssue())],
    ["unknown action of comment", 200, "kept", unknownAction(aComment())],
    [
      "unknown resource",
      200,
      "kept",
      { headers: { "sentry-hook-resource": "replay" }, payload: { action: "x", data: {} } },
    ],
    ["unknown shape", 200, "kept", { headers: {}, payload: { hello: ["world"] } }],
    ["empty object", 200, "kept", { headers: {}, payload: {} }],
    [
      "event_alert without its event",
      200,
      "kept",
      {
        headers: { "sentry-hook-resource": "event_alert" },
        payload: { action: "triggered", data: {} },
      },
    ],
    [
      "issue without its issue",
      200,
      "kept",
      { headers: { "sentry-hook-resource": "issue" }, payload: { action: "created", data: null } },
    ],
  ];
  for (const [name, status, word, message] of cases) {
    await t.test(`${name} is ${status} ${word}`, async () => {
      const answer = await send(collector, message);
      assert.equal(answer.status, status, answer.text);
      assert.equal(answer.headers.get("content-type"), "application/json");
      assert.equal(answer.body.status, word);
      assert.ok(Number.isInteger(answer.body.delivery_id));
    });
  }
  await t.test("the answer names the event, where there is one", async () => {
    const { body } = await send(collector, anEventAlert({ eventId: eventId(90) }));
    assert.equal(body.event_id, eventId(90));
    assert.deepEqual(Object.keys(body), ["status", "delivery_id", "event_id"]);
    const comment = await send(collector, aComment({ commentId: 90 }));
    assert.deepEqual(Object.keys(comment.body), ["status", "delivery_id"]);
  });
  await t.test("every kept delivery has an outcome, none of them failed", async () => {
    const { body } = await collector.read("/deliveries");
    assert.equal(body.length, cases.length + 2);
    for (const { state, reason, resource } of body) {
      assert.ok(["digested", "ignored"].includes(state), `${resource}: ${state} ${reason}`);
      if (state === "ignored") assert.ok(reason.length > 5);
    }
  });
});

test("a repetition is answered 200 duplicate, with the id of the first copy", async (t) => {
  const collector = await startTestCollector(t);
  const messages = [
    anEventAlert(),
    anError({ eventId: eventId(2) }),
    anIssue(),
    aComment(),
    aMetricAlert(),
    aSeerDelivery(),
    anInstallation(),
    aPreprodArtifact(),
    anActivityAlert(),
    aLegacyAlert({ eventId: eventId(3) }),
    aSimpleError({ eventId: eventId(4) }),
    aSimpleError(),
  ];
  for (const message of messages) {
    const first = await send(collector, message);
    const again = await send(collector, message);
    assert.equal(again.status, 200, again.text);
    assert.equal(again.body.status, "duplicate", JSON.stringify(message.payload).slice(0, 200));
    assert.equal(again.body.delivery_id, first.body.delivery_id);
    assert.equal(again.body.event_id, first.body.event_id);
  }
});

test("a body that is no JSON object is 400 and says why", async (t) => {
  const collector = await startTestCollector(t);
  const text = JSON.stringify(aSimpleError().payload);
  const cases: Readonly<Record<string, readonly [string | Uint8Array, RegExp]>> = {
    empty: ["", /empty/],
    "only white space": [" \r\n\t", /empty/],
    truncated: [text.slice(0, -10), /ends too early/],
    "with a raw NUL": [text.replace("bad value", "bad\0value"), /NUL/],
    "UTF-16": [Buffer.from(`\ufeff${text}`, "utf16le"), /UTF-16/],
    "UTF-16 without a mark": [Buffer.from(text, "utf16le"), /UTF-16/],
    "invalid UTF-8": [Buffer.from(text.replace("bad value", "bad \xff value"), "latin1"), /UTF-8/],
    "an overlong UTF-8 form": [
      Buffer.from([0x7b, 0x22, 0xc0, 0x80, 0x22, 0x3a, 0x31, 0x7d]),
      /UTF-8/,
    ],
    gzip: [gzipSync(text), /gzip/],
    "a list": ["[]", /list/],
    "a text": ['"text"', /string/],
    "a number": ["12", /number/],
    null: ["null", /null/],
    true: ["true", /boolean/],
    "a form": ["payload=%7B%7D", /not valid JSON/],
    "a comment": ["// {}\n{}", /not valid JSON/],
    "two objects": ["{}{}", /not valid JSON/],
    "single quotes": ["{'a':1}", /not valid JSON/],
    NaN: ['{"a":NaN}', /not valid JSON/],
  };
  for (const [name, [body, detail]] of Object.entries(cases)) {
    await t.test(`${name}`, async () => {
      const answer = await collector.deliver(body);
      assertProblem(answer, 400, detail);
      assert.doesNotMatch(answer.body.detail, /ValueError|cart/);
    });
  }
  await t.test("and nothing of it is stored", async () => {
    assert.equal((await collector.read("/deliveries")).text, "[]\n");
  });
  await t.test("a byte order mark before UTF-8 is no fault", async () => {
    assert.equal((await collector.deliver(`\ufeff${text}`)).status, 201);
  });
});

test("the content type does not matter", async (t) => {
  const collector = await startTestCollector(t);
  const types = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "nonsense",
    "application/json; charset=latin1",
  ];
  for (const [number, type] of types.entries()) {
    const { payload } = aSimpleError({ eventId: eventId(number), value: "Straße" });
    const answer = await collector.deliver(payload, { "content-type": type });
    assert.equal(answer.status, 201, type);
    assert.equal(
      (await collector.read(`/errors/${eventId(number)}`)).body.exception_value,
      "Straße",
    );
  }
  const bare = new RawConnection(collector.url);
  t.after(() => bare.close());
  const body = JSON.stringify(aSimpleError({ eventId: eventId(50) }).payload);
  await bare.write(head({ "content-length": Buffer.byteLength(body) }) + body);
  assert.equal((await bare.answered()).status, 201);
});

test("addresses and methods that are not the door's are told so", async (t) => {
  const collector = await startTestCollector(t);
  assertProblem(await collector.deliver({}, {}, "/sentry/webhook/a/b"), 404, /\/sentry\/webhook/);
  assertProblem(await collector.deliver({}, {}, "/sentry/webhooks"), 404, /nothing here/);
  assertProblem(await collector.read("/nowhere"), 404, /nothing here/);
  for (const method of ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
    const response = await fetch(`${collector.url}/sentry/webhook`, { method });
    assert.equal(response.status, 405, method);
    assert.equal(response.headers.get("allow"), "POST");
    assert.equal(response.headers.get("content-type"), "application/problem+json");
    await response.arrayBuffer();
  }
  const post = await collector.deliver({}, {}, "/errors");
  assertProblem(post, 405, /POST/);
  assert.match(post.headers.get("allow") ?? "", /GET/);
});

test("a slash at the end of the door's address does no harm", async (t) => {
  const collector = await startTestCollector(t);
  assert.equal(
    (await collector.deliver(aSimpleError().payload, {}, "/sentry/webhook/")).status,
    201,
  );
});

test("a body over WEBHOOK_BYTES_MAX is 413, by its declared length and by its bytes", async (t) => {
  const collector = await startTestCollector(t, { WEBHOOK_BYTES_MAX: "2048" });
  const large = JSON.stringify({ message: "x".repeat(4000) });
  assertProblem(await collector.deliver(large), 413, /2048.*WEBHOOK_BYTES_MAX/);
  assertProblem(await chunked(collector.url, large), 413, /WEBHOOK_BYTES_MAX/);
  const lying = new RawConnection(collector.url);
  t.after(() => lying.close());
  await lying.write(head({ "content-length": 99_999_999 }));
  assert.equal((await lying.answered()).status, 413);
  const exact = JSON.stringify({ message: "x".repeat(2048 - '{"message":""}'.length) });
  assert.equal((await collector.deliver(exact)).status, 201);
  assert.equal((await collector.read("/deliveries")).body.length, 1);
});

/** Sends a body without saying how long it is. */
function chunked(url: string, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sending = request(`${url}/sentry/webhook`, { method: "POST" }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part) => {
        text += part;
      });
      response.on("end", () => {
        const headers = new Headers({ "content-type": response.headers["content-type"] ?? "" });
        resolve({ status: response.statusCode ?? 0, headers, text, body: JSON.parse(text) });
      });
    });
    sending.on("error", reject);
    for (let at = 0; at < body.length; at += 500) sending.write(body.slice(at, at + 500));
    sending.end();
  });
}

test("chunked bodies are kept like others", async (t) => {
  const collector = await startTestCollector(t);
  const body = JSON.stringify(anEventAlert().payload);
  const answer = await chunked(collector.url, body);
  assert.equal(answer.status, 201);
  assert.equal((await collector.read(`/deliveries/${answer.body.delivery_id}/body`)).text, body);
});
