import { z } from "zod";
import type { RoleRule } from "../access/index.ts";
import { roles as roleNames } from "../domain/index.ts";
import { smtpFrom } from "../outbox/index.ts";
import { flag, httpUrl, list, secretKey, setting, text } from "./setting.ts";

const accessModes = ["local", "open", "closed"] as const;

const smtpUrl = z.string().transform((value, context) => {
  if (value === "") return null;
  const smtp = smtpFrom(value);
  if (smtp !== null) return smtp;
  context.addIssue("it must look like smtp://USER:PASSWORD@HOST:587 or smtps://USER:PASSWORD@HOST");
  return z.NEVER;
});

const roles = list.transform((entries, context): readonly RoleRule[] => {
  const rules = entries.map(ruleFrom);
  if (!rules.includes(null)) return rules.filter((rule) => rule !== null);
  context.addIssue(
    "it must look like errors-admins=administrator, web-team=member:web+shop, *=viewer",
  );
  return z.NEVER;
});

function ruleFrom(entry: string): RoleRule | null {
  const [, value, role, slugs] = /^(.+)=(\w+)(?::([\w.+-]+))?$/.exec(entry) ?? [];
  const known = roleNames.find((each) => each === role);
  if (value === undefined || known === undefined) return null;
  return { value: value.trim(), role: known, projects: slugs?.split("+") ?? null };
}

const mailFrom = z
  .string()
  .refine(
    (value) =>
      value === "" || /^([^<>\p{C}]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/u.test(value),
    "it must look like errors@example.com or Errors <errors@example.com>",
  )
  .transform((value) => (value === "" ? null : value));

/** What is set for who may, and for what is taken out of errors about people. */
export const accessSettings = {
  access: setting(
    "ACCESS",
    z.enum(accessModes, `it must be one of ${accessModes.join(", ")}`),
    "Who is let in without signing in: `local` whoever calls from this machine, until the first account or token exists; `open` everybody reads and writes; `closed` nobody. Deliveries are taken in every mode.",
    { fallback: "local" },
  ),
  secretKey: setting(
    "SECRET_KEY",
    secretKey,
    "Encrypts what is kept secret, and signs sessions: at least 32 characters, always the same. Without it a file `secret.key` (0600) beside the database is the key.",
    { shown: "whether set" },
  ),
  scrub: setting(
    "SCRUB",
    flag,
    "Take passwords, tokens, cookies and card numbers out of what is stored and shown of errors. The deliveries stay as they came, unless SCRUB_ARCHIVE is on.",
    { fallback: "true" },
  ),
  scrubArchive: setting(
    "SCRUB_ARCHIVE",
    flag,
    "Take the same out of deliveries too, before they are archived: their signatures are checked before, and cannot be checked again. What was archived before stays as it came. Needs SCRUB.",
    { fallback: "false" },
  ),
  scrubKeys: setting(
    "SCRUB_KEYS",
    list,
    "Further names of keys whose values are taken out, separated by commas; their case does not matter. `web:pin` is one in the project `web` only (its slug), `*:a:b` one with a colon in all.",
  ),
  anonymiseAddresses: setting(
    "ANONYMISE_ADDRESSES",
    flag,
    "Take the last part out of the addresses of users.",
    { fallback: "false" },
  ),
  oidcIssuer: setting(
    "OIDC_ISSUER",
    httpUrl,
    "An identity provider (OpenID Connect) by which people sign in: the address that it calls itself. Needs OIDC_CLIENT_ID and PUBLIC_URL; it has to know `PUBLIC_URL/api/auth/callback/oidc` as redirect address.",
    { shown: "address" },
  ),
  oidcClientId: setting("OIDC_CLIENT_ID", text, "What the provider calls the collector."),
  oidcClientSecret: setting(
    "OIDC_CLIENT_SECRET",
    text,
    "The secret that the provider gave the collector; without it PKCE alone proves who asks.",
    { shown: "whether set" },
  ),
  oidcName: setting("OIDC_NAME", z.string(), "What the button to sign in by the provider says.", {
    fallback: "Single sign-on",
  }),
  oidcRoleClaim: setting(
    "OIDC_ROLE_CLAIM",
    z.string(),
    "The claim that OIDC_ROLES look at: a name, or a path such as `realm_access.roles`.",
    { fallback: "groups" },
  ),
  oidcRoles: setting(
    "OIDC_ROLES",
    roles,
    "Who gets which role, by the value of that claim, the first that fits: `errors-admins=administrator, web-team=member:web+shop, *=viewer` (after the colon: only these projects). Whoever fits none is not let in. Empty: only accounts that were invited, and that connected the provider.",
  ),
  smtpUrl: setting(
    "SMTP_URL",
    smtpUrl,
    "The mail server that invitations and links for new passwords are sent by: `smtp://user:password@host:587` (STARTTLS; without it no password is told) or `smtps://…`. Needs MAIL_FROM and PUBLIC_URL. Without it there are links to copy.",
    { shown: "whether set" },
  ),
  mailFrom: setting(
    "MAIL_FROM",
    mailFrom,
    "Whom letters are from: `errors@example.com` or `Errors <errors@example.com>`.",
  ),
} as const;
