import { randomUUID } from "node:crypto";
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../domain/index.ts";
import { Archive } from "./archive.ts";
import { refuseUnfinished } from "./copying/standing.ts";
import type { FileLocation, Location, ServerLocation } from "./location.ts";
import { migrate } from "./migrate.ts";
import { accessSchema, archiveSchema, openArchive } from "./open.ts";
import { Records } from "./records/records.ts";

/**
 * Brings what is kept to the newest schema; where it is two files, makes them and makes sure that they belong
 * together. Throws a `setup` failure that says what to do; must be called by the owner of the lock.
 */
export async function prepareStore(location: Location, now: () => number): Promise<void> {
  if (location.kind === "postgres") prepareServer(location, now);
  else await prepareFiles(location, now);
}

/**
 * Makes the tables of a server, or renews them. Collectors that start together do this one after the other.
 * `forCopy`: half of what a collector would go on with may be there.
 */
export function prepareServer(
  location: ServerLocation,
  now: () => number,
  { forCopy = false } = {},
): void {
  const db = openArchive(location);
  try {
    if (!forCopy) refuseUnfinished(db, location.name);
    migrate(db, { ...archiveSchema(location), now: now() });
    migrate(db, { ...accessSchema(location), now: now() });
  } finally {
    db.close();
  }
  new Records({ location, now }).close();
}

async function prepareFiles(location: FileLocation, now: () => number): Promise<void> {
  const records = new Records({ location, now });
  const archive = new Archive({
    path: location.archivePath,
    now,
    queueBytesMax: 0,
    onDurable: () => {},
  });
  try {
    pair(records, archive, location);
  } finally {
    await archive.close();
    records.close();
  }
}

/** A database that lost its archive, or an archive that lost its database, takes the other's name. */
function pair(records: Records, archive: Archive, location: FileLocation): void {
  const unborn = records.cursor() === 0;
  const name = unborn ? archive.meta("pair", randomUUID()) : records.meta("pair", randomUUID());
  const [ofErrors, ofArchive] = [records.meta("pair", name), archive.meta("pair", name)];
  if (ofErrors === ofArchive) return;
  throw new Failure(
    "setup",
    `${location.archivePath} holds the deliveries of another database than ${location.errorsPath}: give each collector a folder of its own.`,
  );
}

/** Makes the folder; throws a `setup` failure that names it when it cannot be written. */
export function prepareFolder({
  folder,
  errorsPath,
  archivePath,
  accessPath,
  lockPath,
}: FileLocation): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    for (const path of [errorsPath, archivePath, accessPath, lockPath]) {
      if (existsSync(path)) accessSync(path, constants.R_OK | constants.W_OK);
    }
    // Earlier versions left them to the umask. SQLite gives the log of a file the file's own permissions.
    closeToOthers(folder, [errorsPath, archivePath, accessPath, lockPath]);
  } catch (thrown) {
    const { code, path } = thrown as NodeJS.ErrnoException;
    throw new Failure("setup", cannotWrite(folder, path ?? folder, code), { cause: thrown });
  }
}

/** Takes from group and others what they might do with the files; whoever may not change that cannot be helped here. */
function closeToOthers(folder: string, paths: readonly string[]): void {
  const names = readdirSync(folder).map((name) => join(folder, name));
  const ours = names.filter((name) => paths.some((path) => name.startsWith(path)));
  for (const path of ours) {
    try {
      chmodSync(path, 0o600);
    } catch {
      // Another user's file that we may write, or a file system without permissions: not ours to change.
    }
  }
}

function cannotWrite(folder: string, path: string, code: string | undefined): string {
  if (code !== "EACCES" && code !== "EPERM") {
    return `The folder ${folder} cannot be used (${code ?? "unknown"} at ${path}): name another one in DATABASE_URL.`;
  }
  const user = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
  return `The user ${user} cannot write ${path}: run chown -R ${user} on the folder ${folder} (on the host: the folder that is mounted there), or start the collector as its owner (docker run --user "$(id -u):$(id -g)").`;
}
