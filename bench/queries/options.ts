import { tmpdir } from "node:os";
import { parseArgs } from "node:util";
import { databaseFrom } from "../intake/options.ts";

/** What the command line asks for. */
export interface Options {
  readonly errors: number;
  /** Where the databases are made, or found if they were kept. */
  readonly folder: string;
  readonly keep: boolean;
  /** Times that each question is asked. */
  readonly repeats: number;
  /** Deliveries a second while the doors are measured beside queries. */
  readonly rate: number;
  /** `sqlite`, `postgres` for a server that the bench starts, or the address of one. */
  readonly database: string;
  /** Where the figures are written as JSON. */
  readonly out: string;
}

export const issueCount = 20_000;
export const projectCount = 50;

export const usage = `npm run bench -- queries [options]

  --errors N    errors that are made (1000000)
  --repeats N   times that each question is asked (60)
  --rate N      deliveries a second while the doors are measured beside queries (2000)
  --folder DIR  where the databases are made; one that was kept there is used again
  --keep        leave the databases there
  --database D  sqlite, postgres (a server of its own) or postgres://… (a database is made there) (sqlite)
  --out FILE    where the figures are written (bench/results/queries.json)
`;

/** Reads the command line; null when it only asks for help. Throws on what it does not know. */
export function readOptions(args: readonly string[]): Options | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      errors: { type: "string", default: "1000000" },
      repeats: { type: "string", default: "60" },
      rate: { type: "string", default: "2000" },
      folder: { type: "string", default: `${tmpdir()}/collector-bench-queries` },
      keep: { type: "boolean", default: false },
      database: { type: "string", default: "sqlite" },
      out: { type: "string", default: "bench/results/queries.json" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return null;
  const database = databaseFrom(values.database);
  if (values.keep && database === "postgres") {
    throw new Error("A server of its own is not kept: name one by its address.");
  }
  return {
    database,
    errors: whole("--errors", values.errors, 1e9),
    repeats: whole("--repeats", values.repeats, 100_000),
    rate: whole("--rate", values.rate, 100_000),
    folder: values.folder,
    keep: values.keep,
    out: values.out,
  };
}

function whole(name: string, text: string, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= max) return value;
  throw new Error(`${name} must be a whole number from 1 to ${max}, not ${JSON.stringify(text)}.`);
}
