import assert from "node:assert/strict";
import { test } from "node:test";
import { temporaryFolder } from "../support/collector.ts";
import { assertRefused, runCommand, startProcess } from "../support/process.ts";
import { StandInSentry } from "../support/stand-in/sentry.ts";
import { quick } from "./quick.ts";

const app = {
  slug: "collector",
  name: "Collector",
  webhookUrl: "https://errors.example.com/sentry/webhook",
  isAlertable: true,
  events: ["issue", "error", "comment"],
};

const publicUrl = { PUBLIC_URL: "https://errors.example.com" };
const quiet = { LOG_LEVEL: "error" };

test("doctor checks every step of a source, beside a collector and without one", async (t) => {
  const sentry = await StandInSentry.start(t);
  sentry.apps = [app];
  const settings = { ...sentry.settings, ...quick, ...publicUrl, ...quiet };
  const folder = temporaryFolder(t);
  const collector = await startProcess(t, folder, settings);
  for (const running of [true, false]) {
    if (!running) await collector.stop();
    const { out } = await runCommand(folder, ["doctor"], settings);
    assert.match(out, /^default\n/);
    for (const line of [
      /ok\s+token\s+The API token is known there/,
      /ok\s+organization\s+The token sees the organization acme/,
      /ok\s+projects\s+1 projects: web/,
      /ok\s+scopes\s+The token may read issues, events and statistics/,
      /ok\s+integration\s+The integration Collector sends here/,
      /warning\s+alert_rules\s+No alert rule uses the integration in web: run collector connect sentry/,
      /ok\s+clock\s+Both clocks agree/,
      /warning\s+deliveries\s+No webhook has come yet/,
    ]) {
      assert.match(out, line);
    }
  }
});

test("doctor says what to do where something is wrong", async (t) => {
  const sentry = await StandInSentry.start(t);
  sentry.skewMs = 10 * 60_000;
  sentry.forbidden = [/stats_v2/, /sentry-apps/];
  const folder = temporaryFolder(t);
  const settings = { ...sentry.settings, ...quick, ...quiet };
  const { out, code } = await runCommand(folder, ["doctor"], settings);
  assert.equal(code, 1);
  assert.match(
    out,
    /FAILED\s+scopes\s+The token lacks Organization: Read: set it under Permissions/,
  );
  assert.match(out, /–\s+integration\s+The integrations cannot be listed with this token/);
  assert.match(out, /warning\s+clock\s+Its clock is 600 seconds ahead of ours: .* NTP/);
  assert.match(out, /–\s+reachable\s+PUBLIC_URL is not set/);
  const gone = { ...settings, SENTRY_BASE_URL: "http://127.0.0.1:9" };
  const unreachable = await runCommand(folder, ["doctor"], gone);
  assert.match(unreachable.out, /–\s+token\s+Nothing answered/);
  assert.match(unreachable.out, /FAILED\s+organization\s+[^\n]*[^.]\. Try again/);
  const wrong = { ...settings, SENTRY_API_TOKEN: "another" };
  const unknown = await runCommand(folder, ["doctor"], wrong);
  assert.equal(unknown.code, 1);
  assert.match(unknown.out, /FAILED\s+token\s+The API token is not known there: create one/);
  assertRefused(await runCommand(temporaryFolder(t), ["doctor"], quiet), /set SENTRY_API_TOKEN/);
});

test("connect makes the alert rules, once, and prints what must be done by hand", async (t) => {
  const sentry = await StandInSentry.start(t, ["web", "api"]);
  const folder = temporaryFolder(t);
  const settings = { ...sentry.settings, ...quick, ...publicUrl, ...quiet };
  const connect = (...more: string[]) =>
    runCommand(folder, ["connect", "sentry", ...more], settings);
  const byHand = await connect();
  assert.match(byHand.out, /By hand:\n {2}1\. Open .*\/settings\/acme\/developer-settings\//);
  assert.match(byHand.out, /2\. Webhook URL: https:\/\/errors\.example\.com\/sentry\/webhook/);
  sentry.apps = [app];
  assert.match((await connect("--dry-run")).out, /Would make an alert rule in web/);
  assert.equal(sentry.rules.size, 0);
  assert.match((await connect()).out, /Made an alert rule in web.*\nMade an alert rule in api/);
  assert.equal(sentry.rules.get("api")?.length, 1);
  assert.match((await connect()).out, /Every project that was looked at has an alert rule/);
  assert.equal(sentry.rules.get("api")?.length, 1);
});

test("backfill fetches a window beside a collector and without one, and tells what it cost", async (t) => {
  const sentry = await StandInSentry.start(t, ["web", "api"]);
  for (let i = 0; i < 240; i += 1) {
    const project = i % 2 ? "web" : "api";
    sentry.happen({ at: Date.now() - 7_200_000 + i * 20_000, project, issueId: `10${i % 2}` });
  }
  const settings = { ...sentry.settings, ...quick, ...quiet };
  const alone = temporaryFolder(t);
  const first = await runCommand(alone, ["backfill", "--since", "3h"], settings);
  assert.equal(first.code, 0, first.err);
  assert.match(first.out, /100 % {2}\d+ listed, 240 new, \d+\/s, 0 s left, \d+ requests \(0\.0\d+/);

  const folder = temporaryFolder(t);
  const collector = await startProcess(t, folder, settings);
  const args = ["backfill", "--since", "3h", "--project", "web"];
  const beside = await runCommand(folder, args, settings);
  assert.match(beside.out, /100 % {2}\d+ listed, 120 new/);
  assert.equal((await collector.read("/errors")).body.length, 120);
  assertRefused(await runCommand(folder, ["backfill"], settings), /--since is a time or an age/);
});
