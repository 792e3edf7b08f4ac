import assert from "node:assert/strict";
import { test } from "node:test";
import { contract, isOfTheWhole, type Operation, placeOf } from "../../src/contract/index.ts";
import { ask, signUp, tokenOf } from "../support/callers.ts";
import { startTestCollector } from "../support/collector.ts";
import { digested } from "../support/database.ts";
import { aSimpleError } from "../support/other-senders.ts";
import { eventId } from "../support/payloads.ts";

// Bugsink 2.2.0: issues of other projects could be changed by their ids; Stackpit: spans were readable across organizations.

const secret = "hushhush";

/** Two projects; the other one's error holds a word that must not be seen, and is called as the first is. */
async function twoProjects(t: Parameters<typeof startTestCollector>[0]) {
  const collector = await startTestCollector(t);
  const mine = aSimpleError({ project: "web", eventId: eventId(1) }).payload;
  const other = aSimpleError({ project: secret, eventId: eventId(2) }).payload;
  await collector.deliver(mine);
  await collector.deliver({ ...(other as object), message: `${secret} failed` });
  await digested(collector);
  const { body } = await collector.read("/api/v1/issues");
  const issues: { id: number; short_id: string; project: string }[] = body.items;
  const foreign = issues.find(({ project }) => project === secret);
  const own = issues.find(({ project }) => project === "web");
  assert.ok(foreign !== undefined && own !== undefined, JSON.stringify(issues));
  const { headers: admin } = await signUp(collector, {}, { mail: "admin@example.org" });
  const limited = { level: "write", projects: ["web"] };
  const headers = await tokenOf(collector, admin, { name: "web", ...limited });
  return { collector, admin, headers, foreign, own };
}

test("by guessing ids nothing of another project is read or changed, by any operation", async (t) => {
  const { collector, admin, headers, foreign, own } = await twoProjects(t);
  const before = await ask(collector, `/api/v1/issues/${foreign.id}`, { headers: admin });
  let tried = 0;
  for (const [address, operation] of Object.entries<Operation>(contract)) {
    const { method, path } = placeOf(address);
    const ofIssue = path.startsWith("/api/v1/issues/{id}");
    if (!ofIssue && !path.startsWith("/api/v1/errors/{id}")) continue;
    const refs = ofIssue ? [foreign.id, foreign.short_id] : [2, eventId(2)];
    for (const ref of refs) {
      tried += 1;
      const { id: _, key = "level", ...rest } = operation.example ?? {};
      const place = path.replace("{id}", String(ref)).replace("{key}", String(key));
      const body = method === "POST" ? { body: rest } : {};
      const { status, text } = await ask(collector, place, { method, headers, ...body });
      assert.equal(status, 404, `${address} ${ref}: ${status} ${text}`);
      assert.ok(!text.includes(`${secret} failed`), address);
    }
  }
  assert.ok(tried > 40, String(tried));
  const write = { method: "POST", headers };
  const merge = { ids: [own.id, foreign.id] };
  const bulk = { ids: [foreign.id], action: { do: "resolve" } };
  const all = { query: "", action: { do: "archive", archive: { until: "forever" } } };
  assert.equal(
    (await ask(collector, "/api/v1/issues/merge", { ...write, body: merge })).status,
    404,
  );
  assert.equal(
    (await ask(collector, "/api/v1/issues/actions", { ...write, body: bulk })).status,
    404,
  );
  const acted = await ask(collector, "/api/v1/issues/actions", { ...write, body: all });
  assert.equal(acted.body.changed, 1, acted.text);
  const after = await ask(collector, `/api/v1/issues/${foreign.id}`, { headers: admin });
  assert.deepEqual(after.body, before.body);
});

test("no list, count, file or completion tells of another project", async (t) => {
  const { collector, admin, headers } = await twoProjects(t);
  let seen = 0;
  for (const [address, operation] of Object.entries<Operation>(contract)) {
    const { method, path } = placeOf(address);
    const isStream = "form" in operation.reply && operation.reply.form === "events";
    if (method !== "GET" || path.includes("{") || isStream || isOfTheWhole(operation)) continue;
    for (const query of questions(operation)) {
      seen += 1;
      const { status, text } = await ask(collector, `${path}?${query}`, { headers });
      assert.equal(status, 200, `${path}?${query}: ${text}`);
      assert.ok(!text.includes(secret), `${path}?${query}: ${text}`);
    }
  }
  assert.ok(seen > 20, String(seen));
  for (const place of [`/api/v1/projects/${secret}`, `/api/v1/projects/${secret}/releases`]) {
    assert.equal((await ask(collector, place, { headers })).status, 404, place);
    assert.equal((await ask(collector, place, { headers: admin })).status, 200, place);
  }
});

