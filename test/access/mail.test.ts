import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { readSettings } from "../../src/server/index.ts";
import { ask, codeIn, join, signIn, signUp, tokenOf } from "../support/callers.ts";
import { startTestCollector, temporaryFolder } from "../support/collector.ts";
import { startMailServer } from "../support/mail-server.ts";

const publicUrl = "https://errors.example";

function settingsFor(port: number, user = "") {
  const SMTP_URL = `smtp://${user}127.0.0.1:${port}`;
  return { SMTP_URL, MAIL_FROM: "Errors <errors@example.org>", PUBLIC_URL: publicUrl };
}

/** A collector that sends mail, with an administrator who was there before, and their token. */
async function startMailing(t: TestContext, settings: Record<string, string>) {
  const folder = temporaryFolder(t);
  const before = await startTestCollector(t, { folder });
  const { headers } = await signUp(before, {}, { mail: "admin@example.org" });
  const admin = await tokenOf(before, headers, { name: "admin", level: "admin" });
  await before.stop();
  return { collector: await startTestCollector(t, { folder, ...settings }), admin };
}

function linkIn(text: string): string {
  return /https:\S+/.exec(text)?.[0] ?? "";
}

test("an invitation goes to whom it is for, and its link makes their account", async (t) => {
  const server = await startMailServer(t);
  const { collector, admin } = await startMailing(t, settingsFor(server.port));
  const invited = await ask(collector, "/api/v1/invitations", {
    method: "POST",
    headers: { ...admin, host: "evil.example" },
    body: { mail: "ada@example.org", role: "viewer" },
  });
  assert.equal(invited.status, 201, invited.text);
  assert.equal(invited.body.mailed_to, "ada@example.org");
  const [letter] = server.received;
  assert.deepEqual([letter?.from, letter?.to], ["errors@example.org", ["ada@example.org"]]);
  assert.match(letter?.raw ?? "", /^From: Errors <errors@example\.org>\r$/m);
  assert.match(letter?.text ?? "", /You are invited .*Вас приглашают/s);
  const link = linkIn(letter?.text ?? "");
  assert.ok(link.startsWith(`${publicUrl}/app/join#`), link);
  assert.equal(link, invited.body.link);
  await join(collector, codeIn(link), "ada@example.org");
  await signIn(collector, "ada@example.org");
});

test("whoever forgot the password is sent a link; nobody learns whether there is such an account", async (t) => {
  const server = await startMailServer(t);
  const { collector, admin } = await startMailing(t, settingsFor(server.port));
  const forgot = (mail: string, headers: Record<string, string> = {}) =>
    ask(collector, "/api/v1/access/password", { method: "POST", headers, body: { mail } });
  const unknown = await forgot("nobody@example.org");
  // The name that a request was made at is nobody's word for where links lead.
  const known = await forgot("admin@example.org", { host: "evil.example" });
  assert.deepEqual([unknown.status, known.status], [200, 200]);
  assert.deepEqual(Object.keys(unknown.body), Object.keys(known.body));
  await server.reached(1);
  const first = linkIn(server.received[0]?.text ?? "");
  assert.ok(first.startsWith(`${publicUrl}/app/join#`), first);
  await forgot("admin@example.org");
  await server.reached(2);
  assert.deepEqual(
    server.received.map(({ to }) => to.join()),
    ["admin@example.org", "admin@example.org"],
  );
  const use = (link: string) =>
    ask(collector, "/api/v1/access/join", {
      method: "POST",
      body: { code: codeIn(link), password: "another battery staple" },
    });
  assert.equal((await use(first)).status, 404, "a later link ends an earlier one");
  const second = linkIn(server.received[1]?.text ?? "");
  assert.equal((await use(second)).status, 200);
  assert.equal((await use(second)).status, 404, "it works once");
  await signIn(collector, "admin@example.org", "another battery staple");
  const audit = await ask(collector, "/api/v1/audit?action=password.request", { headers: admin });
  assert.equal(audit.body.items.length, 3);
});

