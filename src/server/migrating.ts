import { Failure } from "../domain/index.ts";
import { AccessBook, prepareStore, type SchemaState, schemaStates } from "../store/index.ts";
import { asSetup, locationOf, own } from "./owner.ts";
import type { Settings } from "./settings.ts";

/** How far the schemas of the database are; nothing is changed. Throws a `setup` failure where they cannot be read. */
export function checkSchemas(settings: Settings, workingFolder: string): SchemaState[] {
  const location = locationOf(settings, workingFolder);
  try {
    return schemaStates(location);
  } catch (thrown) {
    throw asSetup(thrown, location);
  }
}

/**
 * Brings the schemas to the newest, as a collector does that starts. Throws a `setup` failure where that cannot be,
 * and where a collector has the files: it has done it already.
 */
export async function migrateSchemas(
  settings: Settings,
  workingFolder: string,
): Promise<SchemaState[]> {
  const location = locationOf(settings, workingFolder);
  try {
    const owner = await own({ ...settings, logLevel: "warn" }, location);
    if (owner === null) {
      throw new Failure(
        "setup",
        "A collector works on these files, and brought them to its schema when it started: stop it first.",
      );
    }
    try {
      await prepareStore(location, Date.now);
      await new AccessBook(location, Date.now).close();
    } finally {
      await owner.release();
    }
    return schemaStates(location);
  } catch (thrown) {
    throw asSetup(thrown, location);
  }
}
