import { textOf } from "./pattern.ts";
import { bad, good, type Parsed, shown } from "./problem.ts";
import type { RawValue } from "./raw.ts";
import type { MomentMatch } from "./tree.ts";

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const dayMs = 24 * 60 * minuteMs;

const unitMs: Readonly<Record<string, number>> = {
  s: secondMs,
  m: minuteMs,
  h: 60 * minuteMs,
  d: dayMs,
  w: 7 * dayMs,
};

/** The last moment whose year has four digits, as the form of a date wants it. The first is 0, in 1970. */
const lastMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

const relativeForm = /^([+-])(\d+)([smhdw])$/;
const absoluteForm =
  /^(>=|<=|>|<|=)?(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:[Zz]|([+-])(\d\d):?(\d\d))?)?$/;

export const relativeExamples = ["-24h", "+7d"] as const;
const absoluteExamples = [">2026-01-01", "2026-01-01T10:00Z"] as const;

/** `age:-24h`: not longer ago than that; `age:+7d`: longer ago. */
export function ageOf(raw: RawValue, now: number): Parsed<MomentMatch> {
  const text = textOf(raw);
  const span = relativeForm.exec(text);
  if (span !== null) return relativeOf(raw, span, now);
  const message = `${shown(text)} is no age. Units are s, m, h, d and w; - is newer than that, + is older.`;
  return bad(raw, message, relativeExamples);
}

/** A time against the present as with `ageOf`, or a date, alone or behind a comparison. Times without a zone are UTC. */
export function momentOf(raw: RawValue, now: number): Parsed<MomentMatch> {
  const text = textOf(raw);
  const span = relativeForm.exec(text);
  if (span !== null) return relativeOf(raw, span, now);
  const date = absoluteForm.exec(text);
  if (date !== null) return absoluteOf(raw, date);
  return bad(raw, `${shown(text)} is no time.`, [...relativeExamples, ...absoluteExamples]);
}

function relativeOf(
  raw: RawValue,
  [text, sign, amount, unit = ""]: RegExpExecArray,
  now: number,
): Parsed<MomentMatch> {
  const at = now - Number(amount) * (unitMs[unit] ?? 0);
  if (at < 0) {
    return bad(raw, `${shown(text)} reaches back before 1970.`, relativeExamples);
  }
  const ends = sign === "-" ? { from: at, to: null } : { from: null, to: at };
  return good({ ...ends, relative: text });
}

/** What is written stands for as long as it leaves open: a date for its day, `10:00` for its minute. */
function absoluteOf(raw: RawValue, form: RegExpExecArray): Parsed<MomentMatch> {
  const start = startOf(form) ?? Number.NaN;
  const end = start + lengthOf(form);
  const ends: Readonly<Record<string, readonly [from: number | null, to: number | null]>> = {
    ">": [end, null],
    ">=": [start, null],
    "<": [null, start],
    "<=": [null, end],
  };
  const [from, to] = ends[form[1] ?? "="] ?? [start, end];
  const isKnown = [from, to].every((at) => at === null || (at >= 0 && at <= lastMs));
  if (isKnown) return good({ from, to, relative: null });
  const message = `${shown(textOf(raw))} is not in the calendar of 1970 to 9999.`;
  return bad(raw, message, absoluteExamples);
}

function startOf(form: RegExpExecArray): number | null {
  const asked = form.slice(2, 8).map((digits) => Number(digits ?? 0));
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = asked;
  const ms = Number((form[8] ?? "").slice(0, 3).padEnd(3, "0"));
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second, ms));
  const got = [
    date.getUTCFullYear(),
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  ];
  const zoneMs = zoneMsOf(form);
  // Date.UTC carries over what no calendar has: 30 February, 24:00.
  if (zoneMs === null || asked.some((part, index) => part !== got[index])) return null;
  return date.getTime() - zoneMs;
}

function zoneMsOf(form: RegExpExecArray): number | null {
  const [hours, minutes] = [Number(form[10] ?? 0), Number(form[11] ?? 0)];
  if (hours > 14 || minutes > 59) return null;
  return (form[9] === "-" ? -1 : 1) * (hours * 60 + minutes) * minuteMs;
}

function lengthOf(form: RegExpExecArray): number {
  if (form[5] === undefined) return dayMs;
  if (form[7] === undefined) return minuteMs;
  return form[8] === undefined ? secondMs : 1;
}

/** The range as the values of `name:` that together ask for it; none where it has no end at all. */
export function writeMoment({ from, to, relative }: MomentMatch): readonly string[] {
  if (relative !== null) return [relative];
  const whole = from === null || to === null ? null : writeWhole(from, to);
  if (whole !== null) return [whole];
  return [
    ...(from === null ? [] : [`>=${writeInstant(from)}`]),
    ...(to === null ? [] : [`<${writeInstant(to)}`]),
  ];
}

/** A range that one date or time stands for. */
function writeWhole(from: number, to: number): string | null {
  const text = new Date(from).toISOString();
  const charsOf: Readonly<Record<number, number>> = { [dayMs]: 10, [minuteMs]: 16, [secondMs]: 19 };
  const chars = charsOf[to - from];
  if (to - from === 1) return text;
  if (chars === undefined || from % (to - from) !== 0) return null;
  return chars === 10 ? text.slice(0, 10) : `${text.slice(0, chars)}Z`;
}

function writeInstant(at: number): string {
  const text = new Date(at).toISOString();
  return at % dayMs === 0 ? text.slice(0, 10) : text.replace(".000Z", "Z");
}
