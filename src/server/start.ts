import { rmSync } from "node:fs";
import type { Server } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { pathOfLink } from "../access/index.ts";
import { messageOf } from "../domain/index.ts";
import type { Location } from "../store/index.ts";
import { alreadyOwned, commandsWhileRunning, type Opened } from "./commands.ts";
import { type Commands, serveCommands } from "./control.ts";
import { baseOf } from "./greeting.ts";
import { Listener } from "./listener.ts";
import { asSetup, locationOf, type Owner, own, type StartOptions } from "./owner.ts";
import { openParts } from "./parts.ts";
import type { Settings } from "./settings.ts";

export interface Running {
  readonly port: number;
  readonly location: Location;
  /** Where somebody becomes the first administrator, while nobody is let in else; or null. */
  readonly firstLink: string | null;
  /** Answers what has been read, writes what was answered, lets go of everything. */
  stop(): Promise<void>;
}

/** Starts the collector. Throws a `setup` failure, with nothing left open, when it cannot. */
export async function startCollector(
  settings: Settings,
  workingFolder: string,
  options: StartOptions = {},
): Promise<Running> {
  const location = locationOf(settings, workingFolder);
  try {
    const owner = await own(settings, location, options);
    if (owner === null) throw alreadyOwned(location);
    return await startAsOwner(owner);
  } catch (thrown) {
    throw asSetup(thrown, location);
  }
}

async function startAsOwner(owner: Owner): Promise<Running> {
  const { settings, location } = owner;
  const opened: Opened = { parts: await openParts(owner).catch(releasing(owner)) };
  const listener = new Listener(settings);
  listener.serve(opened.parts);
  const port = await listener.bind().catch(async (thrown) => {
    await opened.parts.close();
    return releasing(owner)(thrown);
  });
  const base = baseOf({ ...settings, port });
  const code = await opened.parts.access.firstCode();
  const control = await listen(owner, commandsWhileRunning(owner, opened, { listener, base }));
  return {
    port,
    location,
    firstLink: code === null ? null : base + pathOfLink(code),
    async stop() {
      if (settings.shutdownDelayMs > 0) {
        opened.parts.leave();
        listener.leave();
        await pause(settings.shutdownDelayMs);
      }
      opened.parts.endStreams();
      await listener.drain();
      control?.close();
      if (location.kind === "sqlite") rmSync(location.controlPath, { force: true });
      await opened.parts.close();
      await owner.release();
    },
  };
}

/** Command lines are a convenience: where the file system knows no sockets, the rest works without. */
async function listen({ location, log }: Owner, commands: Commands): Promise<Server | null> {
  // Beside collectors on a server a command line does everything by itself.
  if (location.kind === "postgres") return null;
  try {
    return await serveCommands(location.controlPath, commands);
  } catch (thrown) {
    const reason = messageOf(thrown);
    log.warn({ reason }, "commands beside the running collector will not work");
    return null;
  }
}

function releasing(owner: Owner): (thrown: unknown) => Promise<never> {
  return async (thrown) => {
    await owner.release();
    throw thrown;
  };
}
