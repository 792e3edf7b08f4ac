import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromiumFlags, chromiumPath } from "../../scripts/browser/chromium.ts";

const folder = fileURLToPath(new URL("./", import.meta.url));
const program = join(folder, "node_modules/lighthouse/cli/index.js");
const runMsMax = 120_000;

export const categories = ["performance", "accessibility", "best-practices"] as const;
export type Category = (typeof categories)[number];

/** What one load of a page was worth, and what was found wrong. */
export interface Audit {
  /** From 0 to 100. */
  readonly scores: Readonly<Record<Category, number>>;
  readonly firstContentfulPaintMs: number;
  readonly largestContentfulPaintMs: number;
  readonly totalBlockingMs: number;
  readonly layoutShift: number;
  readonly wrong: readonly string[];
}

/** What of Lighthouse's own report is read. */
interface LighthouseReport {
  readonly lighthouseVersion: string;
  readonly runtimeError?: { readonly message: string };
  readonly categories: Readonly<
    Record<string, { readonly score: number | null; readonly auditRefs: readonly { id: string }[] }>
  >;
  readonly audits: Readonly<
    Record<string, { title: string; score: number | null; numericValue?: number }>
  >;
}

/** Installs Lighthouse into this folder, by its own lock file, where that was not done yet. */
export function install(): void {
  if (existsSync(program)) return;
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** Loads a page as Lighthouse's desktop preset does, in a browser of its own. */
export async function audit(url: string): Promise<Audit> {
  const report = await run([
    url,
    "--quiet",
    "--output=json",
    "--preset=desktop",
    `--only-categories=${categories.join(",")}`,
    `--chrome-flags=--headless=new ${chromiumFlags.join(" ")}`,
  ]);
  if (report.runtimeError) throw new Error(report.runtimeError.message);
  const number = (id: string): number => report.audits[id]?.numericValue ?? Number.NaN;
  return {
    scores: {
      performance: scoreOf(report, "performance"),
      accessibility: scoreOf(report, "accessibility"),
      "best-practices": scoreOf(report, "best-practices"),
    },
    firstContentfulPaintMs: number("first-contentful-paint"),
    largestContentfulPaintMs: number("largest-contentful-paint"),
    totalBlockingMs: number("total-blocking-time"),
    layoutShift: number("cumulative-layout-shift"),
    wrong: categories.slice(1).flatMap((category) => failedOf(report, category)),
  };
}

function scoreOf({ categories: scored }: LighthouseReport, category: Category): number {
  const score = scored[category]?.score;
  if (typeof score !== "number") throw new Error(`Lighthouse gave no score for ${category}.`);
  return Math.round(score * 100);
}

function failedOf({ categories: scored, audits }: LighthouseReport, category: Category): string[] {
  const refs = scored[category]?.auditRefs ?? [];
  return refs.flatMap(({ id }) => {
    const found = audits[id];
    return found?.score === 0 ? [`${category}: ${found.title}`] : [];
  });
}

async function run(args: readonly string[]): Promise<LighthouseReport> {
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], CHROME_PATH: chromiumPath },
    stdio: ["ignore", "pipe", "inherit"],
    timeout: runMsMax,
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`Lighthouse ended with ${code}.`);
  return JSON.parse(text) as LighthouseReport;
}
