/** What is known of a source's traffic; hours count from the oldest to the last whole one. */
export interface Traffic {
  /** Errors in each of the hours before this one. */
  readonly hours: readonly number[];
  /** Milliseconds since anything came; null: nothing ever did. */
  readonly quietMs: number | null;
}

const hourMs = 3_600_000;
const dayHours = 24;
/**
 * So many errors should have come, had it gone on as before: at 12, even traffic falls silent by chance
 * once in 160,000 times.
 */
const expectedMin = 12;
/** Traffic comes in bursts: what is expected is the smaller of two averages, and half of that. */
const cautious = 0.5;

/**
 * How many errors a quiet source should have sent since it fell silent: by its last week, and by the same
 * time of the day before, whichever is less, so that nights and weekends are no alarm.
 */
export function expectedWhileQuiet({ hours, quietMs }: Traffic): number {
  if (quietMs === null || hours.length < dayHours) return 0;
  const quietHours = quietMs / hourMs;
  const perHour = hours.reduce((sum, count) => sum + count, 0) / hours.length;
  const span = Math.max(1, Math.ceil(quietHours));
  const yesterday = hours.slice(
    Math.max(0, hours.length - dayHours),
    hours.length - dayHours + span,
  );
  const perHourThen =
    yesterday.reduce((sum, count) => sum + count, 0) / Math.max(1, yesterday.length);
  return Math.min(perHour, perHourThen) * quietHours * cautious;
}

/** Whether a source is quieter than its own history explains. */
export function isUnusuallyQuiet(traffic: Traffic): boolean {
  return expectedWhileQuiet(traffic) >= expectedMin;
}
