import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { corpusExists } from "./corpus.ts";
import { type Report, reportText, toJson } from "./report.ts";
import { scores } from "./score.ts";
import { speeds } from "./speed.ts";

const usage = `npm run bench -- grouping [options]

  --out FILE  where the figures are written (bench/results/grouping.json)
`;

/**
 * How often our grouping decides as Sentry does, and what it costs. Resolves to 0 when it could be
 * compared, whatever the scores.
 */
export async function run(args: readonly string[]): Promise<number> {
  const out = outOf(args);
  if (out === null) return args.includes("--help") ? 0 : 1;
  const report: Report = { scores: corpusExists ? scores() : null, speeds: speeds() };
  process.stdout.write(reportText(report));
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, toJson(report));
  process.stdout.write(`\nAll figures: ${out}\n`);
  return report.scores === null ? 1 : 0;
}

/** Where the figures go; null where there is nothing to run. */
function outOf(args: readonly string[]): string | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        out: { type: "string", default: "bench/results/grouping.json" },
        help: { type: "boolean", default: false },
      },
    });
    if (!values.help) return values.out;
    process.stdout.write(usage);
  } catch (thrown) {
    process.stderr.write(`${(thrown as Error).message}\n\n${usage}`);
  }
  return null;
}
