import assert from "node:assert/strict";
import { test } from "node:test";
import { type Answer, startTestCollector, temporaryFolder } from "../support/collector.ts";
import { digested, rowsIn, valueIn } from "../support/database.ts";
import {
  aBugsinkAlert,
  aGlitchtipAlert,
  aServiceHook,
  aSimpleError,
} from "../support/other-senders.ts";
import {
  aComment,
  aLegacyAlert,
  anError,
  anEventAlert,
  anInstallation,
  anIssue,
  eventId,
  type Message,
  send,
} from "../support/payloads.ts";

const counts = (folder: string) =>
  rowsIn(folder, "select count, upstream_id from issues where merged_into is null order by id");

test("the same delivery a thousand times, hundreds at once, is one error and one count", async (t) => {
  const folder = temporaryFolder(t);
  // One process sends and serves here, so one turn may take long.
  const collector = await startTestCollector(t, { folder, TURN_MS_MAX: "10000" });
  const message = anEventAlert();
  const answers: Answer[] = [];
  for (let round = 0; round < 4; round++) {
    const burst = Array.from({ length: 250 }, () => send(collector, message));
    answers.push(...(await Promise.all(burst)));
  }
  const tally = Map.groupBy(answers, ({ status, body }) => `${status} ${body.status}`);
  assert.equal(tally.get("201 stored")?.length, 1);
  assert.equal(tally.get("200 duplicate")?.length, 999);
  assert.equal(new Set(answers.map(({ body }) => body.delivery_id)).size, 1);
  const deliveries = (await collector.read("/deliveries")).body;
  assert.equal(deliveries.length, 1);
  assert.equal(deliveries[0].repetitions, 999);
  assert.ok(deliveries[0].last_repeated_at >= deliveries[0].received_at);
  assert.equal((await collector.read("/errors")).body.length, 1);
  assert.deepEqual(counts(folder), [{ count: 1, upstream_id: "9001" }]);
  await collector.stop();

  await t.test("and after a restart too", async (inner) => {
    const again = await startTestCollector(inner, { folder });
    const more = await Promise.all(Array.from({ length: 100 }, () => send(again, message)));
    assert.ok(more.every(({ status, body }) => status === 200 && body.status === "duplicate"));
    assert.equal((await again.read("/deliveries")).body[0].repetitions, 1099);
    assert.deepEqual(counts(folder), [{ count: 1, upstream_id: "9001" }]);
    assert.equal(valueIn(folder, "select sum(count) from grouping_keys"), 1);
  });
});

test("a repetition is known after a restart, whatever its family", async (t) => {
  const folder = temporaryFolder(t);
  const messages = [
    anError({ eventId: eventId(2) }),
    anIssue({ issueId: "1" }),
    aComment(),
    anInstallation(),
    aLegacyAlert({ eventId: eventId(3) }),
    aServiceHook({ eventId: eventId(4) }),
    aSimpleError({ eventId: eventId(5) }),
    aSimpleError(),
  ];
  const first = await startTestCollector(t, { folder });
  for (const message of messages) await send(first, message);
  await digested(first);
  const before = counts(folder);
  await first.stop();
  const second = await startTestCollector(t, { folder });
  for (const message of messages) {
    const { status, body } = await send(second, message);
    assert.equal(`${status} ${body.status}`, "200 duplicate", JSON.stringify(message.headers));
  }
  await digested(second);
  assert.deepEqual(counts(folder), before);
  assert.equal((await second.read("/deliveries")).body.length, messages.length);
});

test("what the memory of recent deliveries has forgotten, the digest still knows", async (t) => {
  const collector = await startTestCollector(t, { RECENT_KEYS_MAX: "0" });
  const message = anEventAlert();
  await send(collector, message);
  await digested(collector);
  assert.equal((await send(collector, message)).body.status, "duplicate");
  const burst = anEventAlert({ eventId: eventId(2) });
  await Promise.all(Array.from({ length: 20 }, () => send(collector, burst)));
  await digested(collector);
  assert.equal((await collector.read("/errors")).body.length, 2);
  assert.deepEqual(counts(collector.folder), [{ count: 2, upstream_id: "9001" }]);
});

