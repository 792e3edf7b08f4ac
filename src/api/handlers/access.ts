import { pathOfLink } from "../../access/index.ts";
import { type AccessCaller, Failure } from "../../domain/index.ts";
import type { AccountRow, AuditRow, LinkRow, SessionRow, TokenRow } from "../../store/index.ts";
import { iso } from "../reads/rows.ts";
import { cursorFor } from "../reads/written.ts";
import type { Context, Handlers } from "../v1/handlers.ts";
import { numberPlace, placeAt } from "./cursors.ts";
import type { HandlerDeps } from "./deps.ts";

type Entrance =
  | "GET /api/v1/access"
  | "POST /api/v1/access/invitation"
  | "POST /api/v1/access/password"
  | "POST /api/v1/access/join";
type Own =
  | "GET /api/v1/sessions"
  | "DELETE /api/v1/sessions/{id}"
  | "GET /api/v1/tokens"
  | "POST /api/v1/tokens"
  | "DELETE /api/v1/tokens/{id}";
type OfAccounts =
  | "GET /api/v1/accounts"
  | "PATCH /api/v1/accounts/{id}"
  | "DELETE /api/v1/accounts/{id}"
  | "POST /api/v1/accounts/{id}/password"
  | "GET /api/v1/invitations"
  | "POST /api/v1/invitations"
  | "DELETE /api/v1/invitations/{id}";
type OfAudit = "GET /api/v1/audit" | "GET /api/v1/export/audit";

const dayMs = 86_400_000;
const auditRowsPerPage = 500;

/** Who may: who asks, accounts, tokens, sessions, invitations, the audit log. */
export function accessHandlers(
  deps: HandlerDeps,
): Pick<Handlers, Entrance | Own | OfAccounts | OfAudit> {
  return {
    ...entranceHandlers(deps),
    ...ownHandlers(deps),
    ...accountHandlers(deps),
    ...auditHandlers(deps),
  };
}

function entranceHandlers({ access }: HandlerDeps): Pick<Handlers, Entrance> {
  return {
    async "GET /api/v1/access"(_input, { caller }) {
      const stranger = caller === null;
      const account = caller?.kind === "account" ? await access.accounts.get(caller.id) : null;
      return {
        mode: access.mode,
        caller: caller === null ? null : shownCaller(caller),
        has_accounts: await access.isAnybodyKnown(),
        single_sign_on: access.signOnName,
        mails: access.mails,
        second_factor: account?.secondFactor ?? false,
        how_to_get_in: stranger ? (await access.refusal()).message : null,
      };
    },

    async "POST /api/v1/access/invitation"({ code }, { now }) {
      const { kind, mail, role, projects, expiresAt } = await access.links.look(code, now);
      return { kind, mail, role, projects: listed(projects), expires_at: iso(expiresAt) };
    },

    async "POST /api/v1/access/password"({ mail }, { address }) {
      access.remind(mail, address);
      return { mail };
    },

    async "POST /api/v1/access/join"({ code, mail, name, password }, { now }) {
      const joining = { mail: mail ?? null, name, password };
      return { mail: await access.links.take(code, joining, now) };
    },
  };
}

function ownHandlers({ access, readers }: HandlerDeps): Pick<Handlers, Own> {
  return {
    async "GET /api/v1/sessions"(_input, context) {
      const sessions = await access.accounts.sessions(callerIn(context), context.now);
      return { items: sessions.map(shownSession), next_cursor: null };
    },

    async "DELETE /api/v1/sessions/{id}"({ id }, context) {
      await access.accounts.endSession(id, callerIn(context));
      return { id };
    },

    async "GET /api/v1/tokens"(_input, context) {
      const tokens = await access.tokens.list(callerIn(context));
      return { items: tokens.map(shownToken), next_cursor: null };
    },

    async "POST /api/v1/tokens"(input, context) {
      const by = callerIn(context);
      if (by.kind === "token" && by.level !== "admin") {
        throw new Failure("forbidden", "A token makes further ones only if it may administer.");
      }
      const { name, level, expires_in_days: days } = input;
      const projects = await slugsOf(readers, input.projects);
      const expiresAt = days === null ? null : context.now + days * dayMs;
      const given = { name, level, projects, expiresAt };
      const { token, row } = await access.tokens.create(given, { by, now: context.now });
      return { id: row.id, token, about: shownToken(row) };
    },

    async "DELETE /api/v1/tokens/{id}"({ id }, context) {
      await access.tokens.revoke(id, callerIn(context));
      return { id: String(id) };
    },
  };
}

