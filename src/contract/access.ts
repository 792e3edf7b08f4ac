import { z } from "zod";
import {
  account,
  accountId,
  auditEntry,
  caller,
  givenProjects,
  invitation,
  level,
  mail,
  role,
  session,
  shownProjects,
  token,
} from "./access-shapes.ts";
import type { Operations } from "./operation.ts";
import { flag, maybe, number, pageOf, paging, text, words } from "./parts.ts";

const done = z.strictObject({ id: words.meta({ description: "What is gone" }) });
const gone = done.meta({ id: "Gone" });
const code = text(100).meta({ description: "What stands behind the # of the link" });
const name = text(100).meta({ examples: ["Ada"] });
/** Neither trimmed nor mended. */
const password = z.string().min(12).max(128).meta({ description: "At least 12 characters" });
const link = words.meta({
  description: "The link, to be passed on; it is shown once",
  examples: ["https://errors.example.com/app/join#Q3xZ…"],
});
const mailing = {
  mailed_to: maybe.describe("null: it was not sent, so it has to be passed on"),
  mail_problem: maybe.describe("Why it was not sent although it should have been"),
};
const id = number.max(Number.MAX_SAFE_INTEGER);

const entrance = {
  "GET /api/v1/access": {
    summary: "Who asks, and how one gets in",
    scope: "public",
    input: z.strictObject({}),
    example: {},
    reply: z
      .strictObject({
        mode: z.enum(["local", "open", "closed"]).describe("ACCESS"),
        caller: caller.nullable().describe("null: a stranger, who may do nothing"),
        has_accounts: flag.describe("false: nobody has an account or a token yet"),
        single_sign_on: maybe.describe(
          "What the identity provider is called by which one signs in",
        ),
        mails: flag.describe("Invitations and links for new passwords are sent by mail"),
        second_factor: flag.describe("One's own account asks for a code too when it signs in"),
        how_to_get_in: maybe.describe("What a stranger can do, as a sentence"),
      })
      .meta({ id: "Access" }),
    unsettled: true,
  },
  "POST /api/v1/access/invitation": {
    summary: "What a link is for that lets somebody in",
    scope: "public",
    input: z.strictObject({ code }),
    example: { code: "Q3xZ" },
    reply: z
      .strictObject({
        kind: invitation.shape.kind,
        mail: maybe,
        role,
        projects: shownProjects,
        expires_at: invitation.shape.expires_at,
      })
      .meta({ id: "InvitationShown" }),
    unsettled: true,
  },
  "POST /api/v1/access/password": {
    summary: "Have a link for a new password sent to one's mail address",
    about:
      "The answer is the same whether there is such an account or not. Only where SMTP_URL is set; a few times in a quarter of an hour.",
    scope: "public",
    audited: "password.request",
    input: z.strictObject({ mail }),
    example: { mail: "ada@example.org" },
    reply: z
      .strictObject({
        mail: words.meta({ description: "Where it was sent, if there is an account" }),
      })
      .meta({ id: "PasswordRequested" }),
    unsettled: true,
  },
  "POST /api/v1/access/join": {
    summary: "Use such a link: make an account, or set a password anew",
    about:
      "Afterwards one signs in with the password. A password that is set anew ends all sessions.",
    scope: "public",
    audited: "invitation.take",
    secret: true,
    input: z.strictObject({
      code,
      mail: mail.optional().describe("Where the link is for nobody in particular"),
      name: name.default("").describe("Of a new account"),
      password,
    }),
    example: { code: "Q3xZ", name: "Ada", password: "correct horse battery" },
    reply: z
      .strictObject({ mail: words.meta({ description: "What one signs in with" }) })
      .meta({ id: "Joined" }),
    unsettled: true,
  },
} as const satisfies Operations;

const own = {
  "GET /api/v1/sessions": {
    summary: "Where one is signed in",
    scope: "self",
    input: z.strictObject({}),
    example: {},
    reply: z.strictObject(pageOf(session)).meta({ id: "SessionPage" }),
    unsettled: true,
  },
  "DELETE /api/v1/sessions/{id}": {
    summary: "Sign out somewhere",
    scope: "self",
    audited: "session.end",
    input: z.strictObject({ id: text(100) }),
    example: { id: "k3Vb0pQm9yXw2LrT" },
    reply: gone,
    unsettled: true,
  },
  "GET /api/v1/tokens": {
    summary: "Tokens: of administrators all, of others their own",
    scope: "self",
    input: z.strictObject({}),
    example: {},
    reply: z.strictObject(pageOf(token)).meta({ id: "TokenPage" }),
    unsettled: true,
  },
  "POST /api/v1/tokens": {
    summary: "Make a token",
    about:
      "It may do no more than whoever makes it, and no more than they still may when it is used. The reply holds it; it is not shown again. The first token ends the trust in whoever calls from this machine.",
    scope: "self",
    audited: "token.create",
    secret: true,
    input: z.strictObject({
      name: name.meta({ examples: ["ci"] }),
      level: level.default("read"),
      projects: givenProjects,
      expires_in_days: z
        .int()
        .min(1)
        .max(3650)
        .nullable()
        .default(90)
        .describe("null: it does not expire"),
    }),
    example: { name: "ci", level: "read", projects: ["web"], expires_in_days: 90 },
    reply: z
      .strictObject({ id, token: words.meta({ examples: ["sec_Q3xZ…"] }), about: token })
      .meta({ id: "NewToken" }),
    creates: true,
    unsettled: true,
  },
  "DELETE /api/v1/tokens/{id}": {
    summary: "Revoke a token",
    scope: "self",
    audited: "token.revoke",
    input: z.strictObject({ id }),
    example: { id: 3 },
    reply: gone,
    unsettled: true,
  },
} as const satisfies Operations;

