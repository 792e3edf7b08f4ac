import { type Course, courseOf, highest } from "./figures.ts";
import { drain } from "./measure.ts";
import { answerMsMax, openConnectionsMax } from "./options.ts";
import { goodAnswers, type Rig, type Run } from "./rig.ts";

const probeSecondsMax = 8;
const probesMax = 5;
const confirmationsMax = 8;
/** The search begins at this share of the accepted rate, and does not look below the other. */
const firstShare = 0.8;
const lowestShare = 0.2;
const upStep = 1.15;
const downStep = 0.93;
/** A stall of the machine may cost this share of the answers; more means that the rate is not held. */
const lostShareMax = 0.001;

/** One rate, held for some seconds. */
export interface Hold {
  readonly rate: number;
  readonly seconds: number;
  readonly run: Run;
  readonly course: Course;
  readonly residentBytesMax: number | null;
  /** The backlog stayed flat, everything was taken, and in the time that the sender waits. */
  readonly held: boolean;
}

export interface Sustained {
  /** Deliveries a second; null when no rate held. */
  readonly rate: number | null;
  readonly confirmed: Hold | null;
  readonly holds: readonly Hold[];
}

/**
 * The highest rate at which the digest keeps up: found by halving with short holds, then confirmed by
 * a long one, a little lower each time it fails.
 */
export async function findSustained(
  rig: Rig,
  acceptedRate: number,
  onHold: (hold: Hold) => void,
): Promise<Sustained> {
  const holds: Hold[] = [];
  const tryRate = async (rate: number, seconds: number): Promise<Hold> => {
    const hold = await holdRate(rig, rate, seconds);
    holds.push(hold);
    onHold(hold);
    return hold;
  };
  const probeSeconds = Math.min(probeSecondsMax, rig.options.sustainedSeconds);
  let rate = await search(acceptedRate, (each) => tryRate(each, probeSeconds));
  for (let attempt = 0; attempt < confirmationsMax; attempt += 1) {
    const hold = await tryRate(rate, rig.options.sustainedSeconds);
    if (hold.held) return { rate, confirmed: hold, holds };
    rate *= downStep;
  }
  return { rate: null, confirmed: null, holds };
}

async function search(
  acceptedRate: number,
  tryRate: (rate: number) => Promise<Hold>,
): Promise<number> {
  let low = acceptedRate * lowestShare;
  let high: number | null = null;
  let rate = acceptedRate * firstShare;
  for (let probe = 0; probe < probesMax; probe += 1) {
    const { held } = await tryRate(rate);
    if (held) low = rate;
    else high = rate;
    rate = high === null ? rate * upStep : (low + high) / 2;
  }
  return low;
}

async function holdRate(rig: Rig, rate: number, seconds: number): Promise<Hold> {
  await drain(rig);
  const { collector } = rig;
  const { port } = collector;
  const connectionsMax = openConnectionsMax;
  const { result: run, samples } = await collector.watch(
    rig.load(collector, { mode: "open", port, rate, seconds, connectionsMax }),
  );
  const course = courseOf(samples, rate, seconds);
  const taken = goodAnswers(run) >= rate * seconds * (1 - lostShareMax);
  const inTime = (run.latency.p99 ?? Number.POSITIVE_INFINITY) <= answerMsMax;
  return {
    rate,
    seconds,
    run,
    course,
    residentBytesMax: highest(samples, "residentBytes"),
    held: course.flat && taken && inTime,
  };
}
