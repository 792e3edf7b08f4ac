import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { type Answer, ordinary } from "./collector.ts";
import { isOnPostgres, serverOf } from "./postgres.ts";
import { until } from "./until.ts";

const main = fileURLToPath(new URL("../../src/main.js", import.meta.url));

type Environment = Readonly<Record<string, string>>;

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A collector, or one of its commands, as a process of its own. */
export class CollectorProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  out = "";
  err = "";

  constructor(folder: string, environment: Environment, args: readonly string[] = []) {
    const { PATH = "" } = process.env;
    this.child = spawn(process.execPath, [main, ...args], {
      cwd: folder,
      env: { PATH, HOME: folder, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child.stdout?.setEncoding("utf8").on("data", (chunk) => {
      this.out += chunk;
    });
    this.child.stderr?.setEncoding("utf8").on("data", (chunk) => {
      this.err += chunk;
    });
    this.ended = new Promise((resolve) => {
      this.child.once("close", (code) => resolve({ code, out: this.out, err: this.err }));
    });
  }

  /** The address that it printed. */
  get url(): string {
    const [, url] = /send webhooks to {2}(http:\/\/[^/]+)/.exec(this.out) ?? [];
    if (url === undefined) throw new Error(`no address was printed: ${this.out}${this.err}`);
    return url;
  }

  async started(): Promise<this> {
    await until(
      "the collector says where to send",
      () => {
        if (this.child.exitCode !== null) throw new Error(`it ended: ${this.out}${this.err}`);
        return this.out.includes("send webhooks to");
      },
      { timeoutMs: 30_000 },
    );
    return this;
  }

  async read(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return answerOf(await fetch(this.url + path, { headers }));
  }

  async deliver(
    payload: unknown,
    headers: Record<string, string> = {},
    path = "/sentry/webhook",
  ): Promise<Answer> {
    const body = typeof payload === "string" ? payload : JSON.stringify(payload);
    return answerOf(await fetch(this.url + path, { method: "POST", headers, body }));
  }

  /** Tells it to stop and resolves when it has. */
  stop(signal: NodeJS.Signals = "SIGTERM"): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const body = /json/.test(response.headers.get("content-type") ?? "") ? parsed(text) : null;
  return { status: response.status, headers: response.headers, text, body };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Starts a collector in a folder, on a free port, and waits until it serves; it is killed after the test. */
export async function startProcess(
  t: TestContext,
  folder: string,
  environment: Environment = {},
): Promise<CollectorProcess> {
  const database: Environment = isOnPostgres() ? await serverOf(folder) : {};
  const collector = new CollectorProcess(folder, {
    ...ordinary,
    LOG_LEVEL: "error",
    ...database,
    ...environment,
  });
  t.after(() => collector.stop("SIGKILL"));
  return collector.started();
}

/** Runs a command to its end, beside a collector or without one. */
export function runCommand(
  folder: string,
  args: readonly string[],
  environment: Environment = {},
): Promise<Ended> {
  return new CollectorProcess(folder, environment, args).ended;
}

/** Refused: one sentence on standard error, and an exit code. */
export function assertRefused({ code, out, err }: Ended, sentence: RegExp): void {
  assert.notEqual(code, 0, out);
  assert.notEqual(code, null);
  assert.match(err, sentence);
  assert.equal(err.trimEnd().split("\n").length, 1, err);
  assert.match(err, /\.\n$/);
}
