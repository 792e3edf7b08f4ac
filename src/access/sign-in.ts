import type { IncomingHttpHeaders } from "node:http";
import { Failure } from "../domain/index.ts";
import { singleSignOnId } from "./auth-terms.ts";

/** What the page asks of better-auth. */
export interface AuthAsk {
  readonly method: string;
  /** Below `/api/auth/`. */
  readonly path: string;
  /** With its question mark; empty where there is none. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string | null;
  /** Where the collector is for the page. */
  readonly base: string;
  readonly address: string;
}

export interface Way {
  /** Proves something by a secret that could be guessed. */
  readonly attempt?: true;
  /** Of the identity provider. */
  readonly signOn?: true;
  /** What is sent in place of what the page says: nobody is led elsewhere by a link that they were given. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** Its name in the audit log. */
  readonly audited?: string;
}

const bySignOn = { provider: singleSignOnId, disableRedirect: true } as const;
/** Whoever left for the provider comes back to where they were, with what they came for or why not. */
const backTo = (place: string) => ({ callbackURL: place, errorCallbackURL: place });

/** What of better-auth is open; everything else that it can do is not. */
const ways: Readonly<Record<string, Way>> = {
  "POST sign-in/email": { attempt: true, audited: "sign_in" },
  "POST sign-in/social": { signOn: true, body: { ...bySignOn, ...backTo("/app/") } },
  "POST link-social": {
    signOn: true,
    body: { ...bySignOn, ...backTo("/app/access") },
    audited: "sign_on.connect",
  },
  [`GET callback/${singleSignOnId}`]: { signOn: true, audited: "sign_in.sign_on" },
  "POST sign-out": { audited: "sign_out" },
  "POST change-password": { attempt: true, audited: "password.change" },
  "POST two-factor/enable": { attempt: true, audited: "second_factor.enable" },
  "POST two-factor/disable": { attempt: true, audited: "second_factor.disable" },
  "POST two-factor/verify-totp": { attempt: true, audited: "sign_in.second_factor" },
  "POST two-factor/verify-backup-code": { attempt: true, audited: "sign_in.backup_code" },
  "POST two-factor/generate-backup-codes": { attempt: true, audited: "backup_codes.make" },
  "GET passkey/generate-register-options": {},
  "POST passkey/verify-registration": { audited: "passkey.add" },
  "GET passkey/generate-authenticate-options": {},
  "POST passkey/verify-authentication": { attempt: true, audited: "sign_in.passkey" },
  "GET passkey/list-user-passkeys": {},
  "POST passkey/delete-passkey": { audited: "passkey.delete" },
};

/** Throws `not_found` for what is not open. */
export function wayTo({ method, path }: AuthAsk): Way {
  const name = `${method} ${path}`;
  const way = Object.hasOwn(ways, name) ? ways[name] : undefined;
  if (way === undefined) throw new Failure("not_found", "There is nothing here.");
  return way;
}

export function isAttempt({ attempt }: Way): boolean {
  return attempt === true;
}

export function auditedAs({ audited }: Way): string | null {
  return audited ?? null;
}

const mailCharsMax = 320;

/** The address that somebody signs in with, or null. */
export function mailIn({ body }: AuthAsk): string | null {
  try {
    const { email } = JSON.parse(body ?? "{}") as { email?: unknown };
    return typeof email === "string" ? email.trim().toLowerCase().slice(0, mailCharsMax) : null;
  } catch {
    // Better-auth says what is wrong with it.
    return null;
  }
}
