import { Failure } from "../domain/index.ts";
import { type Location, locate, prepareFolder, storageTrouble, takeLock } from "../store/index.ts";
import { DiskWatch } from "./disk.ts";
import { createLog, type Log } from "./log.ts";
import { createReporting, type Reporting } from "./reporting.ts";
import type { Settings } from "./settings.ts";
import { version } from "./version.ts";

/** What belongs to the one process that may write the files. */
export interface Owner {
  readonly settings: Settings;
  readonly location: Location;
  readonly log: Log;
  readonly reporting: Reporting;
  readonly disk: DiskWatch;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Whether replies are held against the contract before they go out. */
  readonly checkReplies: boolean;
  /** Lets go of the files, last of all. */
  release(): Promise<void>;
}

/** What tests want beyond the settings. */
export interface StartOptions {
  readonly checkReplies?: boolean;
}

/**
 * Becomes the owner of the files, or resolves to null when another process is it. Throws a `setup`
 * failure when they cannot be used.
 */
export async function own(
  settings: Settings,
  location: Location,
  { checkReplies = false }: StartOptions = {},
): Promise<Owner | null> {
  const isServer = location.kind === "postgres";
  if (!isServer) prepareFolder(location);
  // Any number of collectors may share a server.
  const lock = isServer ? { release() {} } : takeLock(location.lockPath);
  if (lock === null) return null;
  const log = createLog(settings.logLevel);
  const reporting = await createReporting(settings, { version, log });
  const disk = await DiskWatch.start(isServer ? null : location.folder, settings.diskFreeBytesMin);
  return {
    settings,
    location,
    log,
    reporting,
    disk,
    startedAt: Date.now(),
    checkReplies,
    async release() {
      disk.stop();
      lock.release();
      await reporting.close();
    },
  };
}

/** Where the settings put the data; relative to the folder that the program was started in. */
export function locationOf(settings: Settings, workingFolder: string): Location {
  return locate(settings.databaseUrl, workingFolder, {
    caFile: settings.databaseCaFile,
    connectMsMax: settings.databaseConnectMsMax,
    statementMsMax: settings.databaseStatementMsMax,
  });
}

/** Whatever keeps the files from being used, as one sentence that says what to do. */
export function asSetup(thrown: unknown, location: Location): unknown {
  const trouble = thrown instanceof Failure ? null : storageTrouble(thrown);
  if (trouble === null) return thrown;
  if (location.kind === "postgres") {
    const message = `${location.name} cannot be used: ${trouble}. See that the server runs and lets the collector in, or name another in DATABASE_URL, then start again.`;
    return new Failure("setup", message, { cause: thrown });
  }
  const message = `The data in ${location.folder} cannot be used: ${trouble}. Make room, give access or name another place in DATABASE_URL, then start again.`;
  return new Failure("setup", message, { cause: thrown });
}

/** Logs and reports what went wrong inside. */
export function tell({ log, reporting }: Owner, failure: Failure): void {
  log.error({ err: failure.cause ?? failure }, failure.message);
  reporting.report(failure.message, failure.cause ?? failure);
}
