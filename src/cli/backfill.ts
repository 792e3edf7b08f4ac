import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { millisecondsOf } from "../contract/index.ts";
import { type Backfill, Failure } from "../domain/index.ts";
import { readSettings, runCommand, type Settings } from "../server/index.ts";
import type { Command } from "./command.ts";

const progressMs = 1000;

/** Fetches what happened in a window, and shows how far it is. */
export const backfill: Command = {
  usage: "--since 30d [--until T] [--project P …]",
  about: "fetch all events of a window from a source's API (--source SLUG, --no-wait)",
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        since: { type: "string" },
        until: { type: "string" },
        project: { type: "string", multiple: true },
        source: { type: "string" },
        "no-wait": { type: "boolean" },
      },
    });
    const ask = {
      slug: values.source ?? "default",
      since: momentIn(values.since, "since"),
      until: values.until === undefined ? null : momentIn(values.until, "until"),
      projects: values.project ?? null,
    };
    const settings = readSettings(process.env, process.cwd());
    const { ids } = await runCommand(settings, process.cwd(), "backfill", ask);
    if (values["no-wait"] === true) return print(`Started: ${ids.join(", ")}.`);
    return watch(settings, ids);
  },
};

function momentIn(text: string | undefined, name: string): number {
  const at = text === undefined ? Number.NaN : millisecondsOf(text, Date.now());
  if (!Number.isNaN(at)) return at;
  throw new Failure("invalid", `--${name} is a time or an age such as 30d.`);
}

/** Prints a line whenever something changed, until all have ended. */
async function watch(settings: Settings, ids: readonly number[]): Promise<number> {
  let before = "";
  for (;;) {
    const backfills = await runCommand(settings, process.cwd(), "progress", { ids });
    const line = lineOf(backfills);
    if (line !== before) print(line);
    before = line;
    const active = backfills.some(({ state }) => state === "waiting" || state === "running");
    if (!active) break;
    await pause(progressMs);
  }
  const backfills = await runCommand(settings, process.cwd(), "progress", { ids });
  const failed = backfills.filter(({ state }) => state !== "done");
  for (const { project, state, reason } of failed) {
    print(`${project.slug}: ${state}${reason === null ? "" : `: ${reason}`}`);
  }
  return failed.length === 0 ? 0 : 1;
}

function lineOf(backfills: readonly Backfill[]): string {
  const sum = (of: (each: Backfill) => number) =>
    backfills.reduce((total, each) => total + of(each), 0);
  const [listed, stored, requests] = [
    sum((each) => each.listed),
    sum((each) => each.stored),
    sum((each) => each.requests),
  ];
  const expected = sum((each) => each.expected ?? 0);
  const done = backfills.filter(({ state }) => state === "done").length;
  const share =
    expected > 0 ? Math.min(1, listed / expected) : done / Math.max(1, backfills.length);
  const percent = done === backfills.length ? 100 : Math.floor(share * 100);
  const started = Math.min(...backfills.map((each) => each.startedAt ?? Number.POSITIVE_INFINITY));
  const changed = Math.max(...backfills.map((each) => each.changedAt));
  const seconds = Math.max(1, (changed - started) / 1000);
  const rate = Number.isFinite(seconds) ? Math.round(listed / seconds) : 0;
  const left = share > 0 && share < 1 ? Math.ceil(seconds * (1 / share - 1)) : 0;
  const cost = stored === 0 ? "–" : (requests / stored).toFixed(3);
  return `${percent} %  ${listed} listed, ${stored} new, ${rate}/s, ${left} s left, ${requests} requests (${cost} for each new one)`;
}

function print(line: string): number {
  process.stdout.write(`${line}\n`);
  return 0;
}
