import type { Kysely } from "kysely";
import type { Role } from "../../domain/index.ts";
import type { Location } from "../location.ts";
import {
  type AccessDatabase,
  openAccessDatabase,
  type Row,
  type Value,
} from "./access-database.ts";
import {
  type AccountRow,
  type AuditRow,
  accountOf,
  auditOf,
  type LinkRow,
  linkOf,
  type NewAudit,
  type NewLink,
  type NewToken,
  type SessionRow,
  sessionOf,
  type TokenRow,
  tokenOf,
  writtenProjects,
} from "./rows.ts";

const accountColumns = `u.*,
  case when exists (select 1 from auth_accounts a where a."userId" = u."id" and a."password" is not null)
    then 1 else 0 end as has_password,
  (select count(*) from auth_passkeys p where p."userId" = u."id") as passkeys,
  (select max(s."updatedAt") from auth_sessions s where s."userId" = u."id") as last_seen`;

/** Who may: accounts, tokens, links that let in, and what was done. */
export class AccessBook {
  readonly #db: AccessDatabase;

  constructor(location: Location, now: () => number) {
    this.#db = openAccessDatabase(location, now);
  }

  /** The same database by Kysely, for better-auth. */
  kysely(): Promise<Kysely<unknown>> {
    return this.#db.kysely();
  }

