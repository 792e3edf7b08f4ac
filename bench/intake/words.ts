import type { Hold } from "./sustained.ts";

// How figures are written for a reader.

const mebibyte = 1024 * 1024;

export const share = (value: number): string => value.toFixed(2);
export const milliseconds = (value: number): string => `${value.toFixed(1)} ms`;
export const mebibytes = (bytes: number): string => `${(bytes / mebibyte).toFixed(0)} MB`;
export const whole = (value: number): string => value.toFixed(0);

/** What is being done goes to standard error: the report alone is the output. */
export function say(text: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)}  ${text}\n`);
}

/** Counts by name: `201 × 3, 503 × 1`. */
export function told(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).map(([name, number]) => `${name} × ${number}`);
  return parts.length === 0 ? "none" : parts.join(", ");
}

export function holdLine({ rate, seconds, held, course, run }: Hold): string {
  const { atQuarter, atEnd, growth } = course;
  const grew = growth === null ? "?" : whole(growth);
  const lost = { ...run.broken, ...(run.unanswered > 0 ? { "no answer": run.unanswered } : {}) };
  const p99 = run.latency.p99 === null ? "?" : milliseconds(run.latency.p99);
  return [
    `${held ? "held " : "not held"} ${whole(rate)}/s for ${seconds} s:`,
    `backlog ${atQuarter ?? "?"} → ${atEnd ?? "?"} (${grew} a second),`,
    `answers ${told({ ...run.answers, ...lost })}, p99 ${p99}, ${run.connectionsOpened} connections`,
  ].join(" ");
}
