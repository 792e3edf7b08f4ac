import { z } from "zod";
import { smtpFrom } from "../outbox/index.ts";
import { flag, list, secretKey, setting } from "./setting.ts";

const accessModes = ["local", "open", "closed"] as const;

const smtpUrl = z.string().transform((value, context) => {
  if (value === "") return null;
  const smtp = smtpFrom(value);
  if (smtp !== null) return smtp;
  context.addIssue("it must look like smtp://USER:PASSWORD@HOST:587 or smtps://USER:PASSWORD@HOST");
  return z.NEVER;
});

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
    "Take passwords, tokens, cookies and card numbers out of what is stored and shown of errors. The deliveries stay as they came.",
    { fallback: "true" },
  ),
  scrubKeys: setting(
    "SCRUB_KEYS",
    list,
    "Further names of keys whose values are taken out, separated by commas; their case does not matter.",
  ),
  anonymiseAddresses: setting(
    "ANONYMISE_ADDRESSES",
    flag,
    "Take the last part out of the addresses of users.",
    { fallback: "false" },
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
