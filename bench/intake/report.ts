import type { Counts } from "./counts.ts";
import type { Summary } from "./histogram.ts";
import type { describeMachine } from "./machine.ts";
import type { Accepted } from "./measure.ts";
import { answerMsMax, type Options } from "./options.ts";
import type { Overload } from "./overload.ts";
import { bodyBytes } from "./payload.ts";
import { type Run, sum } from "./rig.ts";
import type { Sustained } from "./sustained.ts";
import { holdLine, mebibytes, milliseconds, share, told, whole } from "./words.ts";

/** Everything that one run has measured. */
export interface Report {
  readonly options: Options;
  readonly machine: Awaited<ReturnType<typeof describeMachine>>;
  /** Memory at rest, fresh and after all the load; null where the system does not say. */
  readonly restBytes: number | null;
  readonly restAfterBytes: number | null;
  readonly accepted: Accepted;
  readonly sustained: Sustained;
  /** Null where no rate could be sustained. */
  readonly half: Run | null;
  readonly overload: Overload | null;
  readonly counts: Counts;
}

/** One line of what was promised. */
interface Promised {
  readonly what: string;
  readonly value: string;
  readonly target: string;
  /** Null: it could not be measured. */
  readonly kept: boolean | null;
}

const mebibyte = 1024 * 1024;

/** The figures as JSON, the promises first. */
export function toJson(report: Report): string {
  const at = new Date().toISOString();
  return `${JSON.stringify({ at, promises: promisesOf(report), ...report }, null, 2)}\n`;
}

export function reportText(report: Report): string {
  const promises = promisesOf(report).map(({ what, value, target, kept }) => [
    kept === null ? "?" : kept ? "pass" : "MISS",
    what,
    value,
    target,
  ]);
  return [
    "",
    ...machineLines(report),
    "",
    ...table([["", "promise", "measured", "target"], ...promises]),
    "",
    ...table(ratesTable(report)),
    "",
    ...report.sustained.holds.map(holdLine),
    "",
    ...(report.overload === null ? [] : overloadLines(report.overload)),
    ...countLines(report.counts),
    ...memoryLine(report),
    "",
  ].join("\n");
}

function promisesOf(report: Report): Promised[] {
  const { accepted, sustained, half, overload, counts, restBytes, options } = report;
  const sustainedShare = sustained.rate === null ? null : sustained.rate / accepted.floorRate;
  const p50 = half?.latency.p50 ?? null;
  const p99 = half?.latency.p99 ?? null;
  const max = overload?.run.latency.max ?? null;
  const lost = overload === null ? null : sum(Object.values(overload.lost));
  const load = fullLoadBytes(report);
  const always = [
    promise("overload: neither 2xx nor 503", overload?.wrong ?? null, whole, atMost(0)),
    promise("overload: without an answer", lost, whole, atMost(0)),
    promise("overload: slowest answer", max, milliseconds, atMost(answerMsMax)),
    promise("counts that are wrong", counts.wrong.length, whole, atMost(0)),
  ];
  // A server beside the collector takes its part of the machine: less is promised of both together.
  if (options.database !== "sqlite") {
    return [
      promise("sustained, share of the floor", sustainedShare, share, atLeast(0.25)),
      ...always,
    ];
  }
  return [
    promise("accepted, share of the floor", accepted.ratio, share, atLeast(0.6)),
    promise("sustained, share of the floor", sustainedShare, share, atLeast(0.35)),
    promise("sustained, what is aimed at", sustainedShare, share, atLeast(0.6)),
    promise("answer at half of it, p50", p50, milliseconds, below(3)),
    promise("answer at half of it, p99", p99, milliseconds, below(50)),
    ...always,
    promise("memory at rest", restBytes, mebibytes, below(150 * mebibyte)),
    promise("memory at full load", load, mebibytes, below(350 * mebibyte)),
  ];
}

interface Target {
  readonly word: string;
  readonly limit: number;
  readonly isKeptBy: (value: number) => boolean;
}

function atLeast(limit: number): Target {
  return { word: "at least", limit, isKeptBy: (value) => value >= limit };
}

function below(limit: number): Target {
  return { word: "below", limit, isKeptBy: (value) => value < limit };
}

function atMost(limit: number): Target {
  return { word: "at most", limit, isKeptBy: (value) => value <= limit };
}

