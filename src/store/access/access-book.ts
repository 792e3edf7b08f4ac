import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Kysely } from "kysely";
import type { Role } from "../../domain/index.ts";
import { inTransaction, openSqlite } from "../dialects/sqlite.ts";
import { migrate } from "../migrate.ts";
import { accessMigrations } from "../migrations/access.ts";
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

type Value = string | number | null;

const accountColumns = `u.*,
  exists (select 1 from auth_accounts a where a."userId" = u."id" and a."password" is not null) as has_password,
  (select count(*) from auth_passkeys p where p."userId" = u."id") as passkeys,
  (select max(s."updatedAt") from auth_sessions s where s."userId" = u."id") as last_seen`;

/**
 * Who may: accounts, tokens, links that let in, and what was done. A file of its own, since errors.db has one writer,
 * for which the door's thread must never wait, and since it outlives an errors.db that is made anew.
 */
export class AccessBook {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #kysely: Promise<Kysely<unknown>> | null = null;

  constructor({ accessPath }: { readonly accessPath: string }, now: () => number) {
    this.#db = openSqlite(accessPath, { cacheKib: 512 });
    this.#db.exec("pragma foreign_keys = on");
    migrate(this.#db, { path: accessPath, migrations: accessMigrations, now: now() });
  }

  /**
   * The same connection by Kysely, for better-auth. Loaded only when somebody signs in: it weighs much in a process
   * where nobody ever does.
   */
  kysely(): Promise<Kysely<unknown>> {
    this.#kysely ??= (async () => {
      const [{ Kysely }, { kyselyDialect }] = await Promise.all([
        import("kysely"),
        import("../dialects/sqlite-kysely.ts"),
      ]);
      return new Kysely<unknown>({ dialect: kyselyDialect(this.#db) });
    })();
    return this.#kysely;
  }

  /** Whether anybody can prove who they are: then the place that a request comes from proves nothing any more. */
  async isAnybodyKnown(): Promise<boolean> {
    const row = this.#get(
      "select exists (select 1 from auth_users) or exists (select 1 from access_tokens) as known",
    );
    return row?.["known"] === 1;
  }

  async accounts(): Promise<AccountRow[]> {
    const rows = this.#all(`select ${accountColumns} from auth_users u order by u."email"`);
    return rows.map(accountOf);
  }

  async account(id: string): Promise<AccountRow | null> {
    const row = this.#get(`select ${accountColumns} from auth_users u where u."id" = ?`, id);
    return row === undefined ? null : accountOf(row);
  }

  async accountByMail(mail: string): Promise<AccountRow | null> {
    const row = this.#get(
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
    inTransaction(this.#db, () => {
      this.#run(
        `update auth_users set "role" = ?, "projects" = ?, "disabled" = ?, "updatedAt" = ? where "id" = ?`,
        role,
        writtenProjects(projects),
        disabled ? 1 : 0,
        new Date(now).toISOString(),
        id,
      );
      if (disabled) this.#run(`delete from auth_sessions where "userId" = ?`, id);
    });
  }

  /** With its sessions, tokens and keys. */
  async deleteAccount(id: string): Promise<void> {
    this.#run(`delete from auth_users where "id" = ?`, id);
  }

  async sessions(accountId: string, now: number): Promise<SessionRow[]> {
    const rows = this.#all(
      `select * from auth_sessions where "userId" = ? and "expiresAt" > ? order by "updatedAt" desc`,
      accountId,
      new Date(now).toISOString(),
    );
    return rows.map(sessionOf);
  }

  /** False: there is no such session of this account. */
  async deleteSession(id: string, accountId: string): Promise<boolean> {
    const text = `delete from auth_sessions where "id" = ? and "userId" = ?`;
    return this.#run(text, id, accountId) > 0;
  }

  async deleteSessions(accountId: string): Promise<void> {
    this.#run(`delete from auth_sessions where "userId" = ?`, accountId);
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
    const row = this.#get("select * from access_tokens where hash = ?", hash);
    return row === undefined ? null : tokenOf(row);
  }

  async tokens(): Promise<TokenRow[]> {
    return this.#all("select * from access_tokens order by id").map(tokenOf);
  }

  async tokenUsed(id: number, at: number): Promise<void> {
    this.#run("update access_tokens set last_used_at = ? where id = ?", at, id);
  }

  async deleteToken(id: number): Promise<void> {
    this.#run("delete from access_tokens where id = ?", id);
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
    const row = this.#get(text, hash, now);
    return row === undefined ? null : linkOf(row);
  }

  /** Those that still let in, but the ones that the collector makes at its start. */
  async links(now: number): Promise<LinkRow[]> {
    const text = "select * from access_links where expires_at > ? order by id";
    return this.#all(text, now).map(linkOf);
  }

  /** False: it is gone already, so whoever comes with it is too late. */
  async takeLink(id: number): Promise<boolean> {
    return this.#run("delete from access_links where id = ?", id) > 0;
  }

  /** Takes back what somebody made, and what is too old. */
  async dropLinks(createdBy: string, now: number): Promise<void> {
    this.#run("delete from access_links where created_by = ? or expires_at <= ?", createdBy, now);
  }

  async note(entry: NewAudit): Promise<void> {
    const { at, actorKind, actor, action, target, outcome, address } = entry;
    this.#run(
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
    const rows = this.#all(
      `select * from access_audit
        where id < ? and (? is null or action = ?) and (? is null or actor = ?)
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
    this.#run("delete from access_audit where at < ?", before);
    this.#run(
      "delete from access_audit where id <= (select max(id) from access_audit) - ?",
      rowsMax,
    );
  }

  close(): void {
    this.#db.close();
  }

  #statement(text: string): StatementSync {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    const prepared = this.#db.prepare(text);
    this.#statements.set(text, prepared);
    return prepared;
  }

  #get(text: string, ...values: readonly Value[]) {
    return this.#statement(text).get(...values);
  }

  #all(text: string, ...values: readonly Value[]) {
    return this.#statement(text).all(...values);
  }

  #insert(text: string, ...values: readonly Value[]): number {
    return Number(this.#statement(text).get(...values)?.["id"]);
  }

  #run(text: string, ...values: readonly Value[]): number {
    return Number(this.#statement(text).run(...values).changes);
  }
}
