import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { startTestCollector, type TestCollector } from "../support/collector.ts";
import {
  aBugsinkAlert,
  aGlitchtipAlert,
  aServiceHook,
  aSimpleError,
} from "../support/other-senders.ts";
import {
  aLegacyAlert,
  anEventAlert,
  anInstallation,
  anIssue,
  eventId,
  type Message,
  send,
  signed,
} from "../support/payloads.ts";

const secret = "the-client-secret";
const token = "wörd/of mine";
const inPath = `/sentry/webhook/${encodeURIComponent(token)}`;
const inQuery = `/sentry/webhook?token=${encodeURIComponent(token)}`;
const wrongToken = "/sentry/webhook/another-word";

/** How a delivery proves itself. */
type Proof =
  | "none"
  | "right"
  | "wrong"
  | "path"
  | "query"
  | "wrong token"
  | "right+path"
  | "wrong+path";

const proofs: Readonly<Record<Proof, { secret?: string; path?: string }>> = {
  none: {},
  right: { secret },
  wrong: { secret: "another-secret" },
  path: { path: inPath },
  query: { path: inQuery },
  "wrong token": { path: wrongToken },
  "right+path": { secret, path: inPath },
  "wrong+path": { secret: "another-secret", path: inPath },
};

const all: readonly Proof[] = Object.keys(proofs) as Proof[];

/** The table of the settings: which proofs let a family in. */
const table = [
  {
    set: "neither secret nor token",
    environment: {},
    signedBy: all,
    unsignedBy: all,
  },
  {
    set: "only a secret",
    environment: { SENTRY_WEBHOOK_SECRET: secret },
    signedBy: ["right", "right+path"],
    unsignedBy: [],
  },
  {
    set: "only a token",
    environment: { SENTRY_WEBHOOK_TOKEN: token },
    signedBy: ["path", "query", "right+path", "wrong+path"],
    unsignedBy: ["path", "query"],
  },
  {
    set: "a secret and a token",
    environment: { SENTRY_WEBHOOK_SECRET: secret, SENTRY_WEBHOOK_TOKEN: token },
    signedBy: ["right", "right+path"],
    unsignedBy: ["path", "query"],
  },
] as const;

let counter = 0;
const nextId = (): string => eventId(++counter);

const signedFamilies: Readonly<Record<string, () => Message>> = {
  event_alert: () => anEventAlert({ eventId: nextId() }),
  issue: () => anIssue({ issueId: String(++counter) }),
  "service hook": () => aServiceHook({ eventId: nextId() }),
};
const unsignedFamilies: Readonly<Record<string, () => Message>> = {
  "legacy plugin": () => aLegacyAlert({ eventId: nextId() }),
  glitchtip: () => aGlitchtipAlert({ issueId: String(++counter) }),
  bugsink: () => aBugsinkAlert(),
  simple: () => aSimpleError({ eventId: nextId() }),
};

async function tryAll(
  t: TestContext,
  collector: TestCollector,
  {
    families,
    tried,
    allowed,
  }: {
    families: Readonly<Record<string, () => Message>>;
    tried: readonly Proof[];
    allowed: readonly Proof[];
  },
): Promise<number> {
  let taken = 0;
  for (const [family, make] of Object.entries(families)) {
    for (const proof of tried) {
      const expected = allowed.includes(proof) ? 201 : 401;
      await t.test(`${family} with proof: ${proof} is answered ${expected}`, async () => {
        const answer = await send(collector, make(), proofs[proof]);
        assert.equal(answer.status, expected, answer.text);
        if (expected === 401) assert.match(answer.body.detail, /\w+ .*\.$/);
        else taken += 1;
      });
    }
  }
  return taken;
}

for (const { set, environment, signedBy, unsignedBy } of table) {
  test(`with ${set} set, deliveries are taken as the table says`, async (t) => {
    const collector = await startTestCollector(t, environment);
    const taken =
      (await tryAll(t, collector, { families: signedFamilies, tried: all, allowed: signedBy })) +
      (await tryAll(t, collector, {
        families: unsignedFamilies,
        tried: ["none", "path", "query", "wrong token"],
        allowed: unsignedBy,
      }));
    await t.test("and nothing that was refused is stored", async () => {
      const deliveries = await collector.read("/deliveries");
      assert.equal(deliveries.body.length, taken);
    });
  });
}