const administration = {
  "GET /api/v1/accounts": {
    summary: "Everybody who may sign in",
    scope: "access:admin",
    input: z.strictObject({}),
    example: {},
    reply: z.strictObject(pageOf(account)).meta({ id: "AccountPage" }),
    unsettled: true,
  },
  "PATCH /api/v1/accounts/{id}": {
    summary: "Change what an account may",
    about:
      "What is not given stays. A disabled account is signed out at once, and its tokens stop.",
    scope: "access:admin",
    audited: "account.change",
    input: z.strictObject({
      id: accountId,
      role: role.optional(),
      projects: givenProjects.unwrap().optional(),
      disabled: flag.optional(),
    }),
    example: { id: "k3Vb0pQm9yXw2LrT", role: "viewer" },
    reply: account,
    unsettled: true,
  },
  "DELETE /api/v1/accounts/{id}": {
    summary: "Delete an account, its sessions and its tokens",
    scope: "access:admin",
    audited: "account.delete",
    input: z.strictObject({ id: accountId }),
    example: { id: "k3Vb0pQm9yXw2LrT" },
    reply: gone,
    unsettled: true,
  },
  "POST /api/v1/accounts/{id}/password": {
    summary: "A link by which somebody sets a password anew",
    scope: "access:admin",
    audited: "account.password_link",
    secret: true,
    input: z.strictObject({ id: accountId }),
    example: { id: "k3Vb0pQm9yXw2LrT" },
    reply: z
      .strictObject({ id, link, about: invitation, ...mailing })
      .meta({ id: "NewPasswordLink" }),
    creates: true,
    unsettled: true,
  },
  "GET /api/v1/invitations": {
    summary: "Links that still let somebody in",
    scope: "access:admin",
    input: z.strictObject({}),
    example: {},
    reply: z.strictObject(pageOf(invitation)).meta({ id: "InvitationPage" }),
    unsettled: true,
  },
  "POST /api/v1/invitations": {
    summary: "Invite somebody",
    about:
      "The link works once, for a week; with SMTP_URL it is sent to the mail address too. Nobody is invited to do more than the inviter may.",
    scope: "access:admin",
    audited: "invitation.create",
    secret: true,
    input: z.strictObject({
      mail: mail.nullable().default(null),
      role: role.default("member"),
      projects: givenProjects,
    }),
    example: { mail: "ada@example.org", role: "member" },
    reply: z
      .strictObject({ id, link, about: invitation, ...mailing })
      .meta({ id: "NewInvitation" }),
    creates: true,
    unsettled: true,
  },
  "DELETE /api/v1/invitations/{id}": {
    summary: "Take an invitation back",
    scope: "access:admin",
    audited: "invitation.revoke",
    input: z.strictObject({ id }),
    example: { id: 3 },
    reply: gone,
    unsettled: true,
  },
  "GET /api/v1/audit": {
    summary: "Who did what, the newest first",
    about: "Sign-ins, tokens, accounts, deletions, exports and imports. Kept for 400 days.",
    scope: "access:admin",
    input: z.strictObject({
      action: text(100).optional().describe("Only this one"),
      actor: text(320).optional().describe("Only of this one"),
      ...paging(100, 50),
    }),
    example: { action: "sign_in" },
    reply: z.strictObject(pageOf(auditEntry)).meta({ id: "AuditPage" }),
    unsettled: true,
  },
  "GET /api/v1/export/audit": {
    summary: "The audit log as a file",
    scope: "access:admin",
    audited: "audit.export",
    input: z.strictObject({ format: z.enum(["ndjson"]).default("ndjson") }),
    example: {},
    reply: {
      form: "file",
      about: "One entry to a row, the newest first",
      media: { ndjson: "application/x-ndjson" },
      row: auditEntry,
    },
    unsettled: true,
  },
} as const satisfies Operations;

/** Who may: who asks, accounts, tokens, sessions, invitations, the audit log. */
export const access = { ...entrance, ...own, ...administration };
