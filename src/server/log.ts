import { type Logger, pino } from "pino";
import type { Settings } from "./settings.ts";

export type Log = Logger;

/** Structured lines on standard output, without addresses' tokens, secrets or payloads. */
export function createLog(level: Settings["logLevel"]): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
}

/**
 * Lets through the first `max` calls in a minute: refusals are the sender's doing, and a flood of them
 * must not fill the log.
 */
export function atMostEachMinute(
  max: number,
  { now, skipped }: { now: () => number; skipped: (count: number) => void },
): (say: () => void) => void {
  let minute = 0;
  let count = 0;
  return (say) => {
    const current = Math.floor(now() / 60_000);
    if (current !== minute) {
      if (count > max) skipped(count - max);
      minute = current;
      count = 0;
    }
    count += 1;
    if (count <= max) say();
  };
}
