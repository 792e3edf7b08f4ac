import { tmpdir } from "node:os";
import { parseArgs } from "node:util";

/** What the command line asks for. */
export interface Options {
  /** Seconds of one round of the closed loop. */
  readonly seconds: number;
  /** Seconds for which the sustained rate must hold. */
  readonly sustainedSeconds: number;
  readonly overloadSeconds: number;
  /** Connections of the closed loop. */
  readonly connections: number;
  /** Where the figures are written as JSON. */
  readonly out: string;
  /** Where the databases are made. It must lie on a disk: in memory an fsync costs nothing. */
  readonly folder: string;
  /** `sqlite`, `postgres` for a server that the bench starts, or the address of one. */
  readonly database: string;
  /** Where CPU profiles of the collector's threads are written; null: none are taken. */
  readonly profile: string | null;
}

/** Rounds of the closed loop, floor and collector in turn, so that a bad spell hits both alike. */
export const rounds = 3;
/** Sentry waits this long for an answer, in milliseconds, and no longer. */
export const answerMsMax = 1000;
/** Connections of the open loop, at most: as many as the collector allows by default. */
export const openConnectionsMax = 10_000;

export const usage = `npm run bench -- intake [options]

  --seconds N            seconds of one round of the closed loop (10)
  --sustained-seconds N  seconds for which the sustained rate must hold (60)
  --overload-seconds N   seconds of overload (30)
  --connections N        connections of the closed loop (64)
  --out FILE             where the figures are written (bench/results/intake.json)
  --folder DIR           where the databases are made, on a real disk (the system's temporary folder)
  --database WHAT        sqlite, postgres (a server of its own) or postgres://… (databases are made there) (sqlite)
  --profile DIR          write a CPU profile of each of the collector's threads (it costs speed)
`;

const spec = {
  seconds: { type: "string", default: "10" },
  "sustained-seconds": { type: "string", default: "60" },
  "overload-seconds": { type: "string", default: "30" },
  connections: { type: "string", default: "64" },
  out: { type: "string", default: "bench/results/intake.json" },
  folder: { type: "string", default: tmpdir() },
  database: { type: "string", default: "sqlite" },
  profile: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

/** Reads the command line; null when it only asks for help. Throws on what it does not know. */
export function readOptions(args: readonly string[]): Options | null {
  const { values } = parseArgs({ args: [...args], options: spec });
  if (values.help) return null;
  return {
    seconds: whole("--seconds", values.seconds, 3600),
    sustainedSeconds: whole("--sustained-seconds", values["sustained-seconds"], 3600),
    overloadSeconds: whole("--overload-seconds", values["overload-seconds"], 3600),
    connections: whole("--connections", values.connections, openConnectionsMax),
    out: values.out,
    folder: values.folder,
    database: databaseFrom(values.database),
    profile: values.profile ?? null,
  };
}

/** `sqlite`, `postgres` or the address of a server. Throws on anything else. */
export function databaseFrom(text: string): string {
  if (text === "sqlite" || text === "postgres" || /^postgres(ql)?:/.test(text)) return text;
  throw new Error(`--database must be sqlite, postgres or an address of one, not ${text}.`);
}

function whole(name: string, text: string, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= max) return value;
  throw new Error(`${name} must be a whole number from 1 to ${max}, not ${JSON.stringify(text)}.`);
}
