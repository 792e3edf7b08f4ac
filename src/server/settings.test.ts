import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { leadsHere } from "./reporting.ts";
import { readSettings, shownSettings } from "./settings.ts";

const folder = mkdtempSync(join(tmpdir(), "collector-settings-"));
after(() => rmSync(folder, { recursive: true }));
const read = (environment: Record<string, string>) => readSettings(environment, folder);

test("an empty value counts as not set, since compose files pass every setting on", () => {
  assert.equal(read({ PORT: "", LOG_LEVEL: "" }).port, 8000);
});

test("several projects and several secrets are separated by commas", () => {
  const settings = read({ SENTRY_PROJECT: "web, api ,", SENTRY_WEBHOOK_SECRET: "a,b" });
  assert.deepEqual(settings.sentryProject, ["web", "api"]);
  assert.deepEqual(settings.sentryWebhookSecret, ["a", "b"]);
});

test("SENTRY_ORG is another name of SENTRY_ORGANIZATION", () => {
  assert.equal(read({ SENTRY_ORG: "acme" }).sentryOrganization, "acme");
});

test("the environment goes before .env", () => {
  const own = mkdtempSync(join(folder, "own-"));
  writeFileSync(join(own, ".env"), 'PORT=9000\nSENTRY_PROJECT="web"\n');
  const settings = readSettings({ PORT: "9001", SENTRY_PROJECT: "" }, own);
  assert.equal(settings.port, 9001);
  assert.deepEqual(settings.sentryProject, ["web"]);
});

const refused: [Record<string, string>, RegExp][] = [
  [{ PORT: "abc" }, /^PORT is "abc": it must be a whole number from 0 to 65535\.$/],
  [{ PORT: "70000" }, /^PORT is "70000"/],
  [{ LOG_LEVEL: "loud" }, /^LOG_LEVEL is "loud": it must be one of fatal, error/],
  [{ SENTRY_FILTER_BY_PROJECT: "maybe" }, /must be true or false/],
  [{ SENTRY_FILTER_BY_PROJECT: "true" }, /SENTRY_PROJECT is empty/],
  [{ PUBLIC_URL: "errors.example.com" }, /^PUBLIC_URL: it must be an address/],
  [{ TRUST_PROXY: "everybody" }, /^TRUST_PROXY/],
  [{ SENTRY_DSN: "https://hidden" }, /^SENTRY_DSN: it must look like/],
];
for (const [environment, sentence] of refused) {
  test(`${JSON.stringify(environment)} is refused in one sentence`, () => {
    assert.throws(() => read(environment), { message: sentence });
  });
}

test("no secret, token, DSN or password is shown", () => {
  const shown = JSON.stringify(
    shownSettings(
      read({
        SENTRY_WEBHOOK_SECRET: "hush1",
        SENTRY_WEBHOOK_TOKEN: "hush2",
        SENTRY_DSN: "https://hush3@errors.example.com/1",
        DATABASE_URL: "sqlite://user:hush4@/x.db?key=hush5",
        PUBLIC_URL: "https://user:hush6@errors.example.com",
      }),
    ),
  );
  assert.doesNotMatch(shown, /hush/);
  assert.match(shown, /"sentry_webhook_secret":"set"/);
});

test("a DSN that leads back to this collector is recognised", () => {
  const here = { port: 8000, publicUrl: "https://errors.example.com" };
  for (const dsn of [
    "http://k@localhost:8000/1",
    "http://k@127.0.0.1:8000/1",
    "http://k@[::1]:8000/1",
    "https://k@errors.example.com/1",
  ]) {
    assert.equal(leadsHere(dsn, here), true, dsn);
  }
  assert.equal(leadsHere("http://k@localhost:9000/1", here), false);
  assert.equal(leadsHere("https://k@o1.ingest.sentry.io/1", here), false);
});
