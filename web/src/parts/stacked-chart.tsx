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

/** With its place among the others: two may have one name. */
interface PlacedSeries extends ChartSeries {
  readonly place: number;
}

const dayMs = 86_400_000;
const slotWidth = 10;
const height = 100;

/** Counts over time as stacked bars, and the same as a table for those who do not see them. */
export function StackedChart(props: StackedChartProps) {
  const { label } = props;
  const series = props.series.map((each, place) => ({ ...each, place }));
  const say = useWords(chartWords);
  const formats = useFormats();
  const times = useTimes(props);
  const slots = times.map((time, at) => ({
    at,
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
            <Bar key={slot.at} slot={slot} series={series} most={most} />
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
  /** Which of the intervals; when clocks are put back, two of them have one name. */
  readonly at: number;
  readonly time: string;
  readonly counts: readonly number[];
}

interface BarProps {
  readonly slot: Slot;
  readonly series: readonly PlacedSeries[];
  readonly most: number;
}

/** One interval: its parts on each other, and in words when one points at it. */
function Bar({ slot: { at, time, counts }, series, most }: BarProps) {
  const told = series.flatMap(({ name, place }) =>
    (counts[place] ?? 0) === 0 ? [] : `${name}: ${counts[place]}`,
  );
  return (
    <g>
      <title>{[time, ...told].join("\n")}</title>
      <rect x={at * slotWidth} y={0} width={slotWidth} height={height} fill="transparent" />
      {series.map(({ place, colour }) => {
        const tall = ((counts[place] ?? 0) / most) * height;
        const below = (sumOf(counts.slice(0, place)) / most) * height;
        return tall === 0 ? null : (
          <rect
            key={place}
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

function Legend({ series }: Pick<TableProps, "series">) {
  const { number } = useFormats();
  return (
    <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-[13px]">
      {series.map(({ place, name, colour, counts }) => (
        <li key={place} className="flex min-w-0 items-center gap-1.5">
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
  readonly series: readonly PlacedSeries[];
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
              {series.map(({ place, name }) => (
                <th key={place} className="px-2 py-1 text-right font-medium">
                  <bdi>{name}</bdi>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {slots.map(({ at, time, counts }) => (
              <tr key={at} className="border-t border-line">
                <th scope="row" className="px-2 py-1 text-left font-normal whitespace-nowrap">
                  {time}
                </th>
                {series.map(({ place }) => (
                  <td key={place} className="px-2 py-1 text-right">
                    {number(counts[place] ?? 0)}
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
