import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { readSettings } from "../../src/server/index.ts";
import { ask, signIn, signUp, tokenOf } from "../support/callers.ts";
import { startTestCollector, type TestCollector, temporaryFolder } from "../support/collector.ts";
import { rowsIn } from "../support/database.ts";
import { client, type Person, startIdentityProvider } from "../support/identity-provider.ts";

const publicUrl = "https://errors.example";
const redirect = `${publicUrl}/api/auth/callback/oidc`;
const ada: Person = {
  sub: "ada",
  email: "ada@example.org",
  email_verified: true,
  groups: ["errors-admins", "web"],
};

function settingsFor(issuer: string) {
  return {
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: client.client_id,
    OIDC_CLIENT_SECRET: client.client_secret,
    OIDC_NAME: "Example ID",
    PUBLIC_URL: publicUrl,
  };
}

const withRoles = { OIDC_ROLES: "errors-admins=administrator, web=member:web+shop" };

async function start(t: TestContext, person = ada, settings: Record<string, string> = withRoles) {
  const provider = await startIdentityProvider(t, { redirect, person });
  const collector = await startTestCollector(t, { ...settingsFor(provider.issuer), ...settings });
  return { provider, collector };
}

/** Goes to the provider as a browser does, and comes back: where it was sent at last, and with which cookies. */
async function throughProvider(
  collector: TestCollector,
  { way = "sign-in/social", headers = {}, body = {} as object } = {},
) {
  const asked = { method: "POST", headers: { origin: publicUrl, ...headers }, body };
  const begun = await ask(collector, `/api/auth/${way}`, asked);
  assert.equal(begun.status, 200, begun.text);
  const back = await followed(begun.body.url);
  const cookie = [begun.cookies, (headers as Record<string, string>)["cookie"]].filter(Boolean);
  const answer = await ask(collector, back.slice(publicUrl.length), {
    headers: { cookie: cookie.join("; ") },
  });
  return { location: answer.headers.get("location") ?? answer.text, cookie: answer.cookies };
}

