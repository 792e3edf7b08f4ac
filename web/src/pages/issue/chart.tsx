import { lazy, Suspense, useCallback, useMemo, useState } from "react";
import { useRead } from "../../client/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Choice } from "../../parts/choice.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ProblemState, Skeleton } from "../../parts/states.tsx";
import { useLanguage, useShownTheme } from "../../preferences.ts";
import { common } from "../../words/common.ts";
import { issueWords } from "../../words/issue.ts";
import { useFormats } from "../../words/use-formats.ts";
import { useWords } from "../../words/use-words.ts";
import { type ChartPeriod, charts } from "./search.ts";

const Bars = lazy(async () => ({ default: (await import("./plot.tsx")).Bars }));

const words = { "24h": "hours24", "14d": "days14", "90d": "days90" } as const;

interface ChartProps {
  readonly id: string;
  readonly period: ChartPeriod;
  readonly onPeriod: (period: ChartPeriod) => void;
}

/** How often an issue was seen, by the hour or the day; as a chart, or as a table for those who read one better. */
export function Chart({ id, period, onPeriod }: ChartProps) {
  const say = useWords(issueWords);
  const [isTable, setTable] = useState(false);
  const interval = period === "24h" ? "hour" : "day";
  const { data, error, refetch } = useRead(
    "GET /api/v1/issues/{id}/stats",
    { id, interval, period },
    { keep: true },
  );
  return (
    <Panel
      title={say("chart")}
      actions={
        <Choice
          label={say("period")}
          options={charts.map((each) => [each, say(words[each])] as const)}
          value={period}
          onChoose={onPeriod}
        />
      }
    >
      <div className="h-48">
        {data === undefined ? (
          error === null ? (
            <Skeleton className="h-48" />
          ) : (
            <ProblemState thrown={error} onRetry={() => void refetch()} />
          )
        ) : isTable ? (
          <Table series={data} />
        ) : (
          <Drawn series={data} />
        )}
      </div>
      <Button look="quiet" onClick={() => setTable(!isTable)}>
        {isTable ? say("asChart") : say("asTable")}
      </Button>
    </Panel>
  );
}

interface Series {
  readonly start: string;
  readonly interval_ms: number;
  readonly counts: readonly number[];
}

function timesOf({ start, interval_ms: step, counts }: Series): readonly number[] {
  const first = Date.parse(start);
  return counts.map((_, at) => first + at * step);
}

function isByDay({ interval_ms: step }: Pick<Series, "interval_ms">): boolean {
  return step >= 86_400_000;
}

function useTimeName({ interval_ms: step }: Pick<Series, "interval_ms">) {
  const language = useLanguage();
  return useMemo(() => {
    // Days are counted in UTC; shown in another zone one would bear the name of the day before.
    const options = isByDay({ interval_ms: step })
      ? ({ dateStyle: "medium", timeZone: "UTC" } as const)
      : ({ dateStyle: "medium", timeStyle: "short" } as const);
    const format = new Intl.DateTimeFormat(language, options);
    return (time: number): string => format.format(time);
  }, [language, step]);
}

function Drawn({ series }: { readonly series: Series }) {
  const say = useWords(issueWords);
  const sayCommon = useWords(common);
  const language = useLanguage();
  const theme = useShownTheme();
  const timeName = useTimeName(series);
  const nameOf = useCallback(
    (time: number, n: number) => say("point", { time: timeName(time), n }),
    [say, timeName],
  );
  const { counts } = series;
  const times = useMemo(() => timesOf(series), [series]);
  const sum = counts.reduce((all, each) => all + each, 0);
  return (
    <div role="img" aria-label={sayCommon("sparkline", { n: sum, most: Math.max(0, ...counts) })}>
      <Suspense fallback={<Skeleton className="h-48" />}>
        <Bars
          times={times}
          counts={counts}
          isByDay={isByDay(series)}
          language={language}
          theme={theme}
          nameOf={nameOf}
        />
      </Suspense>
    </div>
  );
}

function Table({ series }: { readonly series: Series }) {
  const say = useWords(issueWords);
  const { number } = useFormats();
  const nameOf = useTimeName(series);
  const times = timesOf(series);
  return (
    <section
      aria-label={say("tableScroll")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so that the keyboard must reach it.
      tabIndex={0}
      className="h-48 overflow-y-auto"
    >
      <table className="w-full text-[13px]">
        <thead className="sticky top-0 bg-surface text-left text-muted">
          <tr>
            <th scope="col">{say("time")}</th>
            <th scope="col" className="text-right">
              {say("errors")}
            </th>
          </tr>
        </thead>
        <tbody>
          {times.toReversed().map((time, at) => (
            <tr key={time} className="border-line border-t">
              <th scope="row" className="py-1 text-left font-normal">
                {nameOf(time)}
              </th>
              <td className="text-right">{number(series.counts.at(-1 - at) ?? 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
