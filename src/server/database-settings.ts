import { z } from "zod";
import { dayMs, setting, text, whole } from "./setting.ts";

/** What is set for where everything is kept. */
export const databaseSettings = {
  databaseUrl: setting(
    "DATABASE_URL",
    z.string(),
    "The database: `postgres://user:password@host/name` (with `?sslmode=require`, `verify-ca` or `verify-full` for TLS), or a file: `sqlite+aiosqlite:///./data/errors.db` (three slashes: relative, four: absolute), `sqlite:///…`, `file:…` or a path. `archive.db` lies beside it: one collector to a folder.",
    { fallback: "sqlite+aiosqlite:///./data/errors.db", shown: "address" },
  ),
  databasePoolMax: setting(
    "DATABASE_POOL_MAX",
    whole(2, 100),
    "Connections of the doors to PostgreSQL, at most. The digest has three more, one listens, and each reader has one.",
    { fallback: "4" },
  ),
  databaseConnectMsMax: setting(
    "DATABASE_CONNECT_MS_MAX",
    whole(100, 600_000),
    "Milliseconds in which PostgreSQL must let a connection in.",
    { fallback: "5000" },
  ),
  databaseStatementMsMax: setting(
    "DATABASE_STATEMENT_MS_MAX",
    whole(1000, dayMs),
    "Milliseconds after which PostgreSQL gives a statement up; what it was for is answered 503, or tried again.",
    { fallback: "30000" },
  ),
  databaseCaFile: setting(
    "DATABASE_CA_FILE",
    text,
    "A file with the certificates by which PostgreSQL's own is known (PEM), for `sslmode=verify-ca` and `verify-full`.",
  ),
} as const;
