import { runCommand } from "../../src/server/index.ts";
import { settingsIn } from "./collector.ts";

/**
 * Has everything packed that was answered: by the collector that works in this folder, in this process or
 * another, else alone. Resolves to what was done.
 */
export async function packAll(folder: string) {
  return runCommand(await settingsIn(folder), folder, "pack", {});
}
