import type { Role } from "../domain/index.ts";
import type { RoleRule } from "./claims.ts";

// What is said to `auth.ts`, which is loaded only when somebody signs in.

export interface NewAccount {
  readonly mail: string;
  readonly name: string;
  readonly password: string;
  readonly role: Role;
  readonly projects: readonly string[] | null;
}

/** Who signs in and who is signed in, by better-auth. */
export interface Auth {
  /** Answers what the page asks below `/api/auth/`. */
  handle(request: Request): Promise<Response>;
  /** Whose session the cookies prove, or null. */
  sessionOf(
    headers: Headers,
  ): Promise<{ readonly accountId: string; readonly sessionId: string } | null>;
  /** Resolves to the account's id. */
  createAccount(account: NewAccount): Promise<string>;
  setPassword(accountId: string, password: string): Promise<void>;
}

/** An identity provider that speaks OpenID Connect. */
export interface SingleSignOn {
  /** Without a slash at the end. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | null;
  /** What the button says. */
  readonly name: string;
  /** The claim that `roles` look at. */
  readonly claim: string;
  /** None: only who has an account already, and connected it. */
  readonly roles: readonly RoleRule[];
  /** How the provider is asked. */
  readonly fetch: typeof fetch;
}

/** What the provider is called in addresses and tables. */
export const singleSignOnId = "oidc";

export const authPath = "/api/auth";
/** The header in which the address of whoever asks is passed on; what a request itself says in it is dropped. */
export const addressHeader = "x-collector-address";
/** What cookies are called; sessions are looked for by it before better-auth is loaded. */
export const cookiePrefix = "collector";