test("nobody's mailbox is filled, and a disabled account is sent nothing", async (t) => {
  const server = await startMailServer(t);
  const { collector, admin } = await startMailing(t, settingsFor(server.port));
  const { mail } = await signUp(collector, admin, { mail: "ada@example.org", role: "viewer" });
  const accounts = await ask(collector, "/api/v1/accounts", { headers: admin });
  const ada = accounts.body.items.find((each: { mail: string }) => each.mail === mail);
  const change = { method: "PATCH", headers: admin, body: { disabled: true } };
  await ask(collector, `/api/v1/accounts/${ada.id}`, change);
  const forgot = (to: string) =>
    ask(collector, "/api/v1/access/password", { method: "POST", body: { mail: to } });
  assert.equal((await forgot(mail)).status, 200);
  const statuses = [];
  for (let time = 0; time < 4; time += 1) statuses.push((await forgot("Admin@example.org")).status);
  assert.deepEqual(statuses, [200, 200, 200, 429]);
  for (let sender = 0; sender < 6; sender += 1) await forgot(`x${sender}@example.org`);
  assert.equal((await forgot("y@example.org")).status, 429, "one address asks only so often");
  await collector.stop();
  const sent = server.received.filter(({ text }) => text.includes("new password"));
  assert.deepEqual(
    sent.map(({ to }) => to.join()),
    ["admin@example.org", "admin@example.org", "admin@example.org"],
  );
});

test("a letter that is not taken leaves the link to be copied, and says why", async (t) => {
  const server = await startMailServer(t);
  const { collector, admin } = await startMailing(t, settingsFor(server.port));
  const invited = await ask(collector, "/api/v1/invitations", {
    method: "POST",
    headers: admin,
    body: { mail: "refused@example.org" },
  });
  assert.equal(invited.status, 201);
  assert.equal(invited.body.mailed_to, null);
  assert.match(
    invited.body.mail_problem,
    /127\.0\.0\.1 did not take the letter \(EENVELOPE, status 550\)/,
  );
  assert.match(invited.body.link, /\/app\/join#/);
});

test("the mail server's password is told to nobody without TLS, and shown nowhere", async (t) => {
  const server = await startMailServer(t);
  const settings = settingsFor(server.port, "errors:s3cret-of-mail@");
  const { collector, admin } = await startMailing(t, settings);
  const invited = await ask(collector, "/api/v1/invitations", {
    method: "POST",
    headers: admin,
    body: { mail: "ada@example.org" },
  });
  assert.match(invited.body.mail_problem, /did not take the letter \(ETLS/);
  assert.deepEqual([server.users, server.received], [[], []]);
  const config = await ask(collector, "/config", { headers: admin });
  assert.equal(config.body.smtp_url, "set");
  assert.ok(!(config.text + invited.text).includes("s3cret-of-mail"));
});

test("without SMTP_URL links are to be copied, and nobody is told that one was sent", async (t) => {
  const collector = await startTestCollector(t);
  const { headers } = await signUp(collector, {}, { mail: "admin@example.org" });
  const body = { mail: "ada@example.org" };
  const invited = await ask(collector, "/api/v1/invitations", { method: "POST", headers, body });
  assert.deepEqual([invited.body.mailed_to, invited.body.mail_problem], [null, null]);
  const forgot = await ask(collector, "/api/v1/access/password", { method: "POST", body });
  assert.equal(forgot.status, 409);
  assert.match(forgot.body.detail, /sends no mail/);
});

test("letters need to be from somebody and to lead somewhere, and the server's address must be one", () => {
  const read = (settings: Record<string, string>) => () => readSettings(settings, "/nowhere");
  const right = settingsFor(25, "a%40b:c@");
  assert.deepEqual(read(right)().smtpUrl, {
    host: "127.0.0.1",
    port: 25,
    secure: false,
    user: "a@b",
    password: "c",
  });
  assert.equal(read({ ...right, SMTP_URL: "smtps://mail.example" })().smtpUrl?.port, 465);
  assert.throws(read({ ...right, PUBLIC_URL: "" }), /also need MAIL_FROM.* and PUBLIC_URL/);
  assert.throws(read({ ...right, MAIL_FROM: "" }), /also need MAIL_FROM/);
  assert.throws(read({ ...right, MAIL_FROM: "a@b\r\nBcc: c@d" }), /MAIL_FROM/);
  for (const address of [
    "https://mail.example",
    "smtp://",
    "smtp://h/x",
    "smtp://%@h",
    "smtp://h?x=1",
  ]) {
    assert.throws(
      read({ ...right, SMTP_URL: address }),
      /^Failure: SMTP_URL: it must look like/,
      address,
    );
  }
});
