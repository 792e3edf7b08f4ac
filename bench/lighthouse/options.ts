import { parseArgs } from "node:util";

/** What the command line asks for. */
export interface Options {
  /** Times that each page is loaded; the median counts. */
  readonly runs: number;
  /** Where the figures are written as JSON. */
  readonly out: string;
}

export const usage = `npm run bench -- lighthouse [options]

  --runs N      times that each page is loaded; the median counts (5)
  --out FILE    where the figures are written (bench/results/lighthouse.json)
`;

const runsMax = 50;

/** Reads the command line; null when it only asks for help. Throws on what it does not know. */
export function readOptions(args: readonly string[]): Options | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: "string", default: "5" },
      out: { type: "string", default: "bench/results/lighthouse.json" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return null;
  const runs = /^\d+$/.test(values.runs) ? Number(values.runs) : 0;
  if (runs < 1 || runs > runsMax) {
    throw new Error(`--runs must be a whole number from 1 to ${runsMax}, not ${values.runs}.`);
  }
  return { runs, out: values.out };
}