test("the routes outside of the contract know of no other project either", async (t) => {
  const { collector, admin, headers } = await twoProjects(t);
  for (const query of ["", `?project=${secret}`, "?project=2", `?project=web&project=${secret}`]) {
    const list = await ask(collector, `/errors${query}`, { headers });
    assert.equal(list.status, 200);
    assert.ok(!list.text.includes(secret), list.text);
  }
  const latest = await ask(collector, "/errors/latest", { headers });
  assert.equal(latest.body.project, "web");
  for (const ref of ["2", eventId(2)]) {
    for (const part of ["", "/stacktrace", "/payload"]) {
      const place = `/errors/${ref}${part}`;
      assert.equal((await ask(collector, place, { headers })).status, 404, place);
    }
    assert.equal((await ask(collector, `/errors/${ref}`, { headers: admin })).status, 200);
  }
});

test("a project that is called as another's slug does not show up in what is limited to that", async (t) => {
  const collector = await startTestCollector(t);
  await collector.deliver(aSimpleError({ project: "web", eventId: eventId(1) }).payload);
  const disguised = { slug: "other", name: "web", id: "web" };
  const { payload } = aSimpleError({ eventId: eventId(2) });
  await collector.deliver({ ...(payload as object), project: disguised, message: `${secret}!` });
  await digested(collector);
  const { headers: admin } = await signUp(collector, {}, { mail: "admin@example.org" });
  const headers = await tokenOf(collector, admin, { name: "web", projects: ["web"] });
  for (const place of ["/errors", "/api/v1/errors", "/api/v1/issues", "/api/v1/export/errors"]) {
    const { status, text } = await ask(collector, place, { headers });
    assert.equal(status, 200);
    assert.ok(!text.includes(secret), `${place}: ${text}`);
  }
});

test("nobody passes on more than they have, and a token loses what its account loses", async (t) => {
  const { collector, admin } = await twoProjects(t);
  const limits = { role: "member", projects: ["web"] };
  const { headers: member } = await signUp(collector, admin, { mail: "m@example.org", ...limits });
  const post = (body: object, headers = member) =>
    ask(collector, "/api/v1/tokens", { method: "POST", headers, body });
  assert.equal((await post({ name: "a", level: "admin", projects: ["web"] })).status, 403);
  assert.equal((await post({ name: "a", level: "write" })).status, 403);
  assert.equal((await post({ name: "a", level: "read", projects: [secret] })).status, 400);
  const token = await tokenOf(collector, member, { name: "a", level: "write", projects: ["web"] });
  assert.equal((await post({ name: "b", projects: ["web"] }, token)).status, 403);
  assert.equal((await ask(collector, "/api/v1/issues", { headers: token })).status, 200);
  const { body: accounts } = await ask(collector, "/api/v1/accounts", { headers: admin });
  const { id } = accounts.items.find(({ mail }: { mail: string }) => mail === "m@example.org");
  const change = (body: object) =>
    ask(collector, `/api/v1/accounts/${id}`, { method: "PATCH", headers: admin, body });
  assert.equal((await change({ role: "viewer" })).status, 200);
  const pin = { method: "POST", headers: token, body: {} };
  assert.equal((await ask(collector, "/api/v1/errors/1/pin", pin)).status, 403);
  assert.equal((await change({ disabled: true })).status, 200);
  assert.equal((await ask(collector, "/api/v1/issues", { headers: token })).status, 401);
  assert.equal((await ask(collector, "/api/v1/issues", { headers: member })).status, 401);
});

/** Questions to an operation that lists: as its example asks, and for the other project by name. */
function questions({ example = {}, input }: Operation): string[] {
  const write = (asked: object) => {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(asked)) {
      for (const each of [value].flat()) query.append(name, String(each));
    }
    return String(query);
  };
  const { project: _, query: __, prefix: ___, ...rest } = example as Record<string, unknown>;
  const all: object[] = [rest];
  if ("project" in input.shape) all.push({ ...rest, project: secret }, { ...rest, project: "2" });
  if ("query" in input.shape && "limit" in input.shape && !("position" in input.shape)) {
    all.push({ ...rest, query: `project:${secret}` }, { ...rest, query: "is:unresolved" });
  }
  if ("prefix" in input.shape) all.push({ ...rest, field: "project" }, { ...rest, field: "issue" });
  return all.map(write);
}
