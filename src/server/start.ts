import { readFileSync, rmSync } from "node:fs";
import { Failure } from "../domain/index.ts";
import {
  backUpBeside,
  type Location,
  type Lock,
  locate,
  prepareFolder,
  restore,
  storageTrouble,
  takeLock,
} from "../store/index.ts";
import { type CommandName, type Commands, command, serveCommands } from "./control.ts";
import { DiskWatch } from "./disk.ts";
import { Listener } from "./listener.ts";
import { createLog, type Log } from "./log.ts";
import { openParts, type Parts, type PartsDeps } from "./parts.ts";
import { createReporting } from "./reporting.ts";
import type { Settings } from "./settings.ts";

export const version: string = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
).version;

export interface Running {
  readonly port: number;
  readonly location: Location;
  /** Answers what has been read, writes what was answered, lets go of everything. */
  stop(): Promise<void>;
}

/** Starts the collector. Throws a `setup` failure, with nothing left open, when it cannot. */
export async function startCollector(settings: Settings, workingFolder: string): Promise<Running> {
  const owner = await own(settings, workingFolder);
  try {
    const listener = new Listener(settings);
    const port = await listener.bind();
    const parts = await reopening(owner);
    listener.serve(parts.current.listen);
    const commands = commandsOf(owner, parts, listener);
    const control = await serveCommands(owner.location.controlPath, commands);
    return {
      port,
      location: owner.location,
      async stop() {
        await listener.drain();
        control.close();
        rmSync(owner.location.controlPath, { force: true });
        await parts.current.close();
        await owner.release();
      },
    };
  } catch (thrown) {
    await owner.release();
    throw asSetup(thrown, owner.location);
  }
}

/**
 * Does a command's work: by the collector that holds the database where one runs, else by opening it
 * for just that long.
 */
export async function runCommand<Name extends CommandName>(
  settings: Settings,
  workingFolder: string,
  name: Name,
  ask: Parameters<Commands[Name]>[0],
): Promise<Awaited<ReturnType<Commands[Name]>>> {
  const location = locate(settings.databaseUrl, workingFolder);
  prepareFolder(location);
  const lock = takeLock(location.lockPath);
  if (lock === null) return command(location.controlPath, name, ask);
  lock.release();
  const owner = await own({ ...settings, logLevel: "warn" }, workingFolder);
  try {
    const parts = name === "restore" ? null : await reopening(owner);
    const commands = commandsOf(owner, parts, null);
    const reply = await (commands[name] as (ask: unknown) => Promise<unknown>)(ask);
    await parts?.current.close();
    return reply as Awaited<ReturnType<Commands[Name]>>;
  } catch (thrown) {
    throw asSetup(thrown, location);
  } finally {
    await owner.release();
  }
}

/** What belongs to the one process that may write the files. */
interface Owner extends PartsDeps {
  readonly lock: Lock;
  release(): Promise<void>;
}

async function own(settings: Settings, workingFolder: string): Promise<Owner> {
  const location = locate(settings.databaseUrl, workingFolder);
  prepareFolder(location);
  const lock = lockOrExplain(location);
  const log: Log = createLog(settings.logLevel);
  const reporting = await createReporting(settings, { version, log });
  const disk = await DiskWatch.start(location.folder, settings.diskFreeBytesMin);
  return {
    settings,
    location,
    version,
    log,
    reporting,
    disk,
    lock,
    async release() {
      disk.stop();
      lock.release();
      await reporting.close();
    },
  };
}

function lockOrExplain(location: Location): Lock {
  const lock = takeLock(location.lockPath);
  if (lock !== null) return lock;
  throw new Failure(
    "setup",
    `Another collector works on ${location.errorsPath} already: stop it, or name another database in DATABASE_URL.`,
  );
}

/** The parts, which a restore closes and opens again. */
interface Reopening {
  current: Parts;
}

async function reopening(owner: Owner): Promise<Reopening> {
  return { current: await openParts(owner) };
}

function commandsOf(owner: Owner, parts: Reopening | null, listener: Listener | null): Commands {
  const { location } = owner;
  return {
    redigest: (ask) => opened(parts).digest.redigest(ask),
    backup: async ({ file }) => ({ bytes: await backUpBeside(location, file, Date.now()) }),
    async restore({ file }) {
      if (parts === null || listener === null) return restore(location, file, Date.now());
      listener.pause("A backup is being restored; try again.");
      await parts.current.close();
      try {
        return await restore(location, file, Date.now());
      } finally {
        parts.current = await openParts(owner);
        listener.serve(parts.current.listen);
      }
    },
  };
}

function opened(parts: Reopening | null): Parts {
  if (parts === null) throw new Failure("internal", "The database is not open.");
  return parts.current;
}

/** Whatever keeps the collector from starting, as one sentence that says what to do. */
function asSetup(thrown: unknown, { folder }: Location): unknown {
  if (thrown instanceof Failure) return thrown;
  const trouble = storageTrouble(thrown);
  if (trouble === null) return thrown;
  const message = `The data in ${folder} cannot be used: ${trouble}. Make room or give access, then start again.`;
  return new Failure("setup", message, { cause: thrown });
}
