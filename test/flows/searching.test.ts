import assert from "node:assert/strict";
import { test } from "node:test";
import { aClient, deliver, shortIds } from "../support/api-client.ts";
import { eventId } from "../support/payloads.ts";

const query = (text: string) => `query=${encodeURIComponent(text)}`;

test("the search language finds issues by what is known of them and their errors", async (t) => {
  const client = await aClient(t);
  await deliver(client, 1, {
    type: "PaymentRefused",
    tags: { browser: "Firefox 131" },
    release: "2.1.0",
  });
  await deliver(client, 2, { type: "KeyError", tags: { browser: "Chrome" }, user: "42" });
  await deliver(client, 3, { type: "KeyError", project: "api" });
  await client.post("/api/v1/issues/WEB-2/assign", { to: "anna@example.com" });
  await client.post("/api/v1/issues/WEB-2/resolve");
  const all = ["API-1", "WEB-1", "WEB-2"];
  for (const [text, found] of [
    ["", all],
    ["is:unresolved", ["API-1", "WEB-1"]],
    ["is:resolved", ["WEB-2"]],
    ["project:web", ["WEB-1", "WEB-2"]],
    ["error.type:KeyError", ["API-1", "WEB-2"]],
    ["error.type:keyerror project:api", ["API-1"]],
    ["browser:Firefox*", ["WEB-1"]],
    ["!browser:Firefox*", ["API-1", "WEB-2"]],
    ["browser:[Chrome, Safari] OR release:2.1.*", ["WEB-1", "WEB-2"]],
    ["has:user", ["WEB-2"]],
    ["user.id:42", ["WEB-2"]],
    ["!has:browser", ["API-1"]],
    ["assigned:anna@example.com", ["WEB-2"]],
    ["assigned:none", ["API-1", "WEB-1"]],
    ["payment", ["WEB-1"]],
    ['"has no price"', all],
    ['"no has price"', []],
    ["pri*", all],
    ["order nonsense", []],
    ["times_seen:>1", []],
    ["first_seen:-1h level:error", all],
    [`id:${eventId(3)}`, ["API-1"]],
    ["(is:resolved OR project:api) !user:42", ["API-1"]],
  ] as const) {
    assert.deepEqual(await shortIds(client, text), found, text);
  }
});

test("the search language finds errors", async (t) => {
  const client = await aClient(t);
  await deliver(client, 1, { tags: { zone: "eu" }, release: "2.1.0" });
  await deliver(client, 2, { tags: { zone: "us" }, user: "42" });
  await deliver(client, 3, { project: "api" });
  for (const [text, found] of [
    ["zone:eu", [1]],
    ["!zone:eu", [2, 3]],
    ["release:2.1.0", [1]],
    ["user.id:42 project:web", [2]],
    ['"order 3"', [3]],
    ["message:price is:unresolved", [1, 2, 3]],
    ["error.type:TypeError zone:[eu, us]", [1, 2]],
    ["timestamp:-1h level:error", [1, 2, 3]],
    ["has:user", [2]],
  ] as const) {
    const { status, body } = await client.read(`/api/v1/errors?${query(text)}`);
    assert.equal(status, 200, JSON.stringify(body));
    const ids = body.items.map(({ id }: { id: number }) => id).toSorted();
    assert.deepEqual(ids, found, text);
  }
});

test("what nothing has finds nothing, and what is not that finds all", async (t) => {
  const client = await aClient(t);
  await deliver(client, 1, { tags: { zone: "eu" }, user: "42" });
  const nothing = ["zone:mars", "user.id:4711", "release:none", "project:nowhere", "nosuchword"];
  for (const text of nothing) {
    for (const list of ["issues", "errors"]) {
      for (const [asked, count] of [
        [text, 0],
        [`!${text}`, 1],
        [`${text} OR zone:eu`, 1],
      ] as const) {
        const { status, body } = await client.read(`/api/v1/${list}?${query(asked)}`);
        assert.equal(status, 200, `${list} ${asked}: ${JSON.stringify(body)}`);
        assert.equal(body.items.length, count, `${list} ${asked}`);
      }
    }
  }
  for (const path of [
    "stats/noisiest?period=24h",
    "stats?period=24h",
    "stats/projects?period=24h",
  ]) {
    const { status } = await client.read(`/api/v1/${path}&project=nowhere`);
    assert.notEqual(status, 500, path);
  }
});

test("a wrong query is answered with the place and what was expected", async (t) => {
  const client = await aClient(t);
  const { status, body } = await client.read(`/api/v1/issues?${query("is:unresolved level:loud")}`);
  assert.equal(status, 400);
  const [problem] = body.errors;
  assert.deepEqual([problem.position, problem.length], [20, 4]);
  assert.ok(problem.expected.includes("fatal"));
  const me = await client.read(`/api/v1/issues?${query("assigned:me")}`);
  assert.equal(me.status, 400);
});

test("a title is found in upper and lower case of any script", async (t) => {
  const client = await aClient(t);
  const titles = ["Нет Соединения с базой", "ΟΔΟΣ not found", "Straße gesperrt", "100% Über_all"];
  for (const [at, title] of titles.entries()) {
    const answer = await client.deliver({
      project: "web",
      message: title,
      event_id: eventId(at + 1),
    });
    assert.equal(answer.status, 201);
  }
  const found = async (about: string, text: string): Promise<number> => {
    const { status, body } = await client.read(`/api/v1/${about}?${query(text)}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body.items.length;
  };
  const once = ['"нет соединения"', "*БАЗОЙ", "ΟΔΟΣ*", '"100% über_ALL"'];
  for (const text of once) {
    for (const about of ["issues", "errors"]) {
      assert.equal(await found(about, `title:${text}`), 1, `${about} ${text}`);
    }
  }
  assert.equal(await found("issues", "title:соедин"), 1);
  assert.equal(await found("issues", "title:οδος"), 1);
  assert.equal(await found("issues", "title:STRAßE"), 1);
  assert.equal(await found("issues", "title:über%all"), 0);
});

test("a stack trace that came as text only is looked through as frames are", async (t) => {
  const client = await aClient(t);
  const stacktrace =
    'Traceback (most recent call last):\n  File "shop/checkout.py", line 12, in grand_total\n    raise CartError("no price 77")\nCartError: no price 77';
  const exception = { type: "CartError", value: "no price 77", stacktrace };
  const answer = await client.deliver({ project: "web", message: "no price 77", exception });
  assert.equal(answer.status, 201);
  for (const text of ['"shop checkout"', "grand_total", "file:checkout", '"no price 77"']) {
    for (const about of ["issues", "errors"]) {
      const { body } = await client.read(`/api/v1/${about}?${query(text)}`);
      assert.equal(body.items.length, 1, `${about} ${text}`);
    }
  }
  assert.deepEqual(await shortIds(client, "file:basket"), []);
});