  /** Whether anybody can prove who they are: then the place that a request comes from proves nothing any more. */
  async isAnybodyKnown(): Promise<boolean> {
    const row = await this.#get(
      `select case when exists (select 1 from auth_users) or exists (select 1 from access_tokens)
        then 1 else 0 end as known`,
    );
    return row?.["known"] === 1;
  }

  async accounts(): Promise<AccountRow[]> {
    const rows = await this.#db.rows(
      `select ${accountColumns} from auth_users u order by u."email"`,
    );
    return rows.map(accountOf);
  }

  async account(id: string): Promise<AccountRow | null> {
    const row = await this.#get(`select ${accountColumns} from auth_users u where u."id" = ?`, id);
    return row === undefined ? null : accountOf(row);
  }

  async accountByMail(mail: string): Promise<AccountRow | null> {
    const row = await this.#get(
      `select ${accountColumns} from auth_users u where u."email" = ?`,
      mail.toLowerCase(),
    );
    return row === undefined ? null : accountOf(row);
  }

  /** Changes what an account may. What is disabled is signed out everywhere at once. */
  async changeAccount(
    id: string,
    change: { role: Role; projects: readonly string[] | null; disabled: boolean; now: number },
  ): Promise<void> {
    const { role, projects, disabled, now } = change;
    const update = `update auth_users
      set "role" = ?, "projects" = ?, "disabled" = ?, "updatedAt" = ? where "id" = ?`;
    const written = writtenProjects(projects);
    const at = new Date(now).toISOString();
    await this.#db.together([
      [update, role, written, disabled ? 1 : 0, at, id],
      ...(disabled ? [[`delete from auth_sessions where "userId" = ?`, id] as const] : []),
    ]);
  }

  /** With its sessions, tokens and keys. */
  async deleteAccount(id: string): Promise<void> {
    await this.#db.change(`delete from auth_users where "id" = ?`, id);
  }

  async sessions(accountId: string, now: number): Promise<SessionRow[]> {
    const rows = await this.#db.rows(
      `select * from auth_sessions where "userId" = ? and "expiresAt" > ? order by "updatedAt" desc`,
      accountId,
      new Date(now).toISOString(),
    );
    return rows.map(sessionOf);
  }

  /** False: there is no such session of this account. */
  async deleteSession(id: string, accountId: string): Promise<boolean> {
    const text = `delete from auth_sessions where "id" = ? and "userId" = ?`;
    return (await this.#db.change(text, id, accountId)) > 0;
  }

  async deleteSessions(accountId: string): Promise<void> {
    await this.#db.change(`delete from auth_sessions where "userId" = ?`, accountId);
  }

  async addToken(token: NewToken): Promise<number> {
    return this.#insert(
      `insert into access_tokens
        (name, hash, hint, level, projects, user_id, created_by, created_at, expires_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?) returning id`,
      token.name,
      token.hash,
      token.hint,
      token.level,
      writtenProjects(token.projects),
      token.accountId,
      token.createdBy,
      token.createdAt,
      token.expiresAt,
    );
  }

  async tokenByHash(hash: string): Promise<TokenRow | null> {
    const row = await this.#get("select * from access_tokens where hash = ?", hash);
    return row === undefined ? null : tokenOf(row);
  }

  async tokens(): Promise<TokenRow[]> {
    const rows = await this.#db.rows("select * from access_tokens order by id");
    return rows.map(tokenOf);
  }

  async tokenUsed(id: number, at: number): Promise<void> {
    await this.#db.change("update access_tokens set last_used_at = ? where id = ?", at, id);
  }

  async deleteToken(id: number): Promise<void> {
    await this.#db.change("delete from access_tokens where id = ?", id);
  }

  async addLink(link: NewLink): Promise<number> {
    return this.#insert(
      `insert into access_links
        (hash, kind, mail, role, projects, user_id, created_by, created_at, expires_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?) returning id`,
      link.hash,
      link.kind,
      link.mail,
      link.role,
      writtenProjects(link.projects),
      link.accountId,
      link.createdBy,
      link.createdAt,
      link.expiresAt,
    );
  }

  /** A link that still lets in, by the hash of its code. */
  async linkByHash(hash: string, now: number): Promise<LinkRow | null> {
    const text = "select * from access_links where hash = ? and expires_at > ?";
    const row = await this.#get(text, hash, now);
    return row === undefined ? null : linkOf(row);
  }

  /** Those that still let in, but the ones that the collector makes at its start. */
  async links(now: number): Promise<LinkRow[]> {
    const text = "select * from access_links where expires_at > ? order by id";
    return (await this.#db.rows(text, now)).map(linkOf);
  }

  /** False: it is gone already, so whoever comes with it is too late. */
  async takeLink(id: number): Promise<boolean> {
    return (await this.#db.change("delete from access_links where id = ?", id)) > 0;
  }

  /** Takes back what somebody made, and what is too old. */
  async dropLinks(createdBy: string, now: number): Promise<void> {
    await this.#db.change(
      "delete from access_links where created_by = ? or expires_at <= ?",
      createdBy,
      now,
    );
  }

  async note(entry: NewAudit): Promise<void> {
    const { at, actorKind, actor, action, target, outcome, address } = entry;
    await this.#db.change(
      `insert into access_audit (at, actor_kind, actor, action, target, outcome, address)
        values (?, ?, ?, ?, ?, ?, ?)`,
      at,
      actorKind,
      actor,
      action,
      target,
      outcome,
      address,
    );
  }

  /** The newest first, from before one. */
  async audit(ask: {
    before: number | null;
    limit: number;
    action: string | null;
    actor: string | null;
  }): Promise<AuditRow[]> {
    const rows = await this.#db.rows(
      `select * from access_audit
        where id < ? and (cast(? as text) is null or action = ?) and (cast(? as text) is null or actor = ?)
        order by id desc limit ?`,
      ask.before ?? Number.MAX_SAFE_INTEGER,
      ask.action,
      ask.action,
      ask.actor,
      ask.actor,
      ask.limit,
    );
    return rows.map(auditOf);
  }

  /** Forgets lines of the audit log that are older, and the oldest beyond a number. */
  async trimAudit(before: number, rowsMax: number): Promise<void> {
    await this.#db.change("delete from access_audit where at < ?", before);
    await this.#db.change(
      "delete from access_audit where id <= (select max(id) from access_audit) - ?",
      rowsMax,
    );
  }

  close(): Promise<void> {
    return this.#db.close();
  }

  async #get(text: string, ...values: Value[]): Promise<Row | undefined> {
    return (await this.#db.rows(text, ...values))[0];
  }

  async #insert(text: string, ...values: Value[]): Promise<number> {
    return Number((await this.#get(text, ...values))?.["id"]);
  }
}