test("the same event through every door is one error", async (t) => {
  const collector = await startTestCollector(t);
  const messengers: readonly Message[] = [
    anEventAlert(),
    anError(),
    aLegacyAlert(),
    aServiceHook(),
    aSimpleError({ eventId: eventId(1) }),
    aSimpleError({ eventId: "00000000-0000-0000-0000-000000000001" }),
  ];
  const ids = new Set<number>();
  for (const message of messengers) {
    const answer = await send(collector, message);
    assert.ok([200, 201].includes(answer.status));
    const delivery = await collector.read(`/deliveries/${answer.body.delivery_id}`);
    ids.add(delivery.body.error_id);
  }
  const errors = (await collector.read("/errors")).body;
  assert.equal(errors.length, 1);
  assert.deepEqual([...ids], [errors[0].id]);
  assert.deepEqual(counts(collector.folder), [{ count: 1, upstream_id: "9001" }]);
  const { reason } = (await collector.read("/deliveries/2")).body;
  assert.match(reason, /known already/);
});

test("the same event through every door at once is one error", async (t) => {
  const collector = await startTestCollector(t);
  const messengers = [anLegacy(), anEventAlert(), anError(), aServiceHook()];
  await Promise.all(messengers.map((message) => send(collector, message)));
  await digested(collector);
  assert.equal((await collector.read("/errors")).body.length, 1);
  assert.deepEqual(counts(collector.folder), [{ count: 1, upstream_id: "9001" }]);
});

const anLegacy = (): Message => aLegacyAlert();

test("the same event id in two projects is two errors", async (t) => {
  const collector = await startTestCollector(t);
  await send(collector, anEventAlert());
  const other = { project: "api", projectId: 12, issueId: "9002" };
  assert.equal((await send(collector, anEventAlert(other))).status, 201);
  assert.equal((await collector.read("/errors")).body.length, 2);
});

test("an event that fires two rules is one error and two deliveries", async (t) => {
  const collector = await startTestCollector(t);
  for (const rule of ["one", "two"]) {
    assert.equal((await send(collector, anEventAlert({ rule }))).status, 201);
  }
  assert.equal((await send(collector, anEventAlert({ rule: "two" }))).body.status, "duplicate");
  assert.equal((await collector.read("/deliveries")).body.length, 2);
  assert.equal((await collector.read("/errors")).body.length, 1);
  assert.deepEqual(counts(collector.folder), [{ count: 1, upstream_id: "9001" }]);
});

test("an error without an event id is known by its bytes", async (t) => {
  const collector = await startTestCollector(t);
  const body = JSON.stringify(aSimpleError().payload);
  assert.equal((await collector.deliver(body)).body.status, "stored");
  assert.equal((await collector.deliver(body)).body.status, "duplicate");
  assert.equal((await collector.deliver(`${body} `)).body.status, "stored");
  assert.equal((await collector.read("/errors")).body.length, 2);
  const alert = anEventAlert({ eventId: null });
  assert.equal((await send(collector, alert)).body.status, "stored");
  assert.equal((await send(collector, alert)).body.status, "duplicate");
  assert.equal((await collector.read("/errors")).body.length, 3);
});

