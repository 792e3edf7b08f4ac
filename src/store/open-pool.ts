import type { PostgresPool } from "./dialects/postgres-pool.ts";
import type { ServerLocation } from "./location.ts";
import type { PostgresListener } from "./postgres-listener.ts";

/** Connections to a server, at most `max`. Its client is loaded only now: who keeps files does without. */
export async function openPool({ place }: ServerLocation, max: number): Promise<PostgresPool> {
  const { PostgresPool } = await import("./dialects/postgres-pool.ts");
  return new PostgresPool(place, max);
}

/** Hears what other collectors on a server change: see `PostgresListener`. */
export async function listenForChanges(
  location: ServerLocation,
  wake: () => void,
): Promise<PostgresListener> {
  const { PostgresListener } = await import("./postgres-listener.ts");
  return new PostgresListener(location, wake);
}
