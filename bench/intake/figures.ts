import type { Sample } from "./server.ts";

/** The middle value; null of none. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const high = sorted[Math.floor(sorted.length / 2)];
  const low = sorted[Math.ceil(sorted.length / 2) - 1];
  return high === undefined || low === undefined ? null : (high + low) / 2;
}

/** How far apart the values lie, as a share of the middle one: what the machine's noise amounts to. */
export function spread(values: readonly number[]): number | null {
  const middle = median(values);
  if (middle === null || middle === 0) return null;
  return (Math.max(...values) - Math.min(...values)) / middle;
}

/** The most that was seen; null when nothing was. */
export function highest(
  samples: readonly Sample[],
  what: "backlog" | "residentBytes",
): number | null {
  const values = samples.map((sample) => sample[what]).filter((value) => value !== null);
  return values.length === 0 ? null : Math.max(...values);
}

/** How the backlog went while a rate was held. */
export interface Course {
  readonly flat: boolean;
  readonly atQuarter: number | null;
  readonly atEnd: number | null;
  /** Deliveries a second by which it grew, over the last three quarters. */
  readonly growth: number | null;
}

/** A backlog that grows by this share of the rate, or less, counts as level. */
const levelShare = 0.02;
/**
 * And so does one that has not grown by more than arrives in this time: it goes up and down by as much with each
 * batch, of which a short hold sees few.
 */
const levelSeconds = 0.5;
/** The digest works in batches, so one look says little: the middle of this long is taken. */
const windowMs = 2000;

/**
 * Flat: at the end it is no larger than after a quarter of the time and what arrives in one second,
 * and it does not grow in between. Not known (too few looks): not flat.
 */
export function courseOf(samples: readonly Sample[], rate: number, seconds: number): Course {
  const endAt = seconds * 1000;
  const seen = samples
    .filter(({ at }) => at <= endAt)
    .flatMap(({ at, backlog }) => (backlog === null ? [] : [{ at, backlog }]));
  const around = (from: number, to: number) =>
    median(seen.filter(({ at }) => at >= from && at <= to).map(({ backlog }) => backlog));
  const window = Math.min(windowMs, endAt / 4);
  const atQuarter = around(endAt / 4 - window / 2, endAt / 4 + window / 2);
  const atEnd = around(endAt - window, endAt);
  const growth = slope(seen.filter(({ at }) => at >= endAt / 4));
  const share = Math.max(levelShare, levelSeconds / (seconds * 0.75));
  const known = atQuarter !== null && atEnd !== null && growth !== null;
  const flat = known && atEnd <= atQuarter + rate && growth <= rate * share;
  return { flat, atQuarter, atEnd, growth };
}

/** The slope of the line of least squares, per second; null of fewer than three points. */
function slope(points: readonly { at: number; backlog: number }[]): number | null {
  if (points.length < 3) return null;
  const mean = (values: readonly number[]) =>
    values.reduce((total, value) => total + value, 0) / values.length;
  const meanAt = mean(points.map(({ at }) => at));
  const meanBacklog = mean(points.map(({ backlog }) => backlog));
  let above = 0;
  let below = 0;
  for (const { at, backlog } of points) {
    above += (at - meanAt) * (backlog - meanBacklog);
    below += (at - meanAt) ** 2;
  }
  return below === 0 ? null : (above / below) * 1000;
}
