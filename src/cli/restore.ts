import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Failure } from "../domain/index.ts";
import { readSettings, runCommand } from "../server/index.ts";
import type { Command } from "./command.ts";

/** Puts a backup in the place of the databases; those that were there are kept aside. */
export const restore: Command = {
  usage: "FILE",
  about: "put a backup in the place of the data, which is kept aside",
  async run([file, ...others]) {
    if (file === undefined || others.length > 0) {
      throw new Failure("invalid", "Name the backup: restore FILE.");
    }
    const path = resolve(file);
    if (!existsSync(path)) throw new Failure("invalid", `There is no file ${path}.`);
    const settings = readSettings(process.env, process.cwd());
    const { keptAside } = await runCommand(settings, process.cwd(), "restore", { file: path });
    process.stdout.write(`Restored ${path}.\n`);
    if (keptAside.length > 0) {
      process.stdout.write(`What was there before is kept in:\n  ${keptAside.join("\n  ")}\n`);
    }
    return 0;
  },
};
