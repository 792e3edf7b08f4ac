import assert from "node:assert/strict";
import { test } from "node:test";
import { aClient, type Client } from "../support/api-client.ts";

async function names(client: Client, filter = ""): Promise<string[]> {
  const { body } = await client.read(`/api/v1/views${filter}`);
  return body.items.map(({ name }: { name: string }) => name);
}

test("a search is saved under a name, changed, moved and deleted", async (t) => {
  const client = await aClient(t);
  assert.deepEqual(await names(client), []);
  const made = await client.post("/api/v1/views", {
    name: "New",
    about: "issues",
    query: "is:new",
    sort: "count",
  });
  assert.equal(made.status, 201);
  const { created_at, changed_at, ...view } = made.body;
  assert.deepEqual(view, {
    id: 1,
    name: "New",
    about: "issues",
    query: "is:new",
    sort: "count",
    order: "desc",
    position: 0,
    created_by: "anna@example.com",
  });
  assert.equal(created_at, changed_at);
  await client.post("/api/v1/views", { name: "Errors", about: "errors", query: "" });
  await client.post("/api/v1/views", { name: "First", about: "issues", query: "", position: 0 });
  assert.deepEqual(await names(client), ["First", "New", "Errors"]);
  assert.deepEqual(await names(client, "?about=issues"), ["First", "New"]);

  const moved = await client.patch("/api/v1/views/1", { position: 5, query: "is:escalating" });
  assert.equal(moved.status, 200);
  assert.deepEqual(
    [moved.body.position, moved.body.query, moved.body.name, moved.body.sort],
    [2, "is:escalating", "New", "count"],
  );
  assert.deepEqual(await names(client), ["First", "Errors", "New"]);
  await client.patch("/api/v1/views/1", { name: "Renamed" });
  assert.deepEqual(await names(client), ["First", "Errors", "Renamed"]);

  assert.equal((await client.remove("/api/v1/views/3")).body.name, "First");
  assert.equal((await client.remove("/api/v1/views/3")).status, 404);
  const next = await client.post("/api/v1/views", { name: "Next", about: "errors", query: "" });
  assert.equal(next.body.id, 4, "numbers are never used again");
});

test("what cannot be a view is refused by a sentence", async (t) => {
  const client = await aClient(t, { VIEWS_MAX: "2" });
  const view = { name: "Mine", about: "issues", query: "" };
  assert.equal((await client.post("/api/v1/views", view)).status, 201);
  const taken = await client.post("/api/v1/views", { ...view, name: "mine" });
  assert.equal(taken.status, 409);
  assert.match(taken.body.detail, /called "mine" already/);
  const wrong = await client.post("/api/v1/views", { ...view, name: "x", query: "level:" });
  assert.equal(wrong.status, 400);
  assert.equal(wrong.body.errors[0].where, "query");
  assert.equal(typeof wrong.body.errors[0].position, "number");
  const sorted = { name: "Mine", about: "errors", query: "", sort: "count" };
  assert.equal((await client.post("/api/v1/views", sorted)).status, 400);
  assert.equal((await client.patch("/api/v1/views/1", {})).status, 400);
  assert.equal((await client.patch("/api/v1/views/1", { about: "errors" })).status, 400);
  assert.equal((await client.patch("/api/v1/views/9", { name: "x" })).status, 404);

  assert.equal((await client.post("/api/v1/views", { ...sorted, sort: undefined })).status, 201);
  const full = await client.post("/api/v1/views", { ...view, name: "Third" });
  assert.equal(full.status, 409);
  assert.match(full.body.detail, /VIEWS_MAX/);
});

test("views outlast a start", async (t) => {
  const client = await aClient(t);
  await client.post("/api/v1/views", { name: "Mine", about: "issues", query: "is:new" });
  await client.stop();
  const again = await aClient(t, { folder: client.folder });
  assert.deepEqual(await names(again), ["Mine"]);
});

test("a comment is answered as its own entry, also where others say the same", async (t) => {
  const client = await aClient(t);
  await client.deliver({ project: "web", message: "x", event_id: "1".repeat(32) });
  await client.read("/api/v1/errors");
  const said = await Promise.all(
    [1, 2, 3].map(() => client.post("/api/v1/issues/WEB-1/comments", { text: "the same" })),
  );
  const ids = said.map(({ body }) => body.id);
  assert.equal(new Set(ids).size, 3);
  const { body } = await client.read("/api/v1/issues/WEB-1/timeline");
  assert.deepEqual(body.items.map(({ id }: { id: number }) => id).toSorted(), ids.toSorted());
});
