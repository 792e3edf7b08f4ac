import { resolve } from "node:path";
import { Failure } from "../domain/index.ts";
import { readSettings, runCommand } from "../server/index.ts";
import type { Command } from "./command.ts";

/** Writes both databases to one file, while the collector goes on. */
export const backup: Command = {
  usage: "FILE",
  about: "write a backup, also while the collector runs",
  async run([file, ...others]) {
    if (file === undefined || others.length > 0) {
      throw new Failure("invalid", "Name one file that does not exist yet: backup FILE.");
    }
    const path = resolve(file);
    const settings = readSettings(process.env, process.cwd());
    const { bytes } = await runCommand(settings, process.cwd(), "backup", { file: path });
    process.stdout.write(`${path}: ${bytes} bytes\n`);
    return 0;
  },
};
