import type { Migration } from "../migrate.ts";

/**
 * The schema of access.db: who may. The tables `auth_…` are better-auth's, as it would make them itself
 * (`getMigrations` of better-auth 1.7), under names of ours; `role`, `projects` and `disabled` are our additions.
 */
export const accessMigrations: readonly Migration[] = [
  {
    version: 1,
    name: "accounts, sessions, tokens, invitations, audit log",
    up: (db) =>
      db.exec(`
        create table auth_users (
          "id" text not null primary key, "name" text not null, "email" text not null unique,
          "emailVerified" integer not null, "image" text, "createdAt" text not null, "updatedAt" text not null,
          "twoFactorEnabled" integer, "role" text not null, "projects" text, "disabled" integer not null default 0);
        create table auth_sessions (
          "id" text not null primary key, "expiresAt" text not null, "token" text not null unique,
          "createdAt" text not null, "updatedAt" text not null, "ipAddress" text, "userAgent" text,
          "userId" text not null references auth_users ("id") on delete cascade);
        create table auth_accounts (
          "id" text not null primary key, "accountId" text not null, "providerId" text not null,
          "userId" text not null references auth_users ("id") on delete cascade,
          "accessToken" text, "refreshToken" text, "idToken" text, "accessTokenExpiresAt" text,
          "refreshTokenExpiresAt" text, "scope" text, "password" text,
          "createdAt" text not null, "updatedAt" text not null);
        create table auth_verifications (
          "id" text not null primary key, "identifier" text not null, "value" text not null,
          "expiresAt" text not null, "createdAt" text not null, "updatedAt" text not null);
        create table auth_two_factors (
          "id" text not null primary key, "secret" text not null, "backupCodes" text not null,
          "userId" text not null references auth_users ("id") on delete cascade,
          "verified" integer, "failedVerificationCount" integer, "lockedUntil" text);
        create table auth_passkeys (
          "id" text not null primary key, "name" text, "publicKey" text not null,
          "userId" text not null references auth_users ("id") on delete cascade,
          "credentialID" text not null, "counter" integer not null, "deviceType" text not null,
          "backedUp" integer not null, "transports" text, "createdAt" text, "aaguid" text);
        create index auth_sessions_user on auth_sessions ("userId");
        create index auth_accounts_user on auth_accounts ("userId");
        create index auth_verifications_identifier on auth_verifications ("identifier");
        create index auth_two_factors_user on auth_two_factors ("userId");
        create index auth_passkeys_user on auth_passkeys ("userId");
        create index auth_passkeys_credential on auth_passkeys ("credentialID");

        create table access_tokens (
          id integer primary key autoincrement, name text not null, hash text not null unique, hint text not null,
          level text not null, projects text, user_id text references auth_users ("id") on delete cascade,
          created_by text not null, created_at integer not null, expires_at integer, last_used_at integer);
        create table access_links (
          id integer primary key autoincrement, hash text not null unique, kind text not null, mail text,
          role text not null, projects text, user_id text references auth_users ("id") on delete cascade,
          created_by text not null, created_at integer not null, expires_at integer not null);
        create table access_audit (
          id integer primary key autoincrement, at integer not null, actor_kind text not null, actor text,
          action text not null, target text, outcome text not null, address text);
        create table access_meta (key text primary key, value text not null)`),
  },
];
