import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestCollector } from "../support/collector.ts";
import { digested, placesWith } from "../support/database.ts";
import { aSimpleError } from "../support/other-senders.ts";
import { anEventAlert } from "../support/payloads.ts";

const secret = "hushhush";

/** Where what is understood still holds the secret; the archive keeps deliveries as they came. */
const understoodWith = (folder: string) =>
  placesWith(folder, secret).filter((place) => !place.startsWith("archive"));

/** An event that has a secret wherever one may stand. */
function hostile() {
  const alert = anEventAlert();
  const payload = structuredClone(alert.payload) as {
    data: { event: Record<string, unknown> };
  };
  const { event } = payload.data;
  event["request"] = {
    url: `https://shop.example/pay?token=${secret}`,
    headers: [
      ["Authorization", `Bearer ${secret}`],
      ["Cookie", `sid=${secret}`],
    ],
    data: { card: { cvv: secret }, password: secret },
  };
  event["extra"] = { db: { connection_string: secret }, url: `postgres://ada:${secret}@db/shop` };
  event["contexts"] = { app: { API_KEY: secret, name: "shop" } };
  event["tags"] = [
    ["api_key", secret],
    ["area", "checkout"],
  ];
  event["logentry"] = { formatted: `login failed: password=${secret}` };
  return { headers: alert.headers, payload };
}

test("secrets are neither stored nor shown of an error, wherever they stand; its delivery stays as it came", async (t) => {
  const collector = await startTestCollector(t);
  const { headers, payload } = hostile();
  await collector.deliver(payload, headers);
  await digested(collector);
  const { body } = await collector.read("/api/v1/errors");
  const { id } = body.items[0];
  const places = [
    "/errors",
    "/errors/latest",
    "/errors/latest/stacktrace",
    `/api/v1/errors/${id}`,
    `/api/v1/errors/${id}/markdown`,
    "/api/v1/export/errors",
    "/api/v1/issues",
    "/api/v1/search/values?about=errors&field=api_key",
  ];
  for (const place of places) {
    const { text } = await collector.read(place);
    assert.ok(!text.includes(secret), `${place}: ${text}`);
  }
  const { body: whole } = await collector.read(`/api/v1/errors/${id}`);
  assert.equal(whole.contexts.app.name, "shop");
  assert.equal(whole.request.data.password, "[Filtered]");
  const { text: kept } = await collector.read("/errors/latest/payload");
  assert.ok(kept.includes(secret));
  await collector.stop();
  assert.deepEqual(understoodWith(collector.folder), []);
});

test("what is imported is scrubbed as well, line and all, and taken once whether it was scrubbed before", async (t) => {
  const open = await startTestCollector(t, { SCRUB: "false" });
  const { headers, payload } = hostile();
  await open.deliver(payload, headers);
  await open.deliver(aSimpleError({ value: `no: password=${secret}` }).payload);
  await digested(open);
  const { text: lines } = await open.read("/api/v1/export/errors");
  assert.ok(lines.includes(secret));
  const collector = await startTestCollector(t);
  const take = (text: string) =>
    collector.deliver(text, { "content-type": "application/x-ndjson" }, "/api/v1/import/errors");
  const first = await take(lines);
  assert.equal(first.body.imported, 2, first.text);
  for (const place of ["/errors", "/api/v1/errors/1", "/api/v1/errors/2", "/api/v1/issues"]) {
    assert.ok(!(await collector.read(place)).text.includes(secret), place);
  }
  const { text: scrubbed } = await collector.read("/api/v1/export/errors");
  assert.ok(!scrubbed.includes(secret));
  assert.equal((await take(scrubbed)).body.imported, 0);
  assert.equal((await take(lines)).body.imported, 0);
  await collector.stop();
  assert.deepEqual(understoodWith(collector.folder), []);
});

test("keys of one's own are taken out, addresses lose their last part, and SCRUB=false leaves all", async (t) => {
  const own = await startTestCollector(t, { SCRUB_KEYS: "Name", ANONYMISE_ADDRESSES: "true" });
  const alert = anEventAlert();
  const payload = structuredClone(alert.payload) as { data: { event: Record<string, unknown> } };
  payload.data.event["user"] = { id: "7", ip_address: "203.0.113.77", name: "Ada" };
  await own.deliver(payload, alert.headers);
  const { body } = await own.read("/errors/latest");
  assert.deepEqual([body.user.ip_address, body.user.name], ["203.0.113.0", "[Filtered]"]);
  const all = await startTestCollector(t, { SCRUB: "false" });
  const { headers, payload: open } = hostile();
  await all.deliver(open, headers);
  assert.ok((await all.read("/errors/latest")).text.includes(secret));
});

test("what is scrubbed does not decide the issue", async (t) => {
  const issueOf = async (settings: Record<string, string>): Promise<string> => {
    const collector = await startTestCollector(t, settings);
    const { payload } = aSimpleError();
    await collector.deliver({
      ...(payload as object),
      message: "login with password=hush7 failed",
    });
    await digested(collector);
    const { body } = await collector.read("/api/v1/issues/1");
    return JSON.stringify(body.grouping_keys);
  };
  assert.equal(await issueOf({ SCRUB: "true" }), await issueOf({ SCRUB: "false" }));
});

test("a key of one project is taken out there, in what is delivered, read anew and imported, and nowhere else", async (t) => {
  const collector = await startTestCollector(t, { SCRUB_KEYS: "web:order_no" });
  for (const project of ["web", "shop"]) {
    const own = { project, user: { id: "1", order_no: "A17" }, extra: { order_no: "A17" } };
    await collector.deliver(aSimpleError({ ...own, tags: { order_no: "A17" } }).payload);
  }
  await digested(collector);
  const seen = async (id: number) => {
    const { body } = await collector.read(`/api/v1/errors/${id}`);
    return [body.project, body.extra?.order_no, body.tags.order_no];
  };
  const { body } = await collector.read("/api/v1/errors");
  const told = await Promise.all(body.items.map(({ id }: { id: number }) => seen(id)));
  assert.deepEqual(told.toSorted(), [
    ["shop", "A17", "A17"],
    ["web", "[Filtered]", "[Filtered]"],
  ]);
  const open = await startTestCollector(t, { SCRUB: "false" });
  await open.deliver(aSimpleError({ project: "web", tags: { order_no: "A17" } }).payload);
  await digested(open);
  const { text } = await open.read("/api/v1/export/errors");
  await collector.deliver(
    text,
    { "content-type": "application/x-ndjson" },
    "/api/v1/import/errors",
  );
  const { text: all } = await collector.read("/api/v1/export/errors?query=project:web");
  assert.ok(!all.includes("A17"), all);
});
