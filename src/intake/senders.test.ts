import assert from "node:assert/strict";
import { test } from "node:test";
import { Senders, type Sent } from "./senders.ts";

const hour = 3_600_000;
const now = 1_000_000 * hour + 30 * 60_000;
const sent = (receivedAt: number, told: Partial<Sent> = {}): Sent => ({
  source: "default",
  family: "integration_platform",
  signature: "verified",
  receivedAt,
  ...told,
});

test("each kind of sender counts by itself, and the one that sent last comes first", () => {
  const senders = new Senders([], { complete: true, now });
  senders.note(sent(now - 3), { counts: true });
  senders.note(sent(now - 2, { family: "glitchtip", source: "glitchtip", signature: "token" }), {
    counts: true,
  });
  senders.note(sent(now - 1, { signature: "unsigned" }), { counts: true });
  const shown = senders
    .list(now)
    .map(({ family, lastSignature, count24h }) => [family, lastSignature, count24h]);
  assert.deepEqual(shown, [
    ["integration_platform", "unsigned", 2],
    ["glitchtip", "token", 1],
  ]);
});

test("what is older than a day does not count, and its sender is still known", () => {
  const senders = new Senders([sent(now - 24 * hour)], { complete: true, now });
  assert.deepEqual(
    senders.list(now).map(({ lastAt, count24h }) => [lastAt, count24h]),
    [[now - 24 * hour, 0]],
  );
  senders.note(sent(now), { counts: true });
  assert.equal(senders.list(now + 23 * hour)[0]?.count24h, 1);
  assert.equal(senders.list(now + 24 * hour)[0]?.count24h, 0);
});

test("a repetition tells that its sender is there, and does not count", () => {
  const senders = new Senders([sent(now - hour)], { complete: true, now });
  senders.note(sent(now), { counts: false });
  const [one] = senders.list(now);
  assert.deepEqual([one?.lastAt, one?.count24h], [now, 1]);
});

test("it says from when on it is complete", () => {
  const day = now - 30 * 60_000 - 23 * hour;
  const newest = [sent(now - hour), sent(now - 2 * hour)];
  assert.equal(new Senders(newest, { complete: true, now }).since, day);
  assert.equal(new Senders(newest, { complete: false, now }).since, now - 2 * hour);
  assert.equal(new Senders([sent(now - 90 * hour)], { complete: false, now }).since, day);
});