test("with a secret, a signature is what counts", async (t) => {
  const collector = await startTestCollector(t, {
    SENTRY_WEBHOOK_SECRET: ` older-secret , ${secret},third`,
  });
  const message = anEventAlert({ eventId: nextId() });
  const body = JSON.stringify(message.payload);
  const good = signed(body, secret)["sentry-hook-signature"] ?? "";

  const malformed: Readonly<Record<string, string>> = {
    "one digit short": good.slice(1),
    "one digit long": `${good}0`,
    "in upper case": good.toUpperCase(),
    "not hexadecimal": "z".repeat(64),
    "not ASCII": "é".repeat(64),
    "a SHA-1": good.slice(0, 40),
    "with a prefix": `sha256=${good}`,
    empty: "",
    "of the empty body": signed("", secret)["sentry-hook-signature"] ?? "",
    "two of them": `${good}, ${good}`,
  };
  for (const [what, value] of Object.entries(malformed)) {
    await t.test(`a signature ${what} is 401, and nothing is stored`, async () => {
      const answer = await collector.deliver(body, {
        ...message.headers,
        "sentry-hook-signature": value,
      });
      assert.equal(answer.status, 401, answer.text);
      assert.equal(answer.headers.get("content-type"), "application/problem+json");
      assert.equal((await collector.read("/deliveries")).text, "[]\n");
    });
  }

  await t.test("a body that is not JSON and not signed is 401, not 400", async () => {
    const answer = await collector.deliver("{", { "sentry-hook-signature": good });
    assert.equal(answer.status, 401);
    assert.equal((await collector.deliver("not json")).status, 401);
  });

  await t.test("a body that is not JSON but rightly signed is 400", async () => {
    assert.equal((await collector.deliver("{", signed("{", secret))).status, 400);
  });

  await t.test("a body that changed after it was signed is 401", async () => {
    const changed = body.replace("bad value", "sad value");
    const answer = await collector.deliver(changed, {
      ...message.headers,
      ...signed(body, secret),
    });
    assert.equal(answer.status, 401);
  });

  for (const each of ["older-secret", secret, "third"]) {
    await t.test(`any of several secrets may sign: ${each}`, async () => {
      const answer = await send(collector, anEventAlert({ eventId: nextId() }), { secret: each });
      assert.equal(answer.status, 201);
      const delivery = await collector.read(`/deliveries/${answer.body.delivery_id}`);
      assert.equal(delivery.body.signature, "verified");
    });
  }

  await t.test("the list of secrets as a whole is none", async () => {
    const whole = `older-secret,${secret},third`;
    const answer = await send(collector, anEventAlert({ eventId: nextId() }), { secret: whole });
    assert.equal(answer.status, 401);
  });

  await t.test("it is checked over the raw bytes: escapes, floats and large numbers", async () => {
    const raw = `{"action": "triggered",  "data":{"event":{"event_id":"${nextId()}","title":"caf\\u00e9 \\ud83d\\ude00 ü","timestamp":1685355153.0,"project":1,"big":12345678901234567890,"small":1e-7,"url":"https://sentry.io/api/0/projects/acme/web/events/x/"}}}\n`;
    const answer = await collector.deliver(raw, {
      "sentry-hook-resource": "event_alert",
      ...signed(raw, secret),
    });
    assert.equal(answer.status, 201);
    const payload = await collector.read(`/deliveries/${answer.body.delivery_id}/body`);
    assert.equal(payload.text, raw);
  });

  await t.test("an installation is signed as well", async () => {
    assert.equal((await send(collector, anInstallation())).status, 401);
    assert.equal((await send(collector, anInstallation(), { secret })).status, 200);
  });

  await t.test("an unknown resource must be signed too", async () => {
    const headers = { "sentry-hook-resource": "brand_new" };
    const payload = { action: "done", data: {} };
    assert.equal((await send(collector, { headers, payload })).status, 401);
    assert.equal((await send(collector, { headers, payload }, { secret })).status, 200);
  });
});

test("a service hook proves itself by the header of its own", async (t) => {
  const collector = await startTestCollector(t, { SENTRY_WEBHOOK_SECRET: secret });
  const message = aServiceHook({ eventId: nextId() });
  const body = JSON.stringify(message.payload);
  const header = "x-servicehook-signature";
  const wrong = await collector.deliver(body, {
    ...message.headers,
    ...signed(body, "another", header),
  });
  assert.equal(wrong.status, 401);
  assert.match(wrong.body.detail, /x-servicehook-signature/i);
  const right = await collector.deliver(body, {
    ...message.headers,
    ...signed(body, secret, header),
  });
  assert.equal(right.status, 201);
  const delivery = await collector.read(`/deliveries/${right.body.delivery_id}`);
  assert.equal(delivery.body.family, "service_hook");
  assert.equal(delivery.body.signature, "verified");
});

test("the state of the signature tells how a delivery was let in", async (t) => {
  const open = await startTestCollector(t);
  const states = async (collector: TestCollector) =>
    (await collector.read("/deliveries")).body.map((each: { signature: string }) => each.signature);
  await send(open, anEventAlert({ eventId: nextId() }), { secret });
  await send(open, aSimpleError({ eventId: nextId() }));
  assert.deepEqual(await states(open), ["unsigned", "unchecked"]);
  const closed = await startTestCollector(t, { SENTRY_WEBHOOK_TOKEN: token });
  await send(closed, aSimpleError({ eventId: nextId() }), { path: inPath });
  await send(closed, anEventAlert({ eventId: nextId() }), { path: inQuery, secret });
  assert.deepEqual(await states(closed), ["token", "token"]);
});

test("a token in an address that cannot be decoded is refused, not an internal error", async (t) => {
  const collector = await startTestCollector(t, { SENTRY_WEBHOOK_TOKEN: token });
  const answer = await collector.deliver({}, {}, "/sentry/webhook/%E0%A4%A");
  assert.equal(answer.status, 400);
  for (const path of ["/sentry/webhook/", "/sentry/webhook?token=", "/sentry/webhook?token"]) {
    assert.equal((await collector.deliver(aSimpleError().payload, {}, path)).status, 401, path);
  }
});
