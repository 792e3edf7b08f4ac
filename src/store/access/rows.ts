import type { AccessLevel, Grant, Role } from "../../domain/index.ts";

/** Somebody who may sign in. Times are milliseconds since 1970. */
export interface AccountRow {
  readonly id: string;
  readonly name: string;
  readonly mail: string;
  readonly role: Role;
  readonly projects: readonly string[] | null;
  readonly disabled: boolean;
  readonly createdAt: number;
  readonly hasPassword: boolean;
  readonly secondFactor: boolean;
  readonly passkeys: number;
  /** When one of its sessions was last used; null: it has none. */
  readonly lastSeen: number | null;
}

export interface SessionRow {
  readonly id: string;
  readonly accountId: string;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  readonly expiresAt: number;
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** A token without its secret, which is not kept. */
export interface TokenRow extends Grant {
  readonly id: number;
  readonly name: string;
  /** How it begins, to tell it from others. */
  readonly hint: string;
  /** Whose it is: with the account it goes; null: the collector's. */
  readonly accountId: string | null;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly lastUsedAt: number | null;
}

export type NewToken = Omit<TokenRow, "id" | "lastUsedAt"> & { readonly hash: string };

/** A link that lets somebody in once: to make an account, or to set another password for one. */
export interface LinkRow {
  readonly id: number;
  readonly kind: "invitation" | "password";
  /** Whom it is for; null: whoever has it says so. */
  readonly mail: string | null;
  readonly role: Role;
  readonly projects: readonly string[] | null;
  /** Whose password it sets. */
  readonly accountId: string | null;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

export type NewLink = Omit<LinkRow, "id"> & { readonly hash: string };

/** One line of the audit log. */
export interface AuditRow {
  readonly id: number;
  readonly at: number;
  readonly actorKind: string;
  readonly actor: string | null;
  readonly action: string;
  readonly target: string | null;
  readonly outcome: "done" | "refused";
  /** Where the request came from. */
  readonly address: string | null;
}

export type NewAudit = Omit<AuditRow, "id">;

type Row = Readonly<Record<string, unknown>>;

export function accountOf(row: Row): AccountRow {
  return {
    id: String(row["id"]),
    name: String(row["name"]),
    mail: String(row["email"]),
    role: row["role"] as Role,
    projects: projectsIn(row["projects"]),
    disabled: row["disabled"] === 1,
    createdAt: Date.parse(String(row["createdAt"])),
    hasPassword: row["has_password"] === 1,
    secondFactor: row["twoFactorEnabled"] === 1,
    passkeys: Number(row["passkeys"]),
    lastSeen: row["last_seen"] === null ? null : Date.parse(String(row["last_seen"])),
  };
}

export function sessionOf(row: Row): SessionRow {
  return {
    id: String(row["id"]),
    accountId: String(row["userId"]),
    createdAt: Date.parse(String(row["createdAt"])),
    lastUsedAt: Date.parse(String(row["updatedAt"])),
    expiresAt: Date.parse(String(row["expiresAt"])),
    address: textIn(row["ipAddress"]),
    userAgent: textIn(row["userAgent"]),
  };
}

export function tokenOf(row: Row): TokenRow {
  return {
    id: Number(row["id"]),
    name: String(row["name"]),
    hint: String(row["hint"]),
    level: row["level"] as AccessLevel,
    projects: projectsIn(row["projects"]),
    accountId: textIn(row["user_id"]),
    createdBy: String(row["created_by"]),
    createdAt: Number(row["created_at"]),
    expiresAt: numberIn(row["expires_at"]),
    lastUsedAt: numberIn(row["last_used_at"]),
  };
}

export function linkOf(row: Row): LinkRow {
  return {
    id: Number(row["id"]),
    kind: row["kind"] as LinkRow["kind"],
    mail: textIn(row["mail"]),
    role: row["role"] as Role,
    projects: projectsIn(row["projects"]),
    accountId: textIn(row["user_id"]),
    createdBy: String(row["created_by"]),
    createdAt: Number(row["created_at"]),
    expiresAt: Number(row["expires_at"]),
  };
}

export function auditOf(row: Row): AuditRow {
  return {
    id: Number(row["id"]),
    at: Number(row["at"]),
    actorKind: String(row["actor_kind"]),
    actor: textIn(row["actor"]),
    action: String(row["action"]),
    target: textIn(row["target"]),
    outcome: row["outcome"] as AuditRow["outcome"],
    address: textIn(row["address"]),
  };
}

export function writtenProjects(projects: readonly string[] | null): string | null {
  return projects === null ? null : JSON.stringify(projects);
}

/** Null: everything. What cannot be read is nothing, never everything. */
export function projectsIn(value: unknown): readonly string[] | null {
  if (value === null || value === undefined) return null;
  try {
    const read: unknown = JSON.parse(String(value));
    return Array.isArray(read) ? read.map(String) : [];
  } catch {
    return [];
  }
}

function textIn(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}

function numberIn(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}
