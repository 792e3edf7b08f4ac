import type { ReactNode } from "react";
import type { InputOf, ReplyOf } from "../../client/call.ts";
import { useRead } from "../../client/queries.ts";
import type { Level } from "../../parts/badges.tsx";
import { Panel } from "../../parts/panel.tsx";
import { type ChartSeries, StackedChart } from "../../parts/stacked-chart.tsx";
import { ProblemState, Skeleton } from "../../parts/states.tsx";
import { common } from "../../words/common.ts";
import { overviewWords } from "../../words/overview.ts";
import { useWords } from "../../words/use-words.ts";

type Stats = ReplyOf<"GET /api/v1/stats">;
const levels: Readonly<Record<Level, string>> = {
  fatal: "text-fatal",
  error: "text-danger",
  warning: "text-warning",
  info: "text-info",
  debug: "text-debug",
};
/** Of projects, in the order of their errors. */
const colours = ["text-accent", "text-good", "text-warning", "text-info", "text-fatal"];
const otherColour = "text-faint";
/** The clock moves the hours on, also where nothing arrives. */
const renewMs = 60_000;

interface ErrorsChartProps {
  readonly by: "project" | "level";
  readonly period: "24h" | "7d";
}

/** Errors per hour, by one of their parts. */
export function ErrorsChart({ by, period }: ErrorsChartProps) {
  const say = useWords(overviewWords);
  const sayLevel = useWords(common);
  const nameOf = (name: string | null): string =>
    name === null ? say("none") : isLevel(name) && by === "level" ? sayLevel(name) : name;
  const colourOf = (name: string | null, at: number): string =>
    by === "level" && name !== null && isLevel(name) ? levels[name] : (colours[at] ?? otherColour);
  return (
    <Chart
      label={say(by === "project" ? "byProject" : "byLevel")}
      input={{ what: "errors", by, interval: "hour", period, limit: colours.length }}
      seriesOf={({ series, others }) => [
        ...series.map(({ name, counts }, at) => ({
          name: nameOf(name),
          colour: colourOf(name, at),
          counts,
        })),
        ...(others === null
          ? []
          : [{ name: say("others"), colour: otherColour, counts: others.counts }]),
      ]}
      nothing={say("noErrors")}
    />
  );
}

function isLevel(name: string): name is Level {
  return Object.hasOwn(levels, name);
}

const shownIssues = { new: "text-accent", regressed: "text-danger" } as const;

/** How many issues were new and how many came back, by the day. */
export function IssuesChart() {
  const say = useWords(overviewWords);
  return (
    <Chart
      label={say("issuesPerDay")}
      input={{ what: "issues", interval: "day", period: "14d" }}
      seriesOf={({ series }) =>
        series.flatMap(({ name, counts }) =>
          name === "new" || name === "regressed"
            ? [{ name: say(name), colour: shownIssues[name], counts }]
            : [],
        )
      }
      nothing={say("noIssues")}
    />
  );
}

interface ChartProps {
  readonly label: string;
  readonly input: InputOf<"GET /api/v1/stats">;
  readonly seriesOf: (stats: Stats) => readonly ChartSeries[];
  /** What is said where every count is 0. */
  readonly nothing: ReactNode;
}

function Chart({ label, input, seriesOf, nothing }: ChartProps) {
  const { data, error, refetch } = useRead("GET /api/v1/stats", input, {
    keep: true,
    everyMs: renewMs,
  });
  const series = data === undefined ? [] : seriesOf(data);
  const isEmpty = series.every(({ counts }) => counts.every((count) => count === 0));
  return (
    <Panel title={label}>
      <div className="min-h-60">
        {data === undefined && error === null && <Skeleton className="h-56" />}
        {data === undefined && error !== null && (
          <ProblemState thrown={error} onRetry={() => void refetch()} />
        )}
        {data !== undefined && isEmpty && <p className="text-muted">{nothing}</p>}
        {data !== undefined && !isEmpty && (
          <StackedChart
            label={label}
            start={data.start}
            intervalMs={data.interval_ms}
            series={series}
          />
        )}
      </div>
    </Panel>
  );
}
