import { Problem } from "./problem.ts";
import { queryClient } from "./queries.ts";

// What better-auth answers: signing in and out, and the proofs of one's own account.

/** Asks one of the ways below `/api/auth/`. Throws a `Problem` when it is refused. */
export async function askAuth<T>(way: string, body?: object): Promise<T> {
  const response = await fetch(`/api/auth/${way}`, {
    method: body === undefined ? "GET" : "POST",
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  if (response.ok) return (await response.json()) as T;
  throw await refusalOf(response);
}

async function refusalOf(response: Response): Promise<Problem> {
  const { status } = response;
  const text = await response.text();
  const said = jsonIn(text) as { message?: string; detail?: string; title?: string };
  const detail = said.detail ?? said.message ?? text.slice(0, 200);
  return new Problem({ status, title: said.title ?? detail, detail });
}

function jsonIn(text: string): object {
  try {
    return JSON.parse(text) as object;
  } catch {
    return {};
  }
}

/** Whoever asks is another now: nothing that was read before is theirs. */
export async function callerChanged(): Promise<void> {
  await queryClient.resetQueries();
}

/** Resolves to false where a code of the second factor is asked for now. */
export async function signIn(email: string, password: string): Promise<boolean> {
  const { twoFactorRedirect } = await askAuth<{ twoFactorRedirect?: boolean }>("sign-in/email", {
    email,
    password,
  });
  return twoFactorRedirect !== true;
}

/** Six digits of an app, or else one of the codes that were kept for its loss. */
export async function signInByCode(code: string): Promise<void> {
  const isTotp = /^\d{6}$/.test(code);
  await askAuth(isTotp ? "two-factor/verify-totp" : "two-factor/verify-backup-code", { code });
}

/** Leaves for the identity provider, which sends one back: signed in, or (`link-social`) connected. */
export async function leaveForProvider(way: "sign-in/social" | "link-social"): Promise<void> {
  const { url } = await askAuth<{ url: string }>(way, {});
  location.assign(url);
}

export async function signOut(): Promise<void> {
  await askAuth("sign-out", {});
  await callerChanged();
}
