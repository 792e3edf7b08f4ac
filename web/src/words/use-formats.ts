import { useLanguage } from "../preferences.ts";

const steps: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

const byteSteps = [
  ["gigabyte", 1e9],
  ["megabyte", 1e6],
  ["kilobyte", 1000],
] as const;

/** How numbers and times are written in one language. */
export interface Formats {
  /** 12,345 */
  number(value: number): string;
  /** 12K */
  compact(value: number): string;
  percent(share: number): string;
  /** 12.3 MB */
  bytes(value: number): string;
  /** The day and the time to the second, with the zone. */
  exact(time: number): string;
  /** 5 minutes ago */
  relative(time: number, now: number): string;
  /** 5 min.: how long something lasts or how old it is. */
  age(time: number, now: number): string;
}

function formatsIn(language: string): Formats {
  const number = new Intl.NumberFormat(language);
  const compact = new Intl.NumberFormat(language, { notation: "compact" });
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
  const exact = new Intl.DateTimeFormat(language, {
    dateStyle: "medium",
    timeStyle: "long",
  });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
  return {
    number: (value) => number.format(value),
    compact: (value) => compact.format(value),
    percent: (share) => percent.format(share),
    bytes(value) {
      const [unit, size] = byteSteps.find(([, each]) => value >= each) ?? ["byte", 1];
      const options = { style: "unit", unit, unitDisplay: "short" } as const;
      const digits = { maximumFractionDigits: value / size < 10 ? 1 : 0 };
      return new Intl.NumberFormat(language, { ...options, ...digits }).format(value / size);
    },
    exact: (time) => exact.format(time),
    relative(time, now) {
      const [unit, count] = stepOf(time, now);
      return relative.format(unit === "second" ? 0 : count, unit);
    },
    age(time, now) {
      const [unit, count] = stepOf(time, now);
      const options = { style: "unit", unit, unitDisplay: "short" } as const;
      return new Intl.NumberFormat(language, options).format(Math.abs(count));
    },
  };
}

function stepOf(time: number, now: number): [Intl.RelativeTimeFormatUnit, number] {
  const seconds = (time - now) / 1000;
  const step = steps.find(([, size]) => Math.abs(seconds) >= size);
  return step === undefined
    ? ["second", Math.round(seconds)]
    : [step[0], Math.trunc(seconds / step[1])];
}

const formats = new Map<string, Formats>();

export function useFormats(): Formats {
  const language = useLanguage();
  const made = formats.get(language) ?? formatsIn(language);
  formats.set(language, made);
  return made;
}
