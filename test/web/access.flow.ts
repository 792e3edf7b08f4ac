import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import jsqr from "jsqr";
import type { Locator, Page } from "playwright-core";
import { ask, password } from "../support/callers.ts";
import { digested } from "../support/database.ts";
import { client, startIdentityProvider } from "../support/identity-provider.ts";
import { aSimpleError } from "../support/other-senders.ts";
import { assertAccessible } from "./axe.ts";
import { inBothThemes, startCollectorWithPage } from "./browser.ts";

const mail = "ada@example.org";

/** What an authenticator app shows: RFC 6238 over the key that the page shows in base32. */
function codeOf(key: string, now = Date.now()): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...key].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0"));
  const bytes = bits.join("").match(/.{8}/g) ?? [];
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const secret = Buffer.from(bytes.map((each) => Number.parseInt(each, 2)));
  const hash = createHmac("sha1", secret).update(counter).digest();
  const number = hash.readUInt32BE((hash.at(-1) ?? 0) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** What a phone reads in the picture that is shown. */
async function readCode(within: Locator): Promise<string> {
  const picture = within.getByRole("img", { name: "The key as a QR code" });
  const size = Number((await picture.getAttribute("viewBox"))?.split(" ")[2]);
  const path = (await picture.locator("path").last().getAttribute("d")) ?? "";
  const scale = 4;
  const side = size * scale;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1/g)) {
    for (let row = 0; row < scale; row += 1) {
      const start = ((Number(y) * scale + row) * side + Number(x) * scale) * 4;
      for (let at = start; at < start + scale * 4; at += 1) if (at % 4 !== 3) pixels[at] = 0;
    }
  }
  return jsqr.default(pixels, side, side)?.data ?? "";
}

