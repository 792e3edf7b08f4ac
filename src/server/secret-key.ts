import { Failure } from "../domain/index.ts";
import { replaceKey } from "../store/index.ts";
import { asSetup, locationOf } from "./owner.ts";
import type { Settings } from "./settings.ts";

/** Makes SECRET_KEY that of all collectors on a server. Throws a `setup` failure that says what to do. */
export function replaceSecretKey(settings: Settings, workingFolder: string): void {
  const { secretKey } = settings;
  const location = locationOf(settings, workingFolder);
  if (location.kind === "sqlite") {
    throw new Failure(
      "setup",
      "admin new-key is for collectors on a server: where the data is files, stop the collector and start it with another SECRET_KEY.",
    );
  }
  if (secretKey === null) throw new Failure("setup", "Set SECRET_KEY to the new key first.");
  try {
    replaceKey(location, secretKey);
  } catch (thrown) {
    throw asSetup(thrown, location);
  }
}
