import assert from "node:assert/strict";
import { test } from "node:test";
import { Senders } from "../intake/index.ts";
import { SilenceWatch } from "./silence-watch.ts";

const hourMs = 3_600_000;
const start = 1_000_000 * hourMs;

test("a source that stops delivering is told once, and once when it is heard again", () => {
  let now = start;
  const senders = new Senders([], { complete: true, now });
  const deliver = (receivedAt: number) =>
    senders.note(
      { source: "default", family: "integration_platform", signature: "verified", receivedAt },
      { counts: true },
    );
  for (let at = start - 48 * hourMs; at < start; at += hourMs / 60) deliver(at);
  const said: string[] = [];
  const log = (level: string, source: string) => said.push(`${level} ${source}`);
  const watch = new SilenceWatch({ senders, everyMs: 0, now: () => now, log });
  watch.look();
  now = start + 10 * 60_000;
  watch.look();
  assert.equal(watch.silent.length, 0);
  now = start + 30 * 60_000;
  watch.look();
  watch.look();
  const [silent] = watch.silent;
  assert.match(silent?.reason ?? "", /No webhook has come for 31 minutes/);
  deliver(now);
  watch.look();
  assert.deepEqual(watch.silent, []);
  assert.deepEqual(said, ["warn default", "info default"]);
});
