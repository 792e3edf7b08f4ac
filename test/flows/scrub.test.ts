import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestCollector } from "../support/collector.ts";
import { digested, placesWith } from "../support/database.ts";
import { aSimpleError } from "../support/other-senders.ts";
import { packAll } from "../support/pack.ts";
import { anEventAlert, send } from "../support/payloads.ts";
import { StandInSentry } from "../support/stand-in/sentry.ts";
import { until } from "../support/until.ts";

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

test("where the archive is scrubbed too, a secret reaches no file, and a delivery is proved, repeated, packed and read anew all the same", async (t) => {
  const key = "the-client-secret";
  const settings = { SCRUB_ARCHIVE: "true", SENTRY_WEBHOOK_SECRET: key };
  const collector = await startTestCollector(t, settings);
  const message = hostile();
  const first = await send(collector, message, { secret: key });
  assert.equal(first.status, 201);
  const again = await send(collector, message, { secret: key });
  assert.deepEqual([again.status, again.body.status], [200, "duplicate"]);
  assert.equal((await send(collector, message, { secret: "another" })).status, 401);
  await digested(collector);

  const place = `/api/v1/deliveries/${first.body.delivery_id}`;
  const { body: delivery } = await collector.read(place);
  assert.deepEqual(
    [delivery.scrubbed, delivery.signature, delivery.state, delivery.repetitions],
    [true, "verified", "digested", 1],
  );
  assert.equal((await collector.read(`${place}/signature`)).body.verdict, "scrubbed");
  const readAll = async () => {
    const paths = [`${place}/body`, "/api/v1/errors/1", "/api/v1/export/errors"];
    const texts = await Promise.all(paths.map((path) => collector.read(path)));
    return texts.map(({ text }) => text);
  };
  const before = await readAll();
  const event = JSON.parse(before[0] ?? "").data.event;
  assert.equal(event.request.data.password, "[Filtered]");
  assert.equal(event.event_id, first.body.event_id);
  await packAll(collector.folder);
  assert.deepEqual(await readAll(), before);
  const redigest = await fetch(`${collector.url}${place}/redigest`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  assert.equal(redigest.status, 200);
  assert.deepEqual(await readAll(), before);
  await collector.stop();
  assert.deepEqual(placesWith(collector.folder, secret), []);
});

test("a delivery of no known project loses the keys of every project before it is archived, one of a known one its own", async (t) => {
  const settings = { SCRUB_ARCHIVE: "true", SCRUB_KEYS: "web:order_no" };
  const collector = await startTestCollector(t, settings);
  const keptOf = async (more: object): Promise<string> => {
    const { payload } = aSimpleError({ extra: { order_no: "A17" }, ...more });
    const { body } = await collector.deliver(payload);
    const { text } = await collector.read(`/api/v1/deliveries/${body.delivery_id}/body`);
    return JSON.parse(text).extra.order_no;
  };
  assert.equal(await keptOf({ project: "web" }), "[Filtered]");
  assert.equal(await keptOf({ project: "shop" }), "A17");
  assert.equal(await keptOf({ project: undefined }), "[Filtered]");
});

test("what is fetched is scrubbed before it is archived as well", async (t) => {
  const sentry = await StandInSentry.start(t);
  sentry.happen({ at: Date.now() - 60_000 });
  const [issue] = sentry.issues.values();
  assert.ok(issue !== undefined);
  issue.title = `no: password=${secret}`;
  const settings = { ...sentry.settings, SENTRY_PULL: "1s", SCRUB_ARCHIVE: "true" };
  const collector = await startTestCollector(t, settings);
  await until("it is there", async () => {
    return (await collector.read("/api/v1/errors")).body.items.length === 1;
  });
  const { body } = await collector.read("/api/v1/deliveries");
  assert.ok(body.items.every((each: { scrubbed: boolean }) => each.scrubbed));
  await collector.stop();
  assert.deepEqual(placesWith(collector.folder, secret), []);
});

test("scrubbing the archive alone is refused with a sentence", async (t) => {
  await assert.rejects(
    startTestCollector(t, { SCRUB: "false", SCRUB_ARCHIVE: "true" }),
    /SCRUB_ARCHIVE is true but SCRUB is false/,
  );
});
