import { setTimeout as pause } from "node:timers/promises";
import { highest, median, spread } from "./figures.ts";
import { residentBytes } from "./machine.ts";
import { openConnectionsMax, rounds } from "./options.ts";
import type { Rig, Run } from "./rig.ts";

const quietSecondsMax = 10;
const halfSecondsMax = 20;
const warmUpSeconds = 1;
const drainSecondsMax = 600;

/** Bytes of memory that the collector holds when nobody wants anything of it. */
export async function measureRest({ collector, options }: Rig): Promise<number | null> {
  for (let read = 0; read < 3; read += 1) await collector.read("/errors?limit=100");
  await pause(Math.min(quietSecondsMax, options.seconds) * 1000);
  return residentBytes(collector.pid);
}

/** Floor and collector under the same load, one after the other. */
interface Round {
  readonly floor: Run;
  readonly collector: Run;
  readonly ratio: number;
  /** Deliveries that waited for their digest at the end, and the seconds until none did. */
  readonly backlogMax: number | null;
  readonly drainSeconds: number | null;
  readonly residentBytesMax: number | null;
}

export interface Accepted {
  readonly rounds: readonly Round[];
  /** Medians over the rounds; rates in 2xx answers a second. */
  readonly floorRate: number;
  readonly rate: number;
  readonly ratio: number;
  readonly floorSpread: number | null;
  readonly spread: number | null;
}

/** Closed loop, floor and collector in turn; the digest has caught up before the floor's turn. */
export async function measureAccepted(rig: Rig): Promise<Accepted> {
  await runRound(rig);
  const done: Round[] = [];
  for (let count = 0; count < rounds; count += 1) done.push(await runRound(rig));
  const floors = done.map(({ floor }) => floor.rate);
  const collectors = done.map(({ collector }) => collector.rate);
  return {
    rounds: done,
    floorRate: median(floors) ?? 0,
    rate: median(collectors) ?? 0,
    ratio: median(done.map(({ ratio }) => ratio)) ?? 0,
    floorSpread: spread(floors),
    spread: spread(collectors),
  };
}

async function runRound(rig: Rig): Promise<Round> {
  const { connections, seconds } = rig.options;
  const plan = { mode: "closed", connections, seconds, warmUpSeconds } as const;
  const floor = await rig.load(rig.floor, { ...plan, port: rig.floor.port });
  const { result: collector, samples } = await rig.collector.watch(
    rig.load(rig.collector, { ...plan, port: rig.collector.port }),
  );
  return {
    floor,
    collector,
    ratio: collector.rate / floor.rate,
    backlogMax: highest(samples, "backlog"),
    drainSeconds: await drain(rig),
    residentBytesMax: highest(samples, "residentBytes"),
  };
}

/** Answers in a day without stress: an open loop at half of the sustained rate. */
export async function measureHalf(rig: Rig, sustainedRate: number): Promise<Run> {
  await drain(rig);
  return rig.load(rig.collector, {
    mode: "open",
    port: rig.collector.port,
    rate: sustainedRate / 2,
    seconds: Math.min(halfSecondsMax, rig.options.sustainedSeconds),
    connectionsMax: openConnectionsMax,
  });
}

/** Waits until the digest has caught up; resolves to the seconds that took. Throws when it never does. */
export async function drain(rig: Rig): Promise<number> {
  const seconds = await rig.collector.drained(drainSecondsMax);
  if (seconds === null) throw new Error(`The backlog did not drain in ${drainSecondsMax} seconds.`);
  return seconds;
}
