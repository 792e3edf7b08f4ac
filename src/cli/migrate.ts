import { parseArgs } from "node:util";
import { checkSchemas, migrateSchemas, readSettings } from "../server/index.ts";
import type { Command } from "./command.ts";

type States = ReturnType<typeof checkSchemas>;

/** Brings the database to the newest schema, or says how far it is. */
export const migrate: Command = {
  usage: "[--check]",
  about: "bring the database to this version's schema, or only say how far it is",
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: { check: { type: "boolean" } } });
    const settings = readSettings(process.env, process.cwd());
    if (values.check !== true) {
      process.stdout.write(shown(await migrateSchemas(settings, process.cwd())));
      return 0;
    }
    const states = checkSchemas(settings, process.cwd());
    process.stdout.write(shown(states));
    if (states.every(({ missing }) => missing.length === 0)) return 0;
    process.stderr.write("Steps are missing: collector migrate takes them, as every start does.\n");
    return 1;
  },
};

function shown(states: States): string {
  const lines = states.map(({ what, path, have, newest, missing }) => {
    const steps = missing.map((name) => `\n          to come: ${name}`).join("");
    return `${what.padEnd(9)} step ${have} of ${newest}  ${path}${steps}\n`;
  });
  return lines.join("");
}
