import { Failure } from "../domain/index.ts";
import { version } from "../server/index.ts";
import { admin } from "./admin.ts";
import { backfill } from "./backfill.ts";
import { backup } from "./backup.ts";
import type { Command } from "./command.ts";
import { connect } from "./connect.ts";
import { copy } from "./copy.ts";
import { doctor } from "./doctor.ts";
import { forget } from "./forget.ts";
import { redigest } from "./redigest.ts";
import { restore } from "./restore.ts";
import { serve } from "./serve.ts";

const commands = {
  serve,
  admin,
  doctor,
  connect,
  backfill,
  redigest,
  forget,
  backup,
  restore,
  copy,
} as const satisfies Record<string, Command>;

/** Runs a command line. Resolves to the exit code; what went wrong is one sentence on standard error. */
export async function run(args: readonly string[]): Promise<number> {
  const [name = "serve", ...rest] = args;
  try {
    if (["help", "--help", "-h"].includes(name)) return print(help());
    if (["version", "--version", "-v"].includes(name)) return print(`${version}\n`);
    if (!Object.hasOwn(commands, name)) {
      throw new Failure("invalid", `There is no command ${name}: see collector help.`);
    }
    return await commands[name as keyof typeof commands].run(rest);
  } catch (thrown) {
    const sentence = sentenceFor(thrown);
    if (sentence === null) throw thrown;
    process.stderr.write(`${sentence}\n`);
    return 1;
  }
}

/** What the reader is told; null for what is no reader's business: then the stack trace is shown. */
function sentenceFor(thrown: unknown): string | null {
  if (thrown instanceof Failure) return thrown.code === "internal" ? null : thrown.message;
  const { code, message } = thrown as { code?: unknown; message?: string };
  if (typeof code !== "string" || !code.startsWith("ERR_PARSE_ARGS")) return null;
  return `${message?.split(". ")[0]}: see collector help.`;
}

function help(): string {
  const lines = Object.entries(commands).map(
    ([name, { usage, about }]) => `  ${`${name} ${usage}`.trim().padEnd(42)} ${about}`,
  );
  return `collector ${version}\n\n${lines.join("\n")}\n\nSettings are read from the environment and .env: see docs/settings.md.\n`;
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}
