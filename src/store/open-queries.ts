import type { Location } from "./location.ts";
import type { Queries } from "./queries.ts";
import type { SearchLimits } from "./search/limits.ts";

/**
 * Opens the databases for reading. The query builder is loaded only now: it weighs 24 MB in every thread
 * that loads it, and the doors and the digest do without. So is the client of a server.
 */
export async function openQueries(location: Location, limits: SearchLimits): Promise<Queries> {
  const { Queries } = await import("./queries.ts");
  if (location.kind === "postgres") {
    const { openOnServer } = await import("./queries-on-server.ts");
    return new Queries(openOnServer(location), limits);
  }
  const { openInFiles } = await import("./queries-in-files.ts");
  return new Queries(openInFiles(location), limits);
}
