import { Failure } from "../domain/index.ts";
import { readSettings, replaceSecretKey, runCommand } from "../server/index.ts";
import type { Command } from "./command.ts";

/** What only whoever runs the collector may do: a link for an administrator, another key. */
export const admin: Command = {
  usage: "create | new-key",
  about: "a link by which somebody becomes administrator; another SECRET_KEY",
  async run([what, ...others]) {
    if ((what !== "create" && what !== "new-key") || others.length > 0) {
      throw new Failure(
        "invalid",
        "It is admin create, which prints a link that works once, or admin new-key, which makes SECRET_KEY that of all collectors on a server.",
      );
    }
    const settings = readSettings(process.env, process.cwd());
    if (what === "new-key") {
      replaceSecretKey(settings, process.cwd());
      process.stdout.write(
        "Start all collectors with this SECRET_KEY: whoever was signed in signs in anew, and tokens of sources are entered again.\n",
      );
      return 0;
    }
    const { link } = await runCommand(settings, process.cwd(), "adminLink", {});
    process.stdout.write(`${link}\nIt works once, for a week.\n`);
    return 0;
  },
};
