import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { FromFloor, FromGenerator, LoadResult, Plan, ToGenerator } from "./messages.ts";

const startMsMax = 30_000;
const stopMsMax = 60_000;

/** A started program and its address. */
export interface Program {
  readonly pid: number;
  readonly port: number;
}

/** Ends the child with the bench, whatever the bench dies of. */
function bound(child: ChildProcess): ChildProcess {
  const end = () => void child.kill("SIGKILL");
  process.once("exit", end);
  child.once("exit", () => process.off("exit", end));
  return child;
}

/** The load generator's process. */
export class Generator {
  readonly pid: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.pid = pidOf(child);
  }

  static async start(secret: string): Promise<Generator> {
    const child = forkAt(new URL("./generator.ts", import.meta.url), { BENCH_SECRET: secret });
    await message<FromGenerator>(child, startMsMax);
    return new Generator(child);
  }

  /** Has the generator end this process too, should the bench be killed. */
  ward(pid: number): void {
    this.#send({ type: "ward", pid });
  }

  /** Runs one plan; bounded by its own seconds and some for the last answers. */
  async run(plan: Plan): Promise<LoadResult> {
    const seconds = plan.seconds + (plan.mode === "closed" ? plan.warmUpSeconds : 0);
    const heard = message<FromGenerator>(this.#child, seconds * 1000 + stopMsMax);
    this.#send({ type: "run", plan });
    const reply = await heard;
    if (reply.type === "result") return reply.result;
    throw new Error(`The generator failed: ${reply.type === "failed" ? reply.reason : reply.type}`);
  }

  stop(): Promise<void> {
    return endChild(this.#child, "SIGKILL");
  }

  #send(told: ToGenerator): void {
    this.#child.send(told);
  }
}

/** The floor program. */
export class Floor implements Program {
  readonly pid: number;
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.pid = pidOf(child);
    this.port = port;
  }

  static async start(secret: string, place: Readonly<Record<string, string>>): Promise<Floor> {
    const child = forkAt(new URL("./floor.ts", import.meta.url), {
      BENCH_SECRET: secret,
      ...place,
    });
    const { port } = await message<FromFloor>(child, startMsMax);
    return new Floor(child, port);
  }

  stop(): Promise<void> {
    return endChild(this.#child, "SIGKILL");
  }
}

/** Where a collector is started, where its profiles go, and what it is told of the database. */
export interface CollectorPlace {
  readonly folder: string;
  readonly profile?: string | null;
  readonly place?: Readonly<Record<string, string>>;
}

/** Starts `node src/main.js` of this project as a user would. */
export function spawnCollector(
  secret: string,
  { folder, profile = null, place = {} }: CollectorPlace,
): { child: ChildProcess; pid: number } {
  const main = fileURLToPath(new URL("../../src/main.js", import.meta.url));
  const profiling = profile === null ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`];
  const child = spawn(process.execPath, [...profiling, main], {
    cwd: folder,
    // Nothing of the caller's settings: the figures are for the defaults.
    env: {
      PATH: process.env["PATH"],
      HOST: "127.0.0.1",
      PORT: "0",
      LOG_LEVEL: "warn",
      SENTRY_WEBHOOK_SECRET: secret,
      ...place,
    },
    stdio: ["ignore", "pipe", "inherit"],
    // A signal from the terminal is for the bench, which then stops the collector in its order.
    detached: true,
  });
  return { child: bound(child), pid: pidOf(child) };
}

/** Ends a child by a signal and, when it does not, by force. */
export async function endChild(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  const force = setTimeout(() => child.kill("SIGKILL"), stopMsMax);
  child.kill(signal);
  await exited;
  clearTimeout(force);
}

function forkAt(file: URL, environment: Readonly<Record<string, string>>): ChildProcess {
  return bound(
    fork(fileURLToPath(file), [], { env: { PATH: process.env["PATH"], ...environment } }),
  );
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error("A process could not be started.");
  return pid;
}

/** The port in what the collector prints when it serves. */
export function portSaid(child: ChildProcess): Promise<number> {
  return within(child, startMsMax, (resolve) => {
    let text = "";
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      const port = /http:\/\/127\.0\.0\.1:(\d+)\//.exec(text)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
}

/** The next message of a child. */
function message<T>(child: ChildProcess, msMax: number): Promise<T> {
  return within(child, msMax, (resolve) => {
    child.once("message", (said) => resolve(said as T));
  });
}

/** Rejects when the child ends first, or `msMax` milliseconds pass. */
function within<T>(
  child: ChildProcess,
  msMax: number,
  listen: (resolve: (value: T) => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = () => settle(() => reject(new Error("A program of the bench ended by itself.")));
    const timer = setTimeout(
      () => settle(() => reject(new Error(`A program said nothing for ${msMax} ms.`))),
      msMax,
    );
    const settle = (done: () => void): void => {
      clearTimeout(timer);
      child.off("exit", ended);
      done();
    };
    child.once("exit", ended);
    listen((value) => settle(() => resolve(value)));
  });
}
