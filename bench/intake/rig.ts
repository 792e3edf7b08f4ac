import { rmSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { cpuSeconds, machineCpuSeconds } from "./machine.ts";
import type { LoadResult, Plan } from "./messages.ts";
import type { Options } from "./options.ts";
import { openPlace, type Place } from "./place.ts";
import { Floor, Generator, type Program } from "./processes.ts";
import { Collector } from "./server.ts";

const secret = "secret-of-the-bench";

/** A load and what it cost. */
export interface Run extends LoadResult {
  /** CPU of the program under load, all threads, per 2xx answer of the whole run; microseconds. */
  readonly cpuMicroseconds: number | null;
  /** Cores that others than the bench's programs kept busy meanwhile. */
  readonly coresOfOthers: number | null;
}

/** Everything that the bench has started, and the only place that ends it. */
export class Rig {
  readonly options: Options;
  readonly folder: string;
  readonly generator: Generator;
  readonly floor: Floor;
  readonly collector: Collector;
  readonly place: Place;
  /** 2xx answers that the collector has given so far. */
  collectorAnswers = 0;
  /** Requests to the collector of which nobody knows whether they were kept: no answer came. */
  collectorUncertain = 0;

  private constructor(
    options: Options,
    folder: string,
    programs: { generator: Generator; floor: Floor; collector: Collector; place: Place },
  ) {
    this.options = options;
    this.folder = folder;
    this.generator = programs.generator;
    this.floor = programs.floor;
    this.collector = programs.collector;
    this.place = programs.place;
  }

  static async open(options: Options): Promise<Rig> {
    await mkdir(options.folder, { recursive: true });
    const folder = await mkdtemp(join(resolve(options.folder), "collector-bench-"));
    // Also when the bench dies of something unforeseen, such as a reader of its output that leaves.
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    const started: { stop(): Promise<void> }[] = [];
    try {
      const place = await openPlace(options.database, folder);
      started.push(place);
      const generator = await Generator.start(secret);
      started.push(generator);
      const floor = await Floor.start(secret, place.floor);
      started.push(floor);
      const profile = options.profile === null ? null : resolve(options.profile);
      const collector = await Collector.start(
        secret,
        { folder, profile, place: place.collector },
        (pid) => generator.ward(pid),
      );
      return new Rig(options, folder, { generator, floor, collector, place });
    } catch (thrown) {
      for (const program of started.toReversed()) await program.stop();
      await rm(folder, { recursive: true, force: true });
      throw thrown;
    }
  }

  /** Puts a load on the floor or the collector, and keeps the books. */
  async load(program: Program, plan: Plan): Promise<Run> {
    const before = this.#cpu(program);
    const result = await this.generator.run(plan);
    const after = this.#cpu(program);
    const good = goodAnswers(result);
    if (program === this.collector) {
      this.collectorAnswers += good;
      this.collectorUncertain += result.unanswered + sum(Object.values(result.broken));
    }
    const took = difference(after.program, before.program);
    const others = difference(after.others, before.others);
    return {
      ...result,
      cpuMicroseconds: took === null || good === 0 ? null : (took / good) * 1e6,
      coresOfOthers: others === null ? null : Math.max(0, others / (after.at - before.at)),
    };
  }

  /** Ends every process and removes every file. Never throws for what has ended already. */
  async close(): Promise<void> {
    await Promise.all([this.collector.kill(), this.floor.stop(), this.generator.stop()]);
    await this.place.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  #cpu(program: Program) {
    const own = [this.generator.pid, this.floor.pid, this.collector.pid, process.pid];
    const used = own.map(cpuSeconds);
    const all = machineCpuSeconds();
    const ours = used.includes(null) ? null : sum(used.map((seconds) => seconds ?? 0));
    return {
      at: performance.now() / 1000,
      program: cpuSeconds(program.pid),
      others: difference(all, ours),
    };
  }
}

/** Answers of 200 to 299. */
export function goodAnswers({ answers }: Pick<LoadResult, "answers">): number {
  return sum(
    Object.entries(answers)
      .filter(([status]) => status.startsWith("2"))
      .map(([, count]) => count),
  );
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function difference(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b;
}
