import type { ChildProcess } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { residentBytes } from "./machine.ts";
import {
  type CollectorPlace,
  endChild,
  type Program,
  portSaid,
  spawnCollector,
} from "./processes.ts";

const pollMs = 250;
const askMsMax = 2000;

/** One look at the collector, `at` milliseconds after the watch began. */
export interface Sample {
  readonly at: number;
  /** Deliveries kept and not yet digested; null when /health did not answer in time. */
  readonly backlog: number | null;
  readonly residentBytes: number | null;
}

/** The collector under test, in a process of its own, looked at from outside only. */
export class Collector implements Program {
  readonly pid: number;
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, pid: number, port: number) {
    this.#child = child;
    this.pid = pid;
    this.port = port;
  }

  /**
   * Starts it with its data in `folder`, or where `place` says. `profile`: where CPU profiles are written when it stops;
   * `onSpawn` is told its process id before it is known to serve.
   */
  static async start(
    secret: string,
    where: CollectorPlace,
    onSpawn: (pid: number) => void,
  ): Promise<Collector> {
    const { child, pid } = spawnCollector(secret, where);
    onSpawn(pid);
    try {
      return new Collector(child, pid, await portSaid(child));
    } catch (thrown) {
      await endChild(child, "SIGKILL");
      throw thrown;
    }
  }

  /** Reads an address as JSON; null when it gives none within two seconds. */
  async read(path: string): Promise<unknown> {
    try {
      const response = await fetch(`http://127.0.0.1:${this.port}${path}`, {
        signal: AbortSignal.timeout(askMsMax),
      });
      return await response.json();
    } catch {
      return null;
    }
  }

  async backlog(): Promise<number | null> {
    const health = (await this.read("/health")) as {
      checks?: { digest?: { backlog?: number } };
    } | null;
    return health?.checks?.digest?.backlog ?? null;
  }

  /** Looks at it four times a second while `work` runs. */
  async watch<T>(work: Promise<T>): Promise<{ result: T; samples: readonly Sample[] }> {
    const samples: Sample[] = [];
    const start = performance.now();
    let running = true;
    const watching = (async () => {
      while (running) {
        const backlog = await this.backlog();
        samples.push({
          at: performance.now() - start,
          backlog,
          residentBytes: residentBytes(this.pid),
        });
        await pause(pollMs);
      }
    })();
    try {
      return { result: await work, samples };
    } finally {
      running = false;
      await watching;
    }
  }

  /** Waits until everything is digested. Resolves to the seconds that took, or null after `secondsMax`. */
  async drained(secondsMax: number): Promise<number | null> {
    const start = performance.now();
    for (;;) {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
        throw new Error("The collector ended by itself.");
      }
      if ((await this.backlog()) === 0) return (performance.now() - start) / 1000;
      if (performance.now() - start > secondsMax * 1000) return null;
      await pause(50);
    }
  }

  /** Stops it as an operator would; its files are whole afterwards. */
  stop(): Promise<void> {
    return endChild(this.#child, "SIGTERM");
  }

  kill(): Promise<void> {
    return endChild(this.#child, "SIGKILL");
  }
}
