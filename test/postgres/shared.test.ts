import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, signUp } from "../support/callers.ts";
import { startTestCollector, temporaryFolder } from "../support/collector.ts";
import { digested } from "../support/database.ts";
import { startProcess } from "../support/process.ts";
import { checkAll, nothingSent, sendOn, waitingIn } from "../support/sharing.ts";
import { until } from "../support/until.ts";

process.env["TEST_DATABASE"] = "postgres";

const kills = 4;
const answersPerKill = 120;
const sendersCount = 6;

test("two collectors share a server; one is killed again and again, and nothing is lost or told twice", async (t) => {
  const folder = temporaryFolder(t);
  const sent = nothingSent();
  const { answered } = sent;
  let isOver = false;
  const stays = await startProcess(t, folder);
  const senders = [sendOn(stays, () => isOver, sent)];
  for (let kill = 0; kill < kills; kill += 1) {
    const dies = await startProcess(t, folder);
    const more = Array.from({ length: sendersCount }, () => sendOn(dies, () => false, sent));
    const goal = answered.size + answersPerKill;
    await until(`round ${kill} was answered`, () => answered.size > goal, { timeoutMs: 60_000 });
    await dies.stop("SIGKILL");
    await Promise.all(more);
  }
  isOver = true;
  await Promise.all(senders);
  await digested(stays);
  await until("everything that was kept is digested", () => waitingIn(folder) === 0, {
    timeoutMs: 30_000,
  });
  checkAll(folder, sent);
});

test("whoever signs in by one collector is signed in by the other, and out by both", async (t) => {
  const folder = temporaryFolder(t);
  const one = await startTestCollector(t, { folder });
  const other = await startTestCollector(t, { folder });
  const { headers } = await signUp(one, {}, { mail: "ada@example.org" });
  assert.equal((await ask(other, "/errors")).status, 401);
  assert.equal((await ask(other, "/errors", { headers })).status, 200);
  const asked = { method: "POST", headers: { ...headers, origin: other.url }, body: {} };
  const out = await ask(other, "/api/auth/sign-out", asked);
  assert.equal(out.status, 200, out.text);
  assert.equal((await ask(one, "/errors", { headers })).status, 401);
});
