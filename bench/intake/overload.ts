import { highest } from "./figures.ts";
import { drain } from "./measure.ts";
import { openConnectionsMax } from "./options.ts";
import type { Rig, Run } from "./rig.ts";

const overloadTimes = 3;

export interface Overload {
  /** Deliveries a second that were offered. */
  readonly rate: number;
  readonly run: Run;
  /** Requests that got no answer at all, by the reason. */
  readonly lost: Readonly<Record<string, number>>;
  /** Answers that are neither 2xx nor 503. */
  readonly wrong: number;
  readonly backlogMax: number | null;
  readonly drainSeconds: number;
  readonly residentBytesMax: number | null;
}

/** Far more than can be digested, by the clock; then the time until nothing waits any more. */
export async function measureOverload(rig: Rig, sustainedRate: number): Promise<Overload> {
  await drain(rig);
  const rate = sustainedRate * overloadTimes;
  const { result: run, samples } = await rig.collector.watch(
    rig.load(rig.collector, {
      mode: "open",
      port: rig.collector.port,
      rate,
      seconds: rig.options.overloadSeconds,
      connectionsMax: openConnectionsMax,
    }),
  );
  const lost: Record<string, number> = { ...run.broken };
  if (run.unanswered > 0) lost["no answer"] = run.unanswered;
  if (run.unsent > 0) lost["never sent"] = run.unsent;
  return {
    rate,
    run,
    lost,
    wrong: wrongAnswers(run),
    backlogMax: highest(samples, "backlog"),
    drainSeconds: await drain(rig),
    residentBytesMax: highest(samples, "residentBytes"),
  };
}

function wrongAnswers({ answers }: Run): number {
  return Object.entries(answers)
    .filter(([status]) => !status.startsWith("2") && status !== "503")
    .reduce((total, [, count]) => total + count, 0);
}
