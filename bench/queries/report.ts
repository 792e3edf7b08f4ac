import type { Timing } from "./ask.ts";
import type { Ingest } from "./build.ts";
import type { BesideQueries } from "./doors.ts";
import type { Options } from "./options.ts";

export interface Report {
  readonly options: Options;
  readonly machine: unknown;
  /** Null when the databases were there already. */
  readonly ingest: readonly Ingest[] | null;
  readonly bytes: { readonly errors: number; readonly archive: number };
  readonly timings: readonly Timing[];
  readonly doors: BesideQueries;
}

const ingestShareMin = 0.8;
const doorsRatioMax = 1.5;

/** The figures as people read them. */
export function reportText({ options, ingest, bytes, timings, doors }: Report): string {
  const each = (total: number) => Math.round(total / options.errors);
  const lines = [
    "",
    `Questions over ${options.errors} errors, ${options.repeats} times each`,
    "",
    `      ${"question".padEnd(32)}${"p50 ms".padEnd(10)}${"p95".padEnd(10)}${"max".padEnd(10)}target`,
    ...timings.map(timingLine),
    "",
    ...ingestLines(ingest),
    `on disk:  ${each(bytes.errors)} bytes an error in errors.db, ${each(bytes.archive)} in archive.db before packing`,
    doorsLine(doors),
    "",
    ...timings.map(({ name, slowest }) => `slowest of ${name}: ${slowest}`),
  ];
  return `${lines.join("\n")}\n`;
}

function timingLine({ name, p50, p95, max, target }: Timing): string {
  const verdict = target === null ? "    " : p95 < target ? "pass" : "MISS";
  const figures = [p50, p95, max].map((ms) => ms.toFixed(1).padEnd(10)).join("");
  return `${verdict}  ${name.padEnd(32)}${figures}${target === null ? "" : `p95 below ${target}`}`;
}

function ingestLines(ingest: readonly Ingest[] | null): string[] {
  if (ingest === null) return ["ingest:   the databases were there already"];
  const [first] = ingest;
  const last = ingest.at(-1);
  const share = first === undefined || last === undefined ? 0 : last.perSecond / first.perSecond;
  return [
    ...ingest.map(
      ({ at, perSecond, cpuMicroseconds }) =>
        `ingest:   ${Math.round(perSecond)} a second at ${at} errors, ${cpuMicroseconds.toFixed(0)} µs of CPU each`,
    ),
    `${share >= ingestShareMin ? "pass" : "MISS"}  at the end ${share.toFixed(2)} of the rate at the beginning, at least ${ingestShareMin}`,
  ];
}

function doorsLine({ rate, p99Alone, p99Beside, ratio }: BesideQueries): string {
  const verdict = ratio !== null && ratio <= doorsRatioMax ? "pass" : "MISS";
  const ms = (value: number | null) => value?.toFixed(1) ?? "–";
  return `${verdict}  doors at ${rate}/s: p99 ${ms(p99Alone)} ms alone, ${ms(p99Beside)} ms beside the slowest query, ratio ${ratio?.toFixed(2) ?? "–"}, at most ${doorsRatioMax}`;
}
