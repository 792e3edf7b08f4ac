import { setTimeout as pause } from "node:timers/promises";
import { pathOfLink } from "../access/index.ts";
import type { Forgotten } from "../digest/index.ts";
import { Failure } from "../domain/index.ts";
import { backUpBeside, type FileLocation, type Location, restore } from "../store/index.ts";
import { type CommandName, type Commands, command } from "./control.ts";
import { baseOf } from "./greeting.ts";
import type { Listener } from "./listener.ts";
import { asSetup, locationOf, type Owner, own } from "./owner.ts";
import { openParts, type Parts } from "./parts.ts";
import type { Settings } from "./settings.ts";
import { type UpstreamCommands, upstreamCommands } from "./upstream-commands.ts";

/** The parts that are open now: a restore closes them and opens others. */
export interface Opened {
  parts: Parts;
}

/** The commands of a running collector. */
export function commandsWhileRunning(
  owner: Owner,
  opened: Opened,
  { listener, base }: { listener: Pick<Listener, "pause" | "serve">; base: string },
): Commands {
  return {
    redigest: (what) => opened.parts.digest.redigest(what),
    backup: ({ file }) =>
      opened.parts.keepingDeliveries(() => backUpTo(file, filesOnly(owner.location, "backup"))),
    pack: () => opened.parts.pack(),
    ...upstreamCommands(owner.location, () => opened.parts.upstreams),
    adminLink: () => adminLink(opened.parts, base),
    forget: ({ user }) => forget(opened.parts, user),
    async restore({ file }) {
      const files = filesOnly(owner.location, "restore");
      listener.pause("A backup is being restored; try again.");
      await opened.parts.close();
      try {
        return await restore(files, file, Date.now());
      } finally {
        opened.parts = await openParts(owner);
        listener.serve(opened.parts);
      }
    },
  };
}

/** Where the files are. Throws a `setup` failure where a server keeps everything. */
function filesOnly(location: Location, name: string): FileLocation {
  if (location.kind === "sqlite") return location;
  throw new Failure(
    "setup",
    `${name} is for files: back up and restore ${location.name} with pg_basebackup or pg_dump (docs/scaling.md).`,
  );
}

/** Who runs a command did not ask for anything else to be fetched. */
const onlyWhatIsAsked = { sentryPull: 0, gapsCheckMs: 0, silenceCheckMs: 0 } as const;

const keepingAll = {
  retentionDays: 0,
  retentionBytes: 0,
  retentionErrorsPerProject: 0,
  retentionErrorsPerIssue: 0,
} as const;

/** The same commands where no collector runs: the files are opened for just as long as it takes. */
function commandsAlone(owner: Owner): Commands {
  return {
    redigest: (what) => withParts(owner, ({ digest }) => digest.redigest(what)),
    backup: ({ file }) => backUpTo(file, filesOnly(owner.location, "backup")),
    pack: () => withParts(owner, (parts) => parts.pack()),
    restore: async ({ file }) => restore(filesOnly(owner.location, "restore"), file, Date.now()),
    adminLink: () => withParts(owner, (parts) => adminLink(parts, baseOf(owner.settings))),
    forget: ({ user }) => withParts(owner, (parts) => forget(parts, user)),
    doctor: (ask) => fetching(owner, (commands) => commands.doctor(ask)),
    connect: (ask) => fetching(owner, (commands) => commands.connect(ask)),
    progress: (ask) => fetching(owner, (commands) => commands.progress(ask)),
    backfill: (ask) =>
      fetching(owner, async (commands) => {
        // Nothing is removed meanwhile, but what would be later is not fetched either.
        const oldest = Date.now() - owner.settings.retentionDays * dayMs;
        const since = owner.settings.retentionDays === 0 ? ask.since : Math.max(ask.since, oldest);
        const started = await commands.backfill({ ...ask, since });
        await ended(commands, started.ids);
        return started;
      }),
  };
}

/** Speaks to upstreams for as long as it takes, and removes nothing meanwhile. */
async function fetching<T>(
  owner: Owner,
  work: (commands: UpstreamCommands) => Promise<T>,
): Promise<T> {
  const settings = { ...owner.settings, ...keepingAll, ...onlyWhatIsAsked };
  const parts = await openParts({ ...owner, settings });
  try {
    return await work(upstreamCommands(owner.location, () => parts.upstreams));
  } finally {
    await parts.close();
  }
}

const progressMs = 1000;
const dayMs = 86_400_000;

async function ended(commands: UpstreamCommands, ids: readonly number[]): Promise<void> {
  for (;;) {
    const backfills = await commands.progress({ ids });
    if (!backfills.some(({ state }) => state === "waiting" || state === "running")) return;
    await pause(progressMs);
  }
}

async function withParts<T>(owner: Owner, work: (parts: Parts) => Promise<T>): Promise<T> {
  // Who runs a command has not asked for anything to be removed.
  const settings = { ...owner.settings, ...keepingAll };
  const parts = await openParts({ ...owner, settings }, { fetches: false });
  try {
    return await work(parts);
  } finally {
    await parts.close();
  }
}

/** Whoever may run commands on this machine may do everything here anyway. */
async function adminLink({ access }: Parts, base: string): Promise<{ link: string }> {
  const code = await access.inviteAdministrator();
  return { link: base + pathOfLink(code) };
}

async function forget({ access, forget: carryOut }: Parts, user: string): Promise<Forgotten> {
  const forgotten = await carryOut(user);
  await access.noteCommand("user.forget");
  return forgotten;
}

async function backUpTo(file: string, location: FileLocation): Promise<{ bytes: number }> {
  return { bytes: await backUpBeside(location, file, Date.now()) };
}

/**
 * Runs a command by the collector that holds the files where one runs, else alone. Throws a `setup`
 * failure that says what to do.
 */
export async function runCommand<Name extends CommandName>(
  settings: Settings,
  workingFolder: string,
  name: Name,
  ask: Parameters<Commands[Name]>[0],
): Promise<Awaited<ReturnType<Commands[Name]>>> {
  const location = locationOf(settings, workingFolder);
  try {
    const owner = await own({ ...settings, logLevel: "warn" }, location);
    if (owner === null) return await command(filesOnly(location, name).controlPath, name, ask);
    try {
      return await doAlone(commandsAlone(owner), name, ask);
    } finally {
      await owner.release();
    }
  } catch (thrown) {
    throw asSetup(thrown, location);
  }
}

/** A union of commands cannot be called with a union of questions; the pair belongs together by type. */
function doAlone<Name extends CommandName>(
  commands: Commands,
  name: Name,
  ask: Parameters<Commands[Name]>[0],
): ReturnType<Commands[Name]> {
  const run = commands[name] as (ask: Parameters<Commands[Name]>[0]) => ReturnType<Commands[Name]>;
  return run(ask);
}

/** What a second collector on the same files is told. */
export function alreadyOwned(location: Location): Failure {
  return new Failure(
    "setup",
    `Another collector works on ${filesOnly(location, "start").errorsPath} already: stop it, or name another database in DATABASE_URL.`,
  );
}