test("changes of an issue's state are applied by the time they were sent", async (t) => {
  const collector = await startTestCollector(t);
  const began = Math.floor(Date.now() / 1000) - 1000;
  const change = (action: string, at: number) =>
    send(collector, anIssue({ action }), { at: began + at });
  const states = async () => {
    await digested(collector);
    return rowsIn(
      collector.folder,
      "select action from activity where kind = 'state' order by at, id",
    ).map(({ action }) => action);
  };
  const status = () => valueIn(collector.folder, "select status from issues");

  await t.test("resolve, reopen, resolve is three changes", async () => {
    await send(collector, anIssue(), { at: began });
    for (const [action, at] of [
      ["resolved", 10],
      ["unresolved", 20],
      ["resolved", 30],
    ] as const) {
      assert.equal((await change(action, at)).body.status, "kept");
    }
    assert.deepEqual(await states(), ["resolved", "unresolved", "resolved"]);
    assert.equal(status(), "resolved");
  });

  await t.test("one that was sent before the newest known is left out", async () => {
    const late = await change("unresolved", 25);
    assert.deepEqual(await states(), ["resolved", "unresolved", "resolved"]);
    assert.equal(status(), "resolved");
    const outcome = (await collector.read(`/deliveries/${late.body.delivery_id}`)).body;
    assert.match(outcome.reason, /changes nothing/);
  });

  await t.test("one that says what is known already leaves no trace", async () => {
    await change("resolved", 40);
    assert.equal((await states()).length, 3);
  });

  await t.test("created never reopens", async () => {
    await send(collector, anIssue({ value: "told late" }), { at: began + 50 });
    await digested(collector);
    assert.equal(status(), "resolved");
    assert.equal((await states()).length, 3);
  });

  await t.test("archived and ignored mean the same", async () => {
    await change("ignored", 60);
    await change("archived", 61);
    assert.equal((await states()).length, 4);
    assert.equal(status(), "archived");
  });

  await t.test("an assignment is a change of its own", async () => {
    const assigned = anIssue({
      action: "assigned",
      status: "ignored",
      data: { assignee: { type: "user", id: 1, name: "Ada", email: "ada@example.com" } },
    });
    await send(collector, assigned, { at: began + 70 });
    await digested(collector);
    assert.equal(valueIn(collector.folder, "select assignee from issues"), "Ada");
    assert.equal(status(), "archived");
    assert.equal((await states()).length, 5);
  });

  await t.test("no change of state ever makes or counts an error", async () => {
    assert.equal((await collector.read("/errors")).body.length, 1);
    assert.deepEqual(counts(collector.folder), [{ count: 1, upstream_id: "9001" }]);
  });
});

test("a creation that comes after the resolution of its issue does not reopen it", async (t) => {
  const collector = await startTestCollector(t);
  const at = Math.floor(Date.now() / 1000);
  await send(collector, anIssue({ action: "resolved" }), { at });
  await send(collector, anIssue(), { at: at + 1 });
  await send(collector, anEventAlert(), { at: at + 2 });
  await digested(collector);
  const [issue] = rowsIn(collector.folder, "select status, count from issues");
  assert.deepEqual(issue, { status: "resolved", count: 1 });
});

test("a substatus counts only for the status that it belongs to", async (t) => {
  const collector = await startTestCollector(t);
  await send(collector, anIssue());
  // Sentry serialises the issue when it sends: somebody may have reopened it since.
  const late = anIssue({ action: "resolved", status: "unresolved", substatus: "regressed" });
  await send(collector, late, { at: 1_700_000_100 });
  await digested(collector);
  const [issue] = rowsIn(collector.folder, "select status, substatus from issues");
  assert.deepEqual(issue, { status: "resolved", substatus: null });
});

test("alerts of GlitchTip and Bugsink carry no identity, so each is kept", async (t) => {
  const collector = await startTestCollector(t);
  for (const message of [aGlitchtipAlert({}), aBugsinkAlert()]) {
    const first = await send(collector, message);
    const second = await send(collector, message);
    assert.equal(second.status, 201, second.text);
    assert.notEqual(second.body.delivery_id, first.body.delivery_id);
  }
  assert.equal((await collector.read("/deliveries")).body.length, 4);
  await digested(collector);
  const alerts = rowsIn(collector.folder, "select * from activity where kind = 'alert'");
  assert.equal(alerts.length, 4);
  // Only the first alert of an issue that has no error yet makes a partial one.
  assert.equal((await collector.read("/errors")).body.length, 2);
});