function promise(
  what: string,
  value: number | null,
  show: (value: number) => string,
  { word, limit, isKeptBy }: Target,
): Promised {
  const target = `${word} ${show(limit)}`;
  if (value === null) return { what, target, value: "not known", kept: null };
  return { what, target, value: show(value), kept: isKeptBy(value) };
}

/** The most memory that was seen under a load that the collector takes whole. */
function fullLoadBytes({ accepted, sustained }: Report): number | null {
  const seen = [...accepted.rounds, ...sustained.holds]
    .map(({ residentBytesMax }) => residentBytesMax)
    .filter((bytes) => bytes !== null);
  return seen.length === 0 ? null : Math.max(...seen);
}

function memoryLine(report: Report): string[] {
  const [rest, load] = [report.restBytes, fullLoadBytes(report)];
  if (rest === null || load === null) return [];
  return [`memory:   ${mebibytes(rest)} at rest, ${mebibytes(load)} at full load`];
}

function machineLines({ machine, accepted, options }: Report): string[] {
  const { cores, cpu, node } = machine;
  const others = accepted.rounds.flatMap(({ floor, collector }) =>
    [floor.coresOfOthers, collector.coresOfOthers].filter((value) => value !== null),
  );
  const noise = `noise: the floor's rounds lie ${share(accepted.floorSpread ?? 0)} apart, the collector's ${share(accepted.spread ?? 0)}`;
  const busy =
    others.length === 0 ? "" : `; others used up to ${Math.max(...others).toFixed(2)} cores`;
  return [
    `Intake of signed event_alert deliveries of ${bodyBytes} bytes, ${options.connections} connections; ${cores} × ${cpu}, Node ${node}`,
    noise + busy,
    ...(machine.diskIsMemory ? ["THE FOLDER LIES IN MEMORY: fsync costs nothing here."] : []),
  ];
}

function ratesTable(report: Report): string[][] {
  const { accepted, sustained, half, overload } = report;
  const row = (name: string, run: Run): string[] => [
    name,
    whole(run.rate),
    `${(run.rate / accepted.floorRate).toFixed(2)}`,
    ...durations(run.latency),
    run.cpuMicroseconds === null ? "–" : run.cpuMicroseconds.toFixed(0),
  ];
  return [
    ["", "2xx/s", "÷ floor", "p50 ms", "p99", "p99.9", "max", "CPU µs each"],
    ...accepted.rounds.flatMap(({ floor, collector }, index) => [
      row(`floor ${index + 1}`, floor),
      row(`accepted ${index + 1}`, collector),
    ]),
    ...(sustained.confirmed === null ? [] : [row("sustained", sustained.confirmed.run)]),
    ...(half === null ? [] : [row("half of sustained", half)]),
    ...(overload === null ? [] : [row("overload", overload.run)]),
  ];
}

function durations({ p50, p99, p999, max }: Summary): string[] {
  return [p50, p99, p999, max].map((value) => (value === null ? "–" : value.toFixed(1)));
}

function overloadLines({ rate, run, lost, backlogMax, drainSeconds, residentBytesMax }: Overload) {
  const { lateness, service } = run;
  return [
    `overload: ${whole(rate)}/s offered; answers ${told(run.answers)}; no answer: ${told(lost)}; ${run.connectionsOpened} connections`,
    `          of the slowest answers: sent late by ${durations(lateness)[3]} ms at most, answered within ${durations(service)[3]} ms of sending`,
    `          backlog up to ${backlogMax ?? "?"}, drained in ${drainSeconds.toFixed(1)} s; memory up to ${residentBytesMax === null ? "?" : mebibytes(residentBytesMax)}`,
  ];
}

function countLines(counts: Counts): string[] {
  const { answers, deliveries, errors, sumOfIssueCounts, errorsBytes, archiveBytes } = counts;
  const each = (bytes: number) => (bytes / Math.max(1, errors)).toFixed(0);
  return [
    `counts:   ${answers} answers 2xx, ${deliveries} deliveries, ${errors} errors, ${sumOfIssueCounts} in the issues' counts`,
    ...counts.wrong.map((sentence) => `          WRONG: ${sentence}`),
    `on disk:  ${each(errorsBytes + archiveBytes)} bytes an error: errors.db ${each(errorsBytes)}, archive.db ${each(archiveBytes)} (bodies of ${bodyBytes})`,
  ];
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  return rows.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
