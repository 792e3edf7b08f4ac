const hourMs = 3_600_000;

/** The whole hour since 1970 in which a moment (milliseconds since 1970) lies. */
export function hourOf(at: number): number {
  return Math.floor(at / hourMs);
}

/** When an hour began, in milliseconds since 1970. */
export function hourStart(hour: number): number {
  return hour * hourMs;
}
