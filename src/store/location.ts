import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { Failure } from "../domain/index.ts";
import type { PostgresPlace } from "./dialects/postgres-messages.ts";

/** Where everything is kept. */
export type Location = FileLocation | ServerLocation;

/** A database on a PostgreSQL server. */
export interface ServerLocation {
  readonly kind: "postgres";
  readonly place: PostgresPlace;
  /** As it may be shown: without user and password. */
  readonly name: string;
}

/** Where the collector keeps its files. All paths are absolute. */
export interface FileLocation {
  readonly kind: "sqlite";
  /** What errors mean: the database that DATABASE_URL names. */
  readonly errorsPath: string;
  /** The deliveries as they came, beside it. */
  readonly archivePath: string;
  /** Who may: accounts, tokens, audit log. */
  readonly accessPath: string;
  /** Held by the one process that owns the files. */
  readonly lockPath: string;
  /** Where a command line finds the owner. */
  readonly controlPath: string;
  readonly folder: string;
}

/** sockaddr_un holds 108 bytes; one is the closing zero. */
const socketPathBytesMax = 107;

/** How a server is reached where DATABASE_URL names one. */
export type ServerOptions = Omit<PostgresPlace, "url">;

const usualOptions: ServerOptions = { caFile: null, connectMsMax: 5000, statementMsMax: 60_000 };

/**
 * Reads a DATABASE_URL: `postgres://user:password@host/database`, or a file: see `filesOf`. Throws a
 * `setup` failure for anything else.
 */
export function locate(
  databaseUrl: string,
  workingFolder: string,
  options: ServerOptions = usualOptions,
): Location {
  if (!/^postgres(ql)?:/i.test(databaseUrl)) return filesOf(databaseUrl, workingFolder);
  const url = URL.parse(databaseUrl);
  if (url === null || url.hostname === "" || url.pathname.length < 2) {
    throw new Failure(
      "setup",
      "DATABASE_URL must name a host and a database: postgres://user:password@host:5432/database.",
    );
  }
  const name = `postgres://${url.host}${url.pathname}`;
  return { kind: "postgres", place: { ...options, url: databaseUrl }, name };
}

/**
 * Reads a DATABASE_URL: `sqlite+aiosqlite:///./data/errors.db` and `sqlite:///…` (three slashes
 * relative, four absolute, as SQLAlchemy has it), `file:…`, or a plain path.
 * Throws a `setup` failure for anything else.
 */
export function filesOf(databaseUrl: string, workingFolder: string): FileLocation {
  const errorsPath = resolve(workingFolder, pathOf(databaseUrl));
  const folder = dirname(errorsPath);
  return {
    kind: "sqlite",
    errorsPath,
    archivePath: join(folder, "archive.db"),
    accessPath: join(folder, "access.db"),
    lockPath: `${errorsPath}.lock`,
    controlPath: controlPathIn(folder),
    folder,
  };
}

function pathOf(url: string): string {
  const sqlite = /^sqlite(?:\+\w+)?:\/\/(.*)$/s.exec(url);
  const path = sqlite ? afterHost(url, sqlite[1] ?? "") : filePath(url);
  const withoutQuery = path.split("?")[0] ?? "";
  if (withoutQuery === "" || withoutQuery === ":memory:") {
    throw new Failure(
      "setup",
      "DATABASE_URL must name a file, such as sqlite+aiosqlite:///./data/errors.db: errors that are kept in memory only would be lost.",
    );
  }
  const taken = basename(withoutQuery);
  if (taken === "archive.db" || taken === "access.db") {
    throw new Failure(
      "setup",
      `DATABASE_URL must not name ${taken}: the collector keeps a file of that name beside it.`,
    );
  }
  return withoutQuery;
}

function afterHost(url: string, rest: string): string {
  if (rest === "" || rest.startsWith("/")) return rest.slice(1);
  throw new Failure(
    "setup",
    `DATABASE_URL has ${url.split("//")[0]}// and no third slash: write sqlite:///./data/errors.db (relative) or sqlite:////data/errors.db (absolute).`,
  );
}

function filePath(url: string): string {
  if (url.startsWith("file:"))
    return decodeURI(url.slice("file:".length).replace(/^\/\/(?=\/)/, ""));
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(url)?.[1];
  if (scheme === undefined) return url;
  throw new Failure(
    "setup",
    `DATABASE_URL begins with ${scheme}:, which this version cannot open; use postgres://…, sqlite+aiosqlite:///./data/errors.db, sqlite:///…, file:… or a path.`,
  );
}

function controlPathIn(folder: string): string {
  const path = join(folder, "control.sock");
  if (Buffer.byteLength(path) <= socketPathBytesMax) return path;
  const name = createHash("sha256").update(folder).digest("hex").slice(0, 16);
  return join(tmpdir(), `sentry-error-collector-${name}.sock`);
}
