import { parseArgs } from "node:util";
import { type CheckedSource, readSettings, runCommand } from "../server/index.ts";
import type { Command } from "./command.ts";

const marks = { ok: "ok     ", warning: "warning", failed: "FAILED ", skipped: "–      " } as const;

/** Checks every source: token, scopes, integration, clock, deliveries. */
export const doctor: Command = {
  usage: "[SOURCE]",
  about: "check the APIs of the sources, and say what to do where something is wrong",
  async run(args) {
    const { positionals } = parseArgs({ args: [...args], allowPositionals: true });
    const settings = readSettings(process.env, process.cwd());
    const ask = { source: positionals[0] ?? null };
    const checked = await runCommand(settings, process.cwd(), "doctor", ask);
    process.stdout.write(checked.map(shown).join("\n"));
    const failed = checked.some(({ checks }) => checks.some(({ state }) => state === "failed"));
    return failed ? 1 : 0;
  },
};

function shown({ source, checks }: CheckedSource): string {
  const lines = checks.map(({ name, state, detail, link }) => {
    const where = link === null || state === "ok" ? "" : `\n${" ".repeat(23)}${link}`;
    return `  ${marks[state]} ${name.padEnd(12)} ${detail}${where}`;
  });
  return `${source}\n${lines.join("\n")}\n`;
}
