import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { describeMachine } from "../intake/machine.ts";
import { endChild, portSaid, spawnCollector } from "../intake/processes.ts";
import { say } from "../intake/words.ts";
import { askAll } from "./ask.ts";
import { build } from "./build.ts";
import { measureDoors } from "./doors.ts";
import { type Options, readOptions, usage } from "./options.ts";
import { openPlace, type Place } from "./place.ts";
import { type Report, reportText } from "./report.ts";

const secret = "secret-of-the-bench";

/**
 * How long questions take over many errors, and whether the digest and the doors stay as fast. Resolves to
 * 0 when everything could be measured, whatever the speed.
 */
export async function run(args: readonly string[]): Promise<number> {
  let options: Options | null;
  try {
    options = readOptions(args);
  } catch (thrown) {
    process.stderr.write(`${(thrown as Error).message}\n\n${usage}`);
    return 1;
  }
  if (options === null) {
    process.stdout.write(usage);
    return 0;
  }
  const folder = resolve(options.folder);
  try {
    const report = await measure(folder, options);
    process.stdout.write(reportText(report));
    await mkdir(dirname(options.out), { recursive: true });
    await writeFile(options.out, `${JSON.stringify(report, null, 2)}\n`);
    process.stdout.write(`\nAll figures: ${options.out}\n`);
    return 0;
  } finally {
    if (!options.keep) await rm(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string, options: Options): Promise<Report> {
  await mkdir(folder, { recursive: true });
  const place = await openPlace(options, folder);
  try {
    return await measureAt(place, folder, options);
  } finally {
    await place.stop();
  }
}

async function measureAt(place: Place, folder: string, options: Options): Promise<Report> {
  const machine = await describeMachine(folder);
  say(`build: ${options.errors} errors through the digest`);
  const ingest = await build(place, options.errors, say);
  const bytes = await place.bytes();
  const { child } = spawnCollector(secret, { folder, place: place.environment });
  try {
    const port = await portSaid(child);
    say("queries: each question over HTTP");
    const timings = await askAll(`http://127.0.0.1:${port}`, options);
    const slowest = timings
      .filter(({ slowest: address }) => !address.includes(" ") && !address.includes("live"))
      .toSorted((one, other) => other.max - one.max)[0];
    say(`doors: ${options.rate} deliveries a second beside ${slowest?.slowest}`);
    const doors = await measureDoors({ ...options, port, secret }, slowest?.slowest ?? "/errors");
    return { options, machine, ingest, bytes, timings, doors };
  } finally {
    await endChild(child, "SIGTERM");
  }
}
