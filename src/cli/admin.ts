import { Failure } from "../domain/index.ts";
import { readSettings, runCommand } from "../server/index.ts";
import type { Command } from "./command.ts";

/** Makes a link by which somebody becomes administrator. */
export const admin: Command = {
  usage: "create",
  about: "print a link by which somebody becomes administrator",
  async run([what, ...others]) {
    if (what !== "create" || others.length > 0) {
      throw new Failure("invalid", "It is admin create: it prints a link that works once.");
    }
    const settings = readSettings(process.env, process.cwd());
    const { link } = await runCommand(settings, process.cwd(), "adminLink", {});
    process.stdout.write(`${link}\nIt works once, for a week.\n`);
    return 0;
  },
};