/** Follows redirects, with cookies, until they lead to the collector. */
async function followed(url: string): Promise<string> {
  const cookies = new Map<string, string>();
  for (let next = url; ; ) {
    if (next.startsWith(publicUrl)) return next;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(next, { redirect: "manual", headers: { cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get("location");
    assert.ok(location !== null, `${response.status}: ${await response.text()}`);
    next = new URL(location, next).href;
  }
}

async function callerOf(collector: TestCollector, cookie: string) {
  return (await ask(collector, "/api/v1/access", { headers: { cookie } })).body.caller;
}

test("whom the provider knows is signed in with the role that a claim gives, at each time anew", async (t) => {
  const { provider, collector } = await start(t);
  const shown = await ask(collector, "/api/v1/access");
  assert.equal(shown.body.single_sign_on, "Example ID");
  const first = await throughProvider(collector, { body: { callbackURL: "https://evil.example" } });
  assert.equal(first.location, "/app/");
  const caller = await callerOf(collector, first.cookie);
  assert.deepEqual(
    [caller.kind, caller.name, caller.level, caller.projects],
    ["account", ada.email, "admin", null],
  );
  provider.person = { ...ada, groups: ["web"] };
  const second = await throughProvider(collector);
  const narrowed = await callerOf(collector, second.cookie);
  assert.deepEqual([narrowed.level, narrowed.projects], ["write", ["web", "shop"]]);
  assert.equal((await callerOf(collector, first.cookie)).level, "write", "in every session");
  const accounts = rowsIn(collector.folder, "select email from auth_users", { file: "access.db" });
  assert.deepEqual(accounts, [{ email: ada.email }]);
  provider.person = { ...ada, groups: [] };
  const third = await throughProvider(collector);
  assert.match(third.location, /^\/app\/\?error=no_role/);
  assert.doesNotMatch(third.cookie, /session_token=[^;]/);
  const audit = rowsIn(
    collector.folder,
    "select actor, outcome from access_audit where action = 'sign_in.sign_on' order by id",
    { file: "access.db" },
  );
  assert.deepEqual(audit, [
    { actor: ada.email, outcome: "done" },
    { actor: ada.email, outcome: "done" },
    { actor: null, outcome: "refused" },
  ]);
});

test("nothing that the provider gave is kept but who somebody is", async (t) => {
  const { collector } = await start(t);
  await throughProvider(collector);
  const kept = rowsIn(collector.folder, "select * from auth_accounts", { file: "access.db" });
  assert.deepEqual(
    kept.map((row) => [
      row["providerId"],
      row["accountId"],
      row["accessToken"],
      row["refreshToken"],
      row["idToken"],
    ]),
    [["oidc", "ada", null, null, null]],
  );
});

test("whom no claim gives a role, or whose address nobody vouches for, gets no account", async (t) => {
  const { provider, collector } = await start(t, { ...ada, groups: ["others"] });
  assert.match((await throughProvider(collector)).location, /error=no_role/);
  provider.person = { ...ada, email_verified: false };
  assert.match((await throughProvider(collector)).location, /error=mail_not_verified/);
  const accounts = rowsIn(collector.folder, "select * from auth_users", { file: "access.db" });
  assert.deepEqual(accounts, []);
});

test("an account with the same address is not taken over: whoever has its password connects it", async (t) => {
  const folder = temporaryFolder(t);
  const before = await startTestCollector(t, { folder });
  const { headers: admin } = await signUp(before, {}, { mail: "admin@example.org" });
  await signUp(before, admin, { mail: ada.email, role: "viewer" });
  await before.stop();
  const provider = await startIdentityProvider(t, { redirect, person: ada });
  const settings = settingsFor(provider.issuer);
  const collector = await startTestCollector(t, { folder, ...settings });
  const refused = await throughProvider(collector);
  assert.match(refused.location, /^\/app\/\?error=account_not_linked/);
  const { cookie = "" } = await signIn(collector, ada.email);
  const connect = { way: "link-social", headers: { cookie } };
  provider.person = { ...ada, sub: "eve", email: "eve@example.org" };
  const another = await throughProvider(collector, connect);
  assert.equal(another.location, "/app/access?error=email_does_not_match");
  provider.person = ada;
  const connected = await throughProvider(collector, connect);
  assert.equal(connected.location, "/app/access");
  const signedIn = await throughProvider(collector);
  const caller = await callerOf(collector, signedIn.cookie);
  assert.deepEqual(
    [caller.name, caller.level],
    [ada.email, "read"],
    "without OIDC_ROLES its role stays",
  );
  provider.person = { ...ada, sub: "eve", email: "eve@example.org" };
  assert.match((await throughProvider(collector)).location, /error=signup_disabled/);
  const other = await signIn(collector, "admin@example.org");
  const stolen = await throughProvider(collector, {
    way: "link-social",
    headers: { cookie: other["cookie"] ?? "" },
  });
  assert.match(stolen.location, /error=/, "another one's address is not connected");
});

test("a disabled account stays out", async (t) => {
  const { provider, collector } = await start(t);
  const { cookie } = await throughProvider(collector);
  const admin = await tokenOf(collector, { cookie }, { name: "admin", level: "admin" });
  provider.person = { ...ada, sub: "bob", email: "bob@example.org" };
  const bob = await callerOf(collector, (await throughProvider(collector)).cookie);
  const disabled = await ask(collector, `/api/v1/accounts/${bob.id}`, {
    method: "PATCH",
    headers: admin,
    body: { disabled: true },
  });
  assert.equal(disabled.status, 200);
  assert.match((await throughProvider(collector)).location, /error=disabled/);
});

test("who comes back from the provider without having been sent there is not let in", async (t) => {
  const { collector } = await start(t);
  const begun = await ask(collector, "/api/auth/sign-in/social", { method: "POST", body: {} });
  const back = await followed(begun.body.url);
  const answer = await ask(collector, back.slice(publicUrl.length));
  assert.match(answer.headers.get("location") ?? "", /error=/);
  assert.doesNotMatch(answer.cookies, /session_token=[^;]/);
  const forged = `/api/auth/callback/oidc?code=x&state=y`;
  const other = await ask(collector, forged, { headers: { cookie: begun.cookies } });
  assert.match(other.headers.get("location") ?? "", /error=/);
});

test("while the provider cannot be asked passwords still do", async (t) => {
  const { provider, collector } = await start(t);
  await provider.stop();
  const asked = await ask(collector, "/api/auth/sign-in/social", { method: "POST", body: {} });
  assert.equal(asked.status, 503, asked.text);
  assert.match(asked.text, /cannot be asked: try again, or sign in with a password/);
  const wrong = await ask(collector, "/api/auth/sign-in/email", {
    method: "POST",
    body: { email: "ada@example.org", password: "not the right one" },
  });
  assert.equal(wrong.status, 401);
});

test("a provider leads the collector to no private address but its own", async (t) => {
  const asked: string[] = [];
  const inner = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.end("{}");
  });
  inner.listen(0, "127.0.0.1");
  await once(inner, "listening");
  t.after(() => inner.close());
  const place = `http://127.0.0.1:${(inner.address() as AddressInfo).port}`;
  const outer = createServer((_request, response) => {
    const issuer = `http://127.0.0.1:${(outer.address() as AddressInfo).port}`;
    response.setHeader("content-type", "application/json");
    response.end(
      JSON.stringify({
        issuer,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${place}/token`,
        jwks_uri: `${place}/jwks`,
        id_token_signing_alg_values_supported: ["RS256"],
      }),
    );
  });
  outer.listen(0, "127.0.0.1");
  await once(outer, "listening");
  t.after(() => outer.close());
  const issuer = `http://127.0.0.1:${(outer.address() as AddressInfo).port}`;
  const collector = await startTestCollector(t, { ...settingsFor(issuer), ...withRoles });
  const begun = await ask(collector, "/api/auth/sign-in/social", { method: "POST", body: {} });
  const state = new URL(begun.body.url).searchParams.get("state");
  const answer = await ask(collector, `/api/auth/callback/oidc?code=x&state=${state}`, {
    headers: { cookie: begun.cookies },
  });
  assert.match(answer.headers.get("location") ?? "", /error=invalid_code/);
  assert.deepEqual(asked, []);
});

test("the settings of a provider say what is missing or cannot be read", () => {
  const read = (settings: Record<string, string>) => () => readSettings(settings, "/nowhere");
  const right = { ...settingsFor("https://id.example/realm/"), ...withRoles };
  const settings = read(right)();
  assert.equal(settings.oidcIssuer, "https://id.example/realm");
  assert.deepEqual(settings.oidcRoles, [
    { value: "errors-admins", role: "administrator", projects: null },
    { value: "web", role: "member", projects: ["web", "shop"] },
  ]);
  assert.throws(read({ ...right, OIDC_CLIENT_ID: "" }), /also needs OIDC_CLIENT_ID and PUBLIC_URL/);
  for (const roles of ["admins", "admins=owner", "=viewer", "x=member:"]) {
    assert.throws(read({ ...right, OIDC_ROLES: roles }), /OIDC_ROLES.*must look like/, roles);
  }
});
