import { messageOf } from "../domain/index.ts";
import type { Attribution } from "../intake/index.ts";
import type { DoorLookups, Location } from "../store/index.ts";
import type { Owner } from "./owner.ts";

/** Other collectors on a server may have been given sources. */
const lookMs = 5000;

export interface FollowedSources {
  /** They were changed here. */
  look(): void;
  stop(): void;
}

/** Keeps the doors told which sources there are. Resolves when they know it. */
export async function followSources(
  { location, log }: { location: Location; log: Owner["log"] },
  { lookups, attribution }: { lookups: DoorLookups; attribution: Attribution },
): Promise<FollowedSources> {
  let stopped = false;
  const read = async (): Promise<void> => {
    if (stopped) return;
    try {
      attribution.know(await lookups.sources());
    } catch (thrown) {
      log.warn({ reason: messageOf(thrown) }, "sources could not be read");
    }
  };
  await read();
  // In a turn of its own: lookups of one turn see the database as it was when the first was made.
  const look = (): void => void setImmediate(() => void read());
  const again = location.kind === "sqlite" ? undefined : setInterval(look, lookMs).unref();
  return {
    look,
    stop() {
      stopped = true;
      clearInterval(again);
    },
  };
}
