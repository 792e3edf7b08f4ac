import { parseArgs } from "node:util";
import { Failure } from "../domain/index.ts";
import { readSettings, runCommand } from "../server/index.ts";
import type { Command } from "./command.ts";

/** Makes what a Sentry needs to send here, as far as its API allows, and prints the rest. */
export const connect: Command = {
  usage: "sentry [--source SLUG] [--dry-run]",
  about: "make the alert rules in Sentry, and print what must be done by hand",
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { source: { type: "string" }, "dry-run": { type: "boolean" } },
      allowPositionals: true,
    });
    if (positionals.join() !== "sentry") {
      throw new Failure("invalid", "Say what to connect: collector connect sentry.");
    }
    const settings = readSettings(process.env, process.cwd());
    const ask = { source: values.source ?? "default", dryRun: values["dry-run"] ?? false };
    const { lines } = await runCommand(settings, process.cwd(), "connect", ask);
    process.stdout.write(`${lines.join("\n")}\n`);
    return 0;
  },
};
