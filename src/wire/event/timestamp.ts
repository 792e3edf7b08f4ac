/** 1 January 10000: later times cannot be written as ISO 8601 with four digits. */
const latestMs = 253_402_300_800_000;

const isoForm =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|UTC|[+-]\d\d:?\d\d)?)?$/i;

/**
 * A time as milliseconds since 1970, from seconds as a number or numeric text, or from ISO 8601 with
 * or without zone (without: UTC, as Sentry takes it). Null for anything else, and for what is no date.
 */
export function readTimestamp(value: unknown): number | null {
  if (typeof value === "number") return fromSeconds(value);
  if (typeof value !== "string" || value.length > 40) return null;
  const text = value.trim();
  const match = isoForm.exec(text);
  if (match !== null) return fromIso(match);
  return /^\d{1,13}(\.\d+)?$/.test(text) ? fromSeconds(Number(text)) : null;
}

function fromSeconds(seconds: number): number | null {
  // Above this a count of seconds would be the year 5138: it is milliseconds.
  const ms = Math.round(seconds > 1e11 ? seconds : seconds * 1000);
  return ms > 0 && ms < latestMs ? ms : null;
}

function fromIso(match: RegExpExecArray): number | null {
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const date = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour ?? 0),
    Number(minute ?? 0),
    // 60 is a leap second; Date.UTC carries it into the next minute.
    Number(second ?? 0),
    fraction === undefined ? 0 : Number(fraction.padEnd(3, "0").slice(0, 3)),
  );
  const inRange =
    Number(month) >= 1 &&
    Number(month) <= 12 &&
    Number(day) >= 1 &&
    Number(day) <= 31 &&
    Number(hour ?? 0) <= 24 &&
    Number(minute ?? 0) <= 59 &&
    Number(second ?? 0) <= 60;
  const ms = date - zoneMs(zone);
  return inRange && ms > 0 && ms < latestMs ? ms : null;
}

function zoneMs(zone: string | undefined): number {
  if (zone === undefined || zone.length < 5) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith("-") ? -minutes : minutes) * 60_000;
}