async function signIn(page: Page): Promise<void> {
  await page.getByLabel("Mail address").fill(mail);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Makes the first account in the page, as whoever sits at the machine does. */
async function firstAccount(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Make the first account" }).click();
  await page.getByLabel("Mail address").fill(mail);
  await page.getByLabel("Name").fill("Ada");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.getByRole("heading", { name: "Connect a sender" }).waitFor();
}

test("whoever sits at the machine makes the first account, is signed in, and signs out and in again", async (t) => {
  const { collector, page } = await startCollectorWithPage(t, { path: "/app/access" });
  await firstAccount(page);
  assert.equal((await ask(collector, "/errors")).status, 401);
  await page.goto("/app/access");
  await page.getByText(mail).waitFor();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.getByRole("heading", { name: "Sign in", level: 1 }).waitFor();
  await assertAccessible(page);
  await page.getByLabel("Mail address").fill(mail);
  await page.getByLabel("Password", { exact: true }).fill("another long password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("alert").filter({ hasText: "Invalid email or password" }).waitFor();
  await signIn(page);
  await page.getByText(mail).waitFor();
});

test("a second factor is asked for once it is confirmed, and a backup code does in its place", async (t) => {
  const { page } = await startCollectorWithPage(t, { path: "/app/access" });
  await firstAccount(page);
  await page.goto("/app/access");
  const factor = page.getByRole("region", { name: "Second factor" });
  await factor.getByLabel("Current password").fill(password);
  await factor.getByRole("button", { name: "Turn on" }).click();
  const key = (await factor.locator("code").textContent()) ?? "";
  assert.equal(new URL(await readCode(factor)).searchParams.get("secret"), key);
  const [backup = ""] = ((await factor.locator("pre").textContent()) ?? "").split("\n");
  await factor.getByLabel("Code", { exact: true }).fill(codeOf(key));
  await factor.getByRole("button", { name: "Confirm" }).click();
  await factor.getByText("On: signing in takes a code of your app.").waitFor();
  for (const code of [codeOf(key), backup]) {
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await signIn(page);
    await page.getByLabel("Code").fill(code);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByText("On: signing in takes a code of your app.").waitFor();
  }
});

test("a passkey signs in without a password", async (t) => {
  // Browsers give no passkeys to a bare address.
  const { page } = await startCollectorWithPage(t, { path: "/app/access", host: "localhost" });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await firstAccount(page);
  await page.getByRole("link", { name: "Access" }).click();
  await page.getByRole("button", { name: "Add a passkey" }).click();
  const keys = page.getByRole("region", { name: "Passkeys" });
  await keys.getByRole("button", { name: "Remove" }).waitFor();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.getByRole("button", { name: "With a passkey" }).click();
  await keys.getByRole("button", { name: "Remove" }).waitFor();
});

test("a token is made, shown once, works, and is revoked", async (t) => {
  const { collector, page } = await startCollectorWithPage(t, { path: "/app/access" });
  await firstAccount(page);
  await page.goto("/app/access?tab=tokens");
  await page.getByRole("button", { name: "Make a token" }).first().click();
  const sheet = page.getByRole("dialog", { name: "Make a token" });
  await sheet.getByLabel("What is it for?").fill("ci");
  await sheet.getByRole("button", { name: "Make a token" }).click();
  const token = (await sheet.locator("code").textContent()) ?? "";
  assert.match(token, /^sec_[\w-]{43}$/);
  const headers = { authorization: `Bearer ${token}` };
  assert.equal((await ask(collector, "/errors", { headers })).status, 200);
  await sheet.getByRole("button", { name: "Close" }).click();
  await page.getByText(`${token.slice(0, 8)}…`).waitFor();
  assert.ok(!(await page.content()).includes(token), "it is shown once");
  await inBothThemes(page, () => assertAccessible(page));
  await page.getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  await page.getByText("No tokens yet").waitFor();
  assert.equal((await ask(collector, "/errors", { headers })).status, 401);
});

test("an administrator invites, sees what was done, and shuts somebody out", async (t) => {
  const { page } = await startCollectorWithPage(t, { path: "/app/access" });
  await firstAccount(page);
  await page.goto("/app/access?tab=accounts");
  await page.getByRole("button", { name: "Invite somebody" }).first().click();
  const sheet = page.getByRole("dialog", { name: "Invite somebody" });
  await sheet.getByLabel(/^Mail address/).fill("bob@example.org");
  await sheet.getByRole("button", { name: "viewer" }).click();
  await sheet.getByRole("button", { name: "Make the link" }).click();
  const link = (await sheet.locator("code").textContent()) ?? "";
  const browser = page.context().browser();
  assert.ok(browser !== null);
  const bobs = await browser.newContext({ locale: "ru-RU" });
  t.after(() => bobs.close());
  const bob = await bobs.newPage();
  await bob.goto(link);
  await bob.getByText("Вы будете: наблюдатель").waitFor();
  await assertAccessible(bob);
  await bob.getByLabel("Пароль", { exact: true }).fill(password);
  await bob.getByRole("button", { name: "Создать" }).click();
  await bob.getByRole("heading", { name: "Подключение" }).waitFor();
  await sheet.getByRole("button", { name: "Close" }).click();
  const row = page.getByRole("listitem").filter({ hasText: "bob@example.org" });
  await page.reload();
  await row.getByRole("button", { name: "Disable" }).click();
  await row.getByText("disabled").waitFor();
  await assertAccessible(page);
  await bob.reload();
  await bob.getByRole("heading", { name: "Вход", level: 1 }).waitFor();
  await page.getByRole("tab", { name: "Audit log" }).click();
  for (const action of ["account.change", "invitation.create", "invitation.take"]) {
    await page.getByText(action).first().waitFor();
  }
  await assertAccessible(page);
});

test("a stranger is told how to get in, and ACCESS=open is said loudly", async (t) => {
  const closed = await startCollectorWithPage(t, { settings: { ACCESS: "closed" } });
  await closed.page.getByRole("heading", { name: "This collector is closed" }).waitFor();
  await closed.page.getByText("npm run collector -- admin create", { exact: true }).waitFor();
  await inBothThemes(closed.page, () => assertAccessible(closed.page));
  const settings = { ACCESS: "open", PUBLIC_URL: "https://errors.example" };
  const open = await startCollectorWithPage(t, { settings });
  await open.page.getByText(/reads and changes everything \(ACCESS=open\)/).waitFor();
});

test("somebody is forgotten in the settings, after it was asked for once more", async (t) => {
  const { collector, page } = await startCollectorWithPage(t, { path: "/app/settings" });
  const told = { user: { email: mail }, project: "web" };
  await collector.deliver(aSimpleError(told).payload);
  await collector.deliver(aSimpleError({ value: "another" }).payload);
  await digested(collector);
  await page.getByLabel("Id, mail address or address of somebody").fill(mail);
  await page.getByRole("button", { name: "Forget", exact: true }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Forget" }).click();
  await page.getByText("Deleted: errors 1, deliveries 1. Texts rewritten: 0.").waitFor();
  await assertAccessible(page);
  assert.equal((await collector.read("/errors")).body.length, 1);
});

test("an identity provider signs in by a button, and says why it does not", async (t) => {
  const port = await freePort();
  const place = `http://127.0.0.1:${port}`;
  const person = { sub: "ada", email: mail, groups: ["team"] };
  const redirect = `${place}/api/auth/callback/oidc`;
  const provider = await startIdentityProvider(t, { redirect, person });
  const { page } = await startCollectorWithPage(t, {
    path: "/app/access",
    elsewhere: provider.issuer,
    settings: {
      PORT: String(port),
      PUBLIC_URL: place,
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: client.client_id,
      OIDC_CLIENT_SECRET: client.client_secret,
      OIDC_NAME: "Example ID",
      OIDC_ROLES: "team=administrator",
    },
  });
  await page.getByRole("button", { name: "Example ID" }).click();
  await page.getByRole("heading", { name: "Connect a sender" }).waitFor();
  await page.goto("/app/access");
  await page.getByText(mail).waitFor();
  provider.person = { ...person, sub: "eve", email: "eve@example.org" };
  await page.getByRole("button", { name: "Connect Example ID" }).click();
  await page
    .getByRole("alert")
    .filter({ hasText: "The provider knows you by another mail address than this account" })
    .waitFor();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  provider.person = { ...person, groups: [] };
  await page.getByRole("button", { name: "Example ID" }).click();
  await page
    .getByRole("alert")
    .filter({ hasText: "Nothing that the provider says of you gives you a role here." })
    .waitFor();
  await assertAccessible(page);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
