import { AsyncLocalStorage } from "node:async_hooks";
import { APIError } from "better-auth/api";
import { genericOAuth } from "better-auth/plugins/generic-oauth";
import { type SingleSignOn, singleSignOnId } from "./auth-terms.ts";
import { grantedBy, type RoleRule } from "./claims.ts";

// Loaded with better-auth only: see `auth.ts`.

interface Heard {
  profile: Readonly<Record<string, unknown>> | null;
}

/** Better-auth tells its hooks nothing of what the provider said, so it is kept for as long as somebody signs in. */
const hearing = new AsyncLocalStorage<Heard>();

/** Runs what may sign somebody in by the provider. */
export function hear<T>(work: () => Promise<T>): Promise<T> {
  return hearing.run({ profile: null }, work);
}

/** The plugin of better-auth. When it is opened it asks the provider where its endpoints are. */
export function providerPlugin({ issuer, clientId, clientSecret, roles }: SingleSignOn) {
  return genericOAuth({
    config: [
      {
        providerId: singleSignOnId,
        discoveryUrl: `${issuer}/.well-known/openid-configuration`,
        requireIdTokenVerification: true,
        clientId,
        clientSecret: clientSecret ?? undefined,
        scopes: ["openid", "email", "profile"],
        pkce: true,
        // Without rules nobody gets an account by it who was not invited.
        disableSignUp: roles.length === 0,
        mapProfileToUser(profile) {
          const heard = hearing.getStore();
          if (heard !== undefined) heard.profile = profile;
          // Some providers do not say it of the addresses that they give themselves.
          return { emailVerified: profile["email_verified"] !== false };
        },
      },
    ],
  });
}

/**
 * What the provider gives whoever signs in now; null: nothing, so they may what their account may. Throws an `APIError`
 * where they are not let in.
 */
export function grantHeard(
  signOn: SingleSignOn | null,
): Pick<RoleRule, "role" | "projects"> | null {
  const profile = hearing.getStore()?.profile ?? null;
  if (profile === null || signOn === null) return null;
  if (profile["email_verified"] === false) throw new APIError("FORBIDDEN", refusals.mail);
  if (signOn.roles.length === 0) return null;
  const granted = grantedBy(profile, signOn);
  if (granted === null) throw new APIError("FORBIDDEN", refusals.role);
  return granted;
}

const refusals = {
  mail: { code: "mail_not_verified", message: "The provider does not vouch for the mail address." },
  role: { code: "no_role", message: "Nothing that the provider says of you gives you a role." },
} as const;
