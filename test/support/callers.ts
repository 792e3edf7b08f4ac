import assert from "node:assert/strict";
import { type IncomingHttpHeaders, request } from "node:http";
import type { Answer, TestCollector } from "./collector.ts";

// Those who ask: with a session, with a token, from elsewhere.

export const password = "correct horse battery staple";

/** Asks as given, with any header: `fetch` would not let one choose `Host`. */
export function ask(
  collector: Pick<TestCollector, "url">,
  path: string,
  {
    method = "GET",
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string>; body?: unknown } = {},
): Promise<Answer & { readonly cookies: string }> {
  const sent = body === undefined ? undefined : JSON.stringify(body);
  const type = sent === undefined ? {} : { "content-type": "application/json" };
  return new Promise((resolve, reject) => {
    const asked = request(collector.url + path, { method, headers: { ...type, ...headers } });
    asked.once("error", reject);
    asked.once("response", (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.once("error", reject);
      response.once("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: headersOf(response.headers),
          text,
          body: parsed(text),
          cookies: cookiesOf(response.headers),
        }),
      );
    });
    asked.end(sent);
  });
}

/** As a load balancer elsewhere would ask: nothing is trusted because of where it comes from. */
export const fromElsewhere = { "x-forwarded-for": "203.0.113.7" } as const;

/** Makes an account by an invitation from whoever `by` says, and signs it in: its headers. */
export async function signUp(
  collector: TestCollector,
  by: Record<string, string>,
  account: { mail: string; role?: string; projects?: string[] | null },
): Promise<{ headers: Record<string, string>; mail: string }> {
  const invited = await ask(collector, "/api/v1/invitations", {
    method: "POST",
    headers: by,
    body: { role: "administrator", ...account },
  });
  assert.equal(invited.status, 201, invited.text);
  await join(collector, codeIn(invited.body.link), account.mail);
  return { headers: await signIn(collector, account.mail), mail: account.mail };
}

export function codeIn(link: string): string {
  return new URL(link).hash.slice(1);
}

export async function join(collector: TestCollector, code: string, mail: string): Promise<void> {
  const joined = await ask(collector, "/api/v1/access/join", {
    method: "POST",
    body: { code, mail, name: mail.split("@")[0], password },
  });
  assert.equal(joined.status, 200, joined.text);
  assert.equal(joined.body.mail, mail);
}

/** Signs in; the headers that prove it. */
export async function signIn(
  collector: Pick<TestCollector, "url">,
  mail: string,
  secret = password,
): Promise<Record<string, string>> {
  const answer = await ask(collector, "/api/auth/sign-in/email", {
    method: "POST",
    body: { email: mail, password: secret },
  });
  assert.equal(answer.status, 200, answer.text);
  assert.match(answer.cookies, /collector\.session_token=/);
  return { cookie: answer.cookies };
}

/** Makes a token; the headers that prove it. */
export async function tokenOf(
  collector: TestCollector,
  by: Record<string, string>,
  given: { name: string; level?: string; projects?: string[] | null },
): Promise<Record<string, string>> {
  const made = await ask(collector, "/api/v1/tokens", { method: "POST", headers: by, body: given });
  assert.equal(made.status, 201, made.text);
  return { authorization: `Bearer ${made.body.token}` };
}

function cookiesOf(headers: IncomingHttpHeaders): string {
  const set = headers["set-cookie"] ?? [];
  return set.map((cookie) => cookie.split(";")[0]).join("; ");
}

function headersOf(headers: IncomingHttpHeaders): Headers {
  const all = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    for (const each of [value ?? ""].flat()) all.append(name, each);
  }
  return all;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