function accountHandlers({ access, readers }: HandlerDeps): Pick<Handlers, OfAccounts> {
  return {
    async "GET /api/v1/accounts"() {
      const accounts = await access.accounts.list();
      return { items: accounts.map(shownAccount), next_cursor: null };
    },

    async "PATCH /api/v1/accounts/{id}"({ id, role, projects, disabled }, { now }) {
      const change = {
        ...(role === undefined ? {} : { role }),
        ...(projects === undefined ? {} : { projects: await slugsOf(readers, projects) }),
        ...(disabled === undefined ? {} : { disabled }),
      };
      return shownAccount(await access.accounts.change(id, change, now));
    },

    async "DELETE /api/v1/accounts/{id}"({ id }) {
      await access.accounts.delete(id);
      return { id };
    },

    async "POST /api/v1/accounts/{id}/password"({ id }, context) {
      const account = await access.accounts.get(id);
      const by = callerIn(context);
      const { code, row } = await access.links.forPassword(account, { by, now: context.now });
      return madeLink(access, { code, row, base: context.base });
    },

    async "GET /api/v1/invitations"(_input, { now }) {
      return { items: (await access.links.list(now)).map(shownLink), next_cursor: null };
    },

    async "POST /api/v1/invitations"({ mail, role, projects }, context) {
      const invited = { mail, role, projects: await slugsOf(readers, projects) };
      const by = callerIn(context);
      const { code, row } = await access.links.invite(invited, { by, now: context.now });
      return madeLink(access, { code, row, base: context.base });
    },

    async "DELETE /api/v1/invitations/{id}"({ id }) {
      await access.links.revoke(id);
      return { id: String(id) };
    },
  };
}

function auditHandlers({ access }: HandlerDeps): Pick<Handlers, OfAudit> {
  async function* rows(signal: AbortSignal): AsyncGenerator<string> {
    let before: number | null = null;
    while (!signal.aborted) {
      const page: AuditRow[] = await access.audit({
        before,
        limit: auditRowsPerPage,
        action: null,
        actor: null,
      });
      yield page.map((row) => `${JSON.stringify(shownAudit(row))}\n`).join("");
      before = page.at(-1)?.id ?? null;
      if (page.length < auditRowsPerPage) return;
    }
  }

  return {
    async "GET /api/v1/audit"({ action = null, actor = null, cursor, limit }) {
      const before = placeAt(cursor, numberPlace)?.id ?? null;
      const found = await access.audit({ before, limit: limit + 1, action, actor });
      const page = found.slice(0, limit);
      const last = page.at(-1);
      const next = found.length > limit && last !== undefined ? { value: 0, id: last.id } : null;
      return { items: page.map(shownAudit), next_cursor: cursorFor(next) };
    },

    async "GET /api/v1/export/audit"(_input, { signal }) {
      return { filename: "audit.ndjson", body: rows(signal) };
    },
  };
}

/** A link that was made just now: sent to whom it is for, and shown this once. */
async function madeLink(
  access: HandlerDeps["access"],
  { code, row, base }: { code: string; row: LinkRow; base: string },
) {
  const { to, problem } = await access.post(code, row);
  return {
    id: row.id,
    link: base + pathOfLink(code),
    about: shownLink(row),
    mailed_to: to,
    mail_problem: problem,
  };
}

/** Who asks; the guard lets nobody else come here. */
function callerIn({ caller }: Pick<Context, "caller">): AccessCaller {
  if (caller === null) throw new Failure("unauthorized", "Sign in, or send a token.");
  return caller;
}

/** Slugs of projects that there are. Throws `invalid` for one that is not. */
async function slugsOf(
  readers: HandlerDeps["readers"],
  projects: readonly string[] | null,
): Promise<string[] | null> {
  if (projects === null) return null;
  const slugs: string[] = [];
  for (const each of projects) {
    const project = await readers.ask("project", each);
    if (project === null) throw new Failure("invalid", `projects: there is no project ${each}.`);
    slugs.push(project.slug);
  }
  return [...new Set(slugs)];
}

function shownCaller({ kind, id, name, level, projects }: AccessCaller) {
  return { kind, id: id === "" ? null : id, name, level, projects: listed(projects) };
}

function listed(projects: readonly string[] | null): string[] | null {
  return projects === null ? null : [...projects];
}

function shownAccount(row: AccountRow) {
  return {
    id: row.id,
    mail: row.mail,
    name: row.name,
    role: row.role,
    projects: listed(row.projects),
    disabled: row.disabled,
    second_factor: row.secondFactor,
    passkeys: row.passkeys,
    created_at: iso(row.createdAt),
    last_seen: row.lastSeen === null ? null : iso(row.lastSeen),
  };
}

function shownSession(row: SessionRow) {
  return {
    id: row.id,
    created_at: iso(row.createdAt),
    last_used_at: iso(row.lastUsedAt),
    expires_at: iso(row.expiresAt),
    address: row.address,
    user_agent: row.userAgent,
  };
}

function shownToken(row: TokenRow) {
  return {
    id: row.id,
    name: row.name,
    hint: row.hint,
    level: row.level,
    projects: listed(row.projects),
    created_by: row.createdBy,
    created_at: iso(row.createdAt),
    expires_at: row.expiresAt === null ? null : iso(row.expiresAt),
    last_used_at: row.lastUsedAt === null ? null : iso(row.lastUsedAt),
  };
}

function shownLink(row: LinkRow) {
  return {
    id: row.id,
    kind: row.kind,
    mail: row.mail,
    role: row.role,
    projects: listed(row.projects),
    created_by: row.createdBy,
    created_at: iso(row.createdAt),
    expires_at: iso(row.expiresAt),
  };
}

function shownAudit(row: AuditRow) {
  return {
    id: row.id,
    at: iso(row.at),
    actor_kind: row.actorKind,
    actor: row.actor,
    action: row.action,
    target: row.target,
    outcome: row.outcome,
    address: row.address,
  };
}
