import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { readCounts } from "./counts.ts";
import { describeMachine } from "./machine.ts";
import { measureAccepted, measureHalf, measureRest } from "./measure.ts";
import { type Options, readOptions, usage } from "./options.ts";
import { measureOverload } from "./overload.ts";
import { type Report, reportText, toJson } from "./report.ts";
import { Rig } from "./rig.ts";
import { findSustained } from "./sustained.ts";
import { holdLine, say } from "./words.ts";

const signals = ["SIGINT", "SIGTERM"] as const;
/** As shells have it: 128 and the number of SIGINT. */
const interruptedCode = 130;

/**
 * How many deliveries a second the collector takes, beside a floor program in the same run. Resolves
 * to 0 when everything could be measured and the counts are right, whatever the speed.
 */
export async function run(args: readonly string[]): Promise<number> {
  const options = askedFor(args);
  if (typeof options === "number") return options;
  const rig = await Rig.open(options);
  let interrupted = false;
  const interrupt = (): void => {
    say("interrupted: ending what was started");
    interrupted = true;
    // What is being measured fails when its programs end, and so the bench ends too.
    void rig.close();
  };
  for (const signal of signals) process.once(signal, interrupt);
  try {
    const report = await measure(rig, options);
    process.stdout.write(reportText(report));
    await mkdir(dirname(options.out), { recursive: true });
    await writeFile(options.out, toJson(report));
    process.stdout.write(`\nAll figures: ${options.out}\n`);
    return report.counts.wrong.length > 0 || report.sustained.rate === null ? 1 : 0;
  } catch (thrown) {
    if (interrupted) return interruptedCode;
    throw thrown;
  } finally {
    await rig.close();
    for (const signal of signals) process.off(signal, interrupt);
  }
}

/** The options, or the exit code where there is nothing to run. */
function askedFor(args: readonly string[]): Options | number {
  try {
    const options = readOptions(args);
    if (options !== null) return options;
    process.stdout.write(usage);
    return 0;
  } catch (thrown) {
    process.stderr.write(`${(thrown as Error).message}\n\n${usage}`);
    return 1;
  }
}

async function measure(rig: Rig, options: Options): Promise<Report> {
  const machine = await describeMachine(rig.folder);
  say("rest: the memory of a collector that was just started");
  const restBytes = await measureRest(rig);
  say("accepted: floor and collector in turn, as fast as they can");
  const accepted = await measureAccepted(rig);
  say("sustained: the highest rate at which the backlog stays flat");
  const sustained = await findSustained(rig, accepted.rate, (hold) => say(holdLine(hold)));
  const { half, overload } = await measureBeyond(rig, sustained.rate);
  const restAfterBytes = await measureRest(rig);
  say("counts: what lies in the files");
  await rig.collector.stop();
  const counts = await readCounts(rig);
  return {
    options,
    machine,
    restBytes,
    restAfterBytes,
    accepted,
    sustained,
    half,
    overload,
    counts,
  };
}

/** What is measured at a share of the sustained rate; without one there is nothing to measure. */
async function measureBeyond(rig: Rig, rate: number | null) {
  if (rate === null) return { half: null, overload: null };
  say(`half: answers at ${Math.round(rate / 2)} a second`);
  const half = await measureHalf(rig, rate);
  say(`overload: ${Math.round(rate * 3)} a second`);
  return { half, overload: await measureOverload(rig, rate) };
}
