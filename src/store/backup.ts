import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pipeline } from "node:stream/promises";
import tar from "tar-stream";
import { Failure, messageOf } from "../domain/index.ts";
import { openSqlite } from "./dialects/sqlite.ts";
import type { FileLocation } from "./location.ts";
import { newestOf, schemaVersion } from "./migrate.ts";
import { accessMigrations } from "./migrations/access.ts";
import { archiveMigrations } from "./migrations/archive.ts";
import { errorsMigrations } from "./migrations/errors.ts";

// A backup is one tar file with the databases, whole and compact. What is in it can be taken out with
// any tar, and each part opened with any SQLite.

const manifestName = "manifest.json";
const errorsName = "errors.db";
const archiveName = "archive.db";
/** Backups of before there were accounts have none. */
const accessName = "access.db";

interface Manifest {
  readonly format: "sentry-error-collector backup";
  readonly version: 1;
  readonly made_at: string;
}

/**
 * Writes a backup to `file` while the collector goes on working. The errors are copied first and the
 * deliveries after them, so that every error has its delivery; what came in between is digested after
 * the restore. Throws a `setup` failure when the file exists or cannot be written.
 */
export async function backUp(location: FileLocation, file: string, now: number): Promise<number> {
  if (existsSync(file)) {
    throw new Failure("setup", `${file} exists already: name another file for the backup.`);
  }
  const part = temporary(file);
  const copies = [
    { name: errorsName, from: location.errorsPath, to: `${part}.errors` },
    { name: archiveName, from: location.archivePath, to: `${part}.archive` },
    { name: accessName, from: location.accessPath, to: `${part}.access` },
  ].filter(({ name, from }) => name !== accessName || existsSync(from));
  try {
    for (const { from, to } of copies) copyDatabase(from, to);
    await pack(part, copies, now);
    await rename(part, file);
    await syncFolder(dirname(file));
    return (await stat(file)).size;
  } catch (thrown) {
    throw new Failure(
      "setup",
      `The backup could not be written to ${file}: ${messageOf(thrown)}.`,
      {
        cause: thrown,
      },
    );
  } finally {
    for (const path of [part, ...copies.map(({ to }) => to)]) await rm(path, { force: true });
  }
}

/** A compact copy of one moment, made in one read transaction. */
function copyDatabase(from: string, to: string): void {
  const db = new DatabaseSync(from, { readOnly: true, timeout: 5000 });
  try {
    db.prepare("vacuum into ?").run(to);
  } finally {
    db.close();
  }
}

async function pack(
  path: string,
  copies: readonly { name: string; to: string }[],
  now: number,
): Promise<void> {
  const archive = tar.pack();
  const written = pipeline(archive, createWriteStream(path, { mode: 0o600, flush: true }));
  const manifest: Manifest = {
    format: "sentry-error-collector backup",
    version: 1,
    made_at: new Date(now).toISOString(),
  };
  archive.entry({ name: manifestName }, `${JSON.stringify(manifest, null, 2)}\n`);
  for (const { name, to } of copies) {
    const { size } = await stat(to);
    await pipeline(createReadStream(to), archive.entry({ name, size, mode: 0o600 }));
  }
  archive.finalize();
  await written;
}

/** What a restore did with the files that were there before. */
export interface Restored {
  /** The earlier files, under these names; empty where there were none. */
  readonly keptAside: readonly string[];
}

/**
 * Replaces the databases with those of a backup; what a backup does not hold (accounts, in an old one) stays. The
 * files in use are put aside, not removed. Throws a
 * `setup` failure, with nothing changed, when the backup is damaged or newer than this program. Nobody
 * may have the databases open.
 */
export async function restore(
  location: FileLocation,
  file: string,
  now: number,
): Promise<Restored> {
  const targets = [
    { name: errorsName, path: location.errorsPath, newest: newestOf(errorsMigrations) },
    { name: archiveName, path: location.archivePath, newest: newestOf(archiveMigrations) },
    { name: accessName, path: location.accessPath, newest: newestOf(accessMigrations) },
  ].map((target) => ({ ...target, fresh: temporary(target.path) }));
  try {
    const found = await unpack(file, new Map(targets.map(({ name, fresh }) => [name, fresh])));
    for (const { name, fresh, newest } of targets) {
      if (found.has(name)) checkDatabase(fresh, { file, name, newest });
    }
  } catch (thrown) {
    for (const { fresh } of targets) await rm(fresh, { force: true });
    if (thrown instanceof Failure) throw thrown;
    throw new Failure("setup", `${file} is not a backup that can be read: ${messageOf(thrown)}.`, {
      cause: thrown,
    });
  }
  const stamp = new Date(now).toISOString().replace(/[:.]/g, "-");
  const keptAside: string[] = [];
  const replaced = targets.filter(({ fresh }) => existsSync(fresh));
  for (const { path } of replaced) keptAside.push(...(await putAside(path, stamp)));
  for (const { fresh, path } of replaced) await rename(fresh, path);
  await syncFolder(location.folder);
  return { keptAside };
}

/** Takes out what is wanted; resolves to the names that were found. */
async function unpack(
  file: string,
  wanted: ReadonlyMap<string, string>,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const extract = tar.extract();
  const reading = pipeline(createReadStream(file), extract);
  // A failure while reading ends the loop too; it is told by the loop.
  reading.catch(() => {});
  for await (const entry of extract) {
    const target = wanted.get(entry.header.name);
    if (target === undefined) {
      entry.resume();
      continue;
    }
    await pipeline(entry, createWriteStream(target, { mode: 0o600, flush: true }));
    found.add(entry.header.name);
  }
  await reading;
  for (const name of wanted.keys()) {
    if (!found.has(name) && name !== accessName)
      throw new Failure("setup", `${file} is not a backup: it has no ${name}.`);
  }
  return found;
}

function checkDatabase(
  path: string,
  { file, name, newest }: { file: string; name: string; newest: number },
): void {
  const db = openSqlite(path, { readOnly: true });
  try {
    const result = db.prepare("pragma quick_check(1)").get();
    if (Object.values(result ?? {})[0] !== "ok") {
      throw new Failure("setup", `${name} in ${file} is damaged; nothing was changed.`);
    }
    if (schemaVersion(db) > newest) {
      throw new Failure(
        "setup",
        `${file} was made by a newer version of the collector: restore it with that version.`,
      );
    }
  } finally {
    db.close();
  }
}

async function putAside(path: string, stamp: string): Promise<string[]> {
  const moved: string[] = [];
  // The write-ahead log belongs to its database: apart from it both would be worthless.
  for (const suffix of ["", "-wal", "-shm"]) {
    if (!existsSync(path + suffix)) continue;
    const aside = join(dirname(path), `${basename(path)}.before-restore-${stamp}${suffix}`);
    await rename(path + suffix, aside);
    moved.push(aside);
  }
  return moved;
}

function temporary(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}.part`);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
