import type { Score } from "./score.ts";
import type { Speed } from "./speed.ts";

/** Everything that one run has measured; scores are null where the corpus is absent. */
export interface Report {
  readonly scores: readonly Score[] | null;
  readonly speeds: readonly Speed[];
}

export function toJson(report: Report): string {
  return `${JSON.stringify({ at: new Date().toISOString(), ...report }, null, 2)}\n`;
}

export function reportText({ scores, speeds }: Report): string {
  const lines =
    scores === null
      ? ["The corpus is absent (../shared/corpus/grouping): nothing is compared with Sentry."]
      : scores.flatMap(scoreLines);
  return ["", ...lines, "", ...speeds.map(speedLine), ""].join("\n");
}

function scoreLines({ kind, right, of, aim, otherwise }: Score): string[] {
  const share = of === 0 ? 1 : right / of;
  const figures = `${right} of ${of}`.padEnd(12);
  const line = `${share >= aim ? "pass" : "MISS"}  ${kind.padEnd(32)} ${figures} ${percent(share)}, aim ${percent(aim)}`;
  return [line, ...otherwise.map((each) => `        ${each}`)];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function speedLine({ what, microseconds, aim }: Speed): string {
  const kept = aim === null ? "    " : microseconds <= aim ? "pass" : "MISS";
  const aimed = aim === null ? "" : `, aim ${aim}`;
  return `${kept}  ${what.padEnd(32)} ${microseconds.toFixed(1)} µs each${aimed}`;
}
