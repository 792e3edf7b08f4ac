import { readSettings, runCommand } from "../../src/server/index.ts";
import { ordinary } from "./collector.ts";

/**
 * Has everything packed that was answered: by the collector that works in this folder, in this process or
 * another, else alone. Resolves to what was done.
 */
export function packAll(folder: string) {
  const settings = readSettings({ ...ordinary, LOG_LEVEL: "silent" }, folder);
  return runCommand(settings, folder, "pack", {});
}
