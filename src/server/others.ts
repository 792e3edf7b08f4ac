import { type Location, listenForChanges } from "../store/index.ts";

/** A connection may be lost without a word: so often is looked all the same. */
const lookMs = 5000;

/** Wakes those who wait for changes when another collector on the server made some. */
export async function hearOthers(
  location: Location,
  wake: () => void,
): Promise<{ close(): Promise<void> }> {
  if (location.kind === "sqlite") return { close: async () => {} };
  const listener = await listenForChanges(location, wake);
  const looking = setInterval(wake, lookMs).unref();
  return {
    async close() {
      clearInterval(looking);
      await listener.close();
    },
  };
}
