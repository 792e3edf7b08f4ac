import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { chromiumPath } from "../../scripts/browser/chromium.ts";
import { buildPage } from "../../scripts/page/build.ts";
import { isFresh } from "../../scripts/page/stale.ts";
import { fill } from "../../scripts/screenshots/fill.ts";
import { describeMachine } from "../intake/machine.ts";
import { endChild, portSaid, spawnCollector } from "../intake/processes.ts";
import { say } from "../intake/words.ts";
import { type Audit, audit, categories, install } from "./audit.ts";
import { type Options, readOptions, usage } from "./options.ts";

const secret = "secret-of-the-bench";
const pages = ["/app/issues", "/app/errors"] as const;
const scoreMin = 95;

/** The runs of one page, and the one in the middle for each figure. */
interface PageReport {
  readonly page: string;
  readonly median: Omit<Audit, "wrong">;
  readonly wrong: readonly string[];
  readonly runs: readonly Audit[];
}

/**
 * What Lighthouse thinks of the page as it is served, over a filled collector. Resolves to 0 when it could
 * be measured, whatever the scores.
 */
export async function run(args: readonly string[]): Promise<number> {
  let options: Options | null;
  try {
    options = readOptions(args);
  } catch (thrown) {
    process.stderr.write(`${(thrown as Error).message}\n\n${usage}`);
    return 1;
  }
  if (options === null) {
    process.stdout.write(usage);
    return 0;
  }
  if (chromiumPath === undefined) {
    process.stderr.write("There is no Chromium: apt-get install chromium\n");
    return 1;
  }
  const folder = mkdtempSync(join(tmpdir(), "collector-lighthouse-"));
  try {
    const reports = await measure(folder, options);
    process.stdout.write(reports.map(textOf).join("\n"));
    const report = { options, machine: await describeMachine(folder), pages: reports };
    mkdirSync(dirname(options.out), { recursive: true });
    writeFileSync(options.out, `${JSON.stringify(report, null, 2)}\n`);
    process.stdout.write(`\nAll figures: ${options.out}\n`);
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string, { runs }: Options): Promise<PageReport[]> {
  install();
  if (!isFresh()) say(await buildPage());
  const { child } = spawnCollector(secret, { folder });
  try {
    const url = `http://127.0.0.1:${await portSaid(child)}`;
    say(`fill: ${await fill(url, secret)} errors`);
    const reports: PageReport[] = [];
    for (const page of pages) {
      const audits: Audit[] = [];
      while (audits.length < runs) {
        say(`${page}: ${audits.length + 1} of ${runs}`);
        audits.push(await audit(url + page));
      }
      reports.push(reportOf(page, audits));
    }
    return reports;
  } finally {
    await endChild(child, "SIGTERM");
  }
}

function reportOf(page: string, runs: readonly Audit[]): PageReport {
  const middle = (figure: (each: Audit) => number): number => median(runs.map(figure));
  return {
    page,
    median: {
      scores: {
        performance: middle(({ scores }) => scores.performance),
        accessibility: middle(({ scores }) => scores.accessibility),
        "best-practices": middle(({ scores }) => scores["best-practices"]),
      },
      firstContentfulPaintMs: middle((each) => each.firstContentfulPaintMs),
      largestContentfulPaintMs: middle((each) => each.largestContentfulPaintMs),
      totalBlockingMs: middle((each) => each.totalBlockingMs),
      layoutShift: middle((each) => each.layoutShift),
    },
    wrong: [...new Set(runs.flatMap(({ wrong }) => wrong))],
    runs,
  };
}

function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

function textOf({ page, median: figures, wrong, runs }: PageReport): string {
  const { firstContentfulPaintMs: first, largestContentfulPaintMs: largest } = figures;
  const scores = categories.map((category) => {
    const score = figures.scores[category];
    const each = runs.map((one) => one.scores[category]).join(" ");
    return `  ${category.padEnd(16)}${score} ${score >= scoreMin ? "ok" : `below ${scoreMin}`} (${each})`;
  });
  return [
    `${page}, median of ${runs.length}`,
    ...scores,
    `  first paint ${Math.round(first)} ms, largest ${Math.round(largest)} ms, blocked ${Math.round(figures.totalBlockingMs)} ms, layout shift ${figures.layoutShift.toFixed(3)}`,
    ...wrong.map((each) => `  ${each}`),
    "",
  ].join("\n");
}
