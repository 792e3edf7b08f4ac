import { parseArgs } from "node:util";
import { Failure } from "../domain/index.ts";
import { readSettings, runCommand } from "../server/index.ts";
import type { Command } from "./command.ts";

/** Works out again what deliveries mean. */
export const redigest: Command = {
  usage: "--failed | --all | ID …",
  about: "digest again: what failed, everything, or single deliveries",
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { failed: { type: "boolean" }, all: { type: "boolean" } },
      allowPositionals: true,
    });
    const ids = positionals.map(deliveryId);
    const chosen = [values.failed, values.all, ids.length > 0].filter(Boolean);
    if (chosen.length !== 1) {
      throw new Failure(
        "invalid",
        "Say which: redigest --failed, --all, or the ids of deliveries.",
      );
    }
    const what = values.failed
      ? ({ which: "failed" } as const)
      : values.all
        ? ({ which: "all" } as const)
        : ({ which: "ids", ids } as const);
    const settings = readSettings(process.env, process.cwd());
    const result = await runCommand(settings, process.cwd(), "redigest", what);
    process.stdout.write(
      `${result.tried} deliveries: ${result.digested} digested, ${result.ignored} ignored, ${result.failed} failed, ${result.missing} not there or not digested yet\n`,
    );
    return result.failed === 0 ? 0 : 1;
  },
};

function deliveryId(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new Failure("invalid", `${text}: the id of a delivery is a number.`);
}
