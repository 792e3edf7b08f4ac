import { parseArgs } from "node:util";
import { Failure } from "../domain/index.ts";
import { readSettings, runCommand } from "../server/index.ts";
import type { Command } from "./command.ts";

/** Deletes what belongs to somebody. */
export const forget: Command = {
  usage: "--user ID|MAIL|ADDRESS",
  about: "delete everything that belongs to somebody, also from the archive",
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: { user: { type: "string" } } });
    const user = values.user?.trim() ?? "";
    if (user === "") {
      throw new Failure(
        "invalid",
        "Say who: forget --user, and an id, a mail address or an address.",
      );
    }
    const settings = readSettings(process.env, process.cwd());
    const done = await runCommand(settings, process.cwd(), "forget", { user });
    process.stdout.write(
      `Deleted: ${done.errors} errors, ${done.deliveries} deliveries, ${done.tags} values of tags. Taken out of: ${done.issues} issues, ${done.texts} other texts.\n`,
    );
    if (done.unreadable === 0) return 0;
    process.stderr.write(
      `${done.unreadable} deliveries are damaged, and nobody knows what they say.\n`,
    );
    return 1;
  },
};
