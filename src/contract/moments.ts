import { z } from "zod";

// Times and spans as people write them.

const unitMs: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Milliseconds since 1970 of a moment as people write it: a time, a number or an age. NaN: it is none. */
export function millisecondsOf(value: string, now: number): number {
  const age = /^(\d{1,9})([smhdw])$/.exec(value);
  if (age) return now - Number(age[1]) * (unitMs[age[2] ?? ""] ?? 0);
  if (/^\d{1,15}(\.\d{1,9})?$/.test(value)) {
    const number = Number(value);
    return Math.round(number < 1e11 ? number * 1000 : number);
  }
  // Date.parse alone makes a time of `banana 1` too.
  if (!/^\d{4}-\d\d/.test(value)) return Number.NaN;
  return Date.parse(/^\d{4}-\d\d-\d\d[T ][\d:.]+$/.test(value) ? `${value}Z` : value);
}

/** Milliseconds of a span such as `24h` or `14d`. NaN: it is none. */
export function spanMs(value: string): number {
  const span = /^([1-9]\d{0,3})([hdw])$/.exec(value);
  return span ? Number(span[1]) * (unitMs[span[2] ?? ""] ?? Number.NaN) : Number.NaN;
}

/** A moment in an input; `millisecondsOf` reads it. */
export const moment = z
  .string()
  .max(64)
  // Whether it is a moment does not depend on when one asks.
  .refine(
    (value) => !Number.isNaN(millisecondsOf(value, 0)),
    "must be a time such as 2026-01-31T12:00:00Z, 1767225600 or 24h",
  )
  .meta({
    description:
      "A time (ISO 8601; without a zone it is UTC), seconds or milliseconds since 1970, or an age such as `24h` or `7d`",
    examples: ["2026-01-31T12:00:00Z"],
  });

/** Milliseconds since 1970 of a moment to come: a time, or a span from now. NaN: it is none. */
export function deadlineMs(value: string, now: number): number {
  const span = spanMs(value);
  if (!Number.isNaN(span)) return now + span;
  return /^\d+[smhdw]$/.test(value) ? Number.NaN : millisecondsOf(value, now);
}

/** A moment to come in an input; `deadlineMs` reads it. */
export const deadline = z
  .string()
  .max(64)
  .refine(
    (value) => !Number.isNaN(deadlineMs(value, 0)),
    "must be a time such as 2026-01-31T12:00:00Z or a span such as 24h or 7d",
  )
  .meta({
    description: "A time (ISO 8601; without a zone it is UTC), or a span from now such as `7d`",
    examples: ["2026-01-31T12:00:00Z"],
  });

const intervals = ["hour", "day"] as const;

/** Points of one series, at most: an hourly series of a month, a daily one of two years. */
const pointsMax = 750;

const span = z
  .string()
  .max(16)
  .refine((value) => !Number.isNaN(spanMs(value)), "must be a span such as 24h, 14d or 8w")
  .meta({ description: "How far back from now: `24h`, `14d`, `8w`", examples: ["14d"] });

/** The interval and period of a series. */
export const seriesAsk = {
  interval: z.enum(intervals).default("hour").describe("What one count stands for"),
  period: span.default("24h"),
};

/** Refuses a series that would be too long. */
export function fitsSeries(ask: { readonly interval: string; readonly period: string }): boolean {
  const step = ask.interval === "day" ? unitMs["d"] : unitMs["h"];
  return !(spanMs(ask.period) / (step ?? 1) > pointsMax);
}

export const tooLong = {
  message: `is too long: at most ${Math.floor(pointsMax / 24)}d by the hour and ${pointsMax}d by the day`,
  path: ["period"],
};
