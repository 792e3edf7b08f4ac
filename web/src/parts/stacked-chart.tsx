import { useMemo } from "react";
import { useLanguage } from "../preferences.ts";
import { chartWords } from "../words/chart.ts";
import { useFormats } from "../words/use-formats.ts";
import { useWords } from "../words/use-words.ts";

/** What is counted in one colour. */
export interface ChartSeries {
  readonly name: string;
  /** The class of its colour: `text-danger`. */
  readonly colour: string;
  readonly counts: readonly number[];
}

interface StackedChartProps {
  /** What is counted, as a sentence would name it. */
  readonly label: string;
  /** When the first interval begins. */
  readonly start: string;
  readonly intervalMs: number;
  /** From the bottom up. */
  readonly series: readonly ChartSeries[];
}

const dayMs = 86_400_000;
const slotWidth = 10;
const height = 100;

/** Counts over time as stacked bars, and the same as a table for those who do not see them. */
export function StackedChart(props: StackedChartProps) {
  const { label, series } = props;
  const say = useWords(chartWords);
  const formats = useFormats();
  const times = useTimes(props);
  const slots = times.map((time, at) => ({
    time,
    counts: series.map(({ counts }) => counts[at] ?? 0),
  }));
  const most = Math.max(1, ...slots.map(({ counts }) => sumOf(counts)));
  const total = sumOf(series.map(({ counts }) => sumOf(counts)));
  return (
    <figure>
      <div className="flex gap-2">
        <p aria-hidden className="flex w-10 flex-col justify-between text-right text-xs text-muted">
          <span>{formats.compact(most)}</span>
          <span>{formats.number(0)}</span>
        </p>
        <svg
          role="img"
          aria-label={say("chart", { label, n: total, most: total === 0 ? 0 : most })}
          viewBox={`0 0 ${slots.length * slotWidth} ${height}`}
          preserveAspectRatio="none"
          className="h-36 min-w-0 flex-1 border-b border-line"
        >
          {slots.map((slot) => (
            <Bar
              key={slot.time}
              slot={slot}
              series={series}
              most={most}
              at={times.indexOf(slot.time)}
            />
          ))}
        </svg>
      </div>
      <p aria-hidden className="mt-1 flex justify-between pl-12 text-xs text-muted">
        <span>{times[0]}</span>
        <span>{times.at(-1)}</span>
      </p>
      <Legend series={series} />
      <Table label={label} slots={slots} series={series} />
    </figure>
  );
}

interface Slot {
  readonly time: string;
  readonly counts: readonly number[];
}

interface BarProps {
  readonly slot: Slot;
  readonly series: readonly ChartSeries[];
  readonly most: number;
  readonly at: number;
}

/** One interval: its parts on each other, and in words when one points at it. */
function Bar({ slot: { time, counts }, series, most, at }: BarProps) {
  const told = series.flatMap(({ name }, of) =>
    (counts[of] ?? 0) === 0 ? [] : `${name}: ${counts[of]}`,
  );
  return (
    <g>
      <title>{[time, ...told].join("\n")}</title>
      <rect x={at * slotWidth} y={0} width={slotWidth} height={height} fill="transparent" />
      {series.map(({ name, colour }, of) => {
        const tall = ((counts[of] ?? 0) / most) * height;
        const below = (sumOf(counts.slice(0, of)) / most) * height;
        return tall === 0 ? null : (
          <rect
            key={name}
            x={at * slotWidth + 1}
            y={height - below - tall}
            width={slotWidth - 2}
            height={tall}
            fill="currentColor"
            className={colour}
          />
        );
      })}
    </g>
  );
}

function Legend({ series }: Pick<StackedChartProps, "series">) {
  const { number } = useFormats();
  return (
    <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-[13px]">
      {series.map(({ name, colour, counts }) => (
        <li key={name} className="flex min-w-0 items-center gap-1.5">
          <span aria-hidden className={`size-2.5 shrink-0 rounded-sm bg-current ${colour}`} />
          <bdi className="truncate">{name}</bdi>
          <span className="text-muted">{number(sumOf(counts))}</span>
        </li>
      ))}
    </ul>
  );
}

interface TableProps {
  readonly label: string;
  readonly slots: readonly Slot[];
  readonly series: readonly ChartSeries[];
}

function Table({ label, slots, series }: TableProps) {
  const say = useWords(chartWords);
  const { number } = useFormats();
  return (
    <details className="mt-2">
      <summary className="w-fit cursor-pointer text-[13px] text-accent">{say("asTable")}</summary>
      <section
        aria-label={say("table", { label })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
        tabIndex={0}
        className="mt-2 max-h-60 overflow-auto rounded-md border border-line"
      >
        <table className="w-full text-[13px]">
          <thead className="text-left text-muted">
            <tr>
              <th className="px-2 py-1 font-medium">{say("time")}</th>
              {series.map(({ name }) => (
                <th key={name} className="px-2 py-1 text-right font-medium">
                  <bdi>{name}</bdi>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {slots.map(({ time, counts }) => (
              <tr key={time} className="border-t border-line">
                <th scope="row" className="px-2 py-1 text-left font-normal whitespace-nowrap">
                  {time}
                </th>
                {series.map(({ name }, of) => (
                  <td key={name} className="px-2 py-1 text-right">
                    {number(counts[of] ?? 0)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}

/** When each interval begins: hours in the reader's zone; days as they are counted, in UTC. */
function useTimes({ start, intervalMs, series }: StackedChartProps): readonly string[] {
  const language = useLanguage();
  const count = series[0]?.counts.length ?? 0;
  return useMemo(() => {
    const day = { day: "numeric", month: "short" } as const;
    const format = new Intl.DateTimeFormat(
      language,
      intervalMs >= dayMs
        ? { ...day, timeZone: "UTC" }
        : { ...day, hour: "2-digit", minute: "2-digit" },
    );
    const first = Date.parse(start);
    return Array.from({ length: count }, (_, at) => format.format(first + at * intervalMs));
  }, [language, start, intervalMs, count]);
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}
