import { useEffect, useRef, useState } from "react";
import Plot, { type AlignedData, type Options } from "uplot";
import "uplot/dist/uPlot.min.css";

interface PlotProps {
  /** Milliseconds since 1970. */
  readonly times: readonly number[];
  readonly counts: readonly number[];
  /** Days are counted in UTC: in another zone a bar would stand between two of them. */
  readonly isByDay: boolean;
  readonly language: string;
  readonly theme: string;
  /** Says a point when one points at it. */
  readonly nameOf: (time: number, count: number) => string;
}

const height = 160;
/** How much of its place a bar fills, and how wide it is at most. */
const barSize: [number, number] = [0.8, 60];

/** Counts over time as bars, drawn by uPlot; in a file of its own, which comes when a chart shows. */
export function Bars({ times, counts, isByDay, language, theme, nameOf }: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const [said, setSaid] = useState("");
  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are read anew with the theme.
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const data: AlignedData = [times.map((time) => time / 1000), [...counts]];
    const tell = (at: number | null | undefined): void => {
      const time = times[at ?? -1];
      setSaid(time === undefined ? "" : nameOf(time, counts[at ?? -1] ?? 0));
    };
    const options = { ...optionsFor(language, isByDay), width: element.clientWidth };
    const plot = new Plot(
      { ...options, hooks: { setCursor: [({ cursor }) => tell(cursor.idx)] } },
      data,
      element,
    );
    const watcher = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      plot.destroy();
    };
  }, [times, counts, isByDay, language, theme, nameOf]);
  return (
    <>
      <div ref={place} className="h-40 overflow-hidden" />
      <p className="h-5 text-right text-xs text-muted">{said}</p>
    </>
  );
}

function optionsFor(language: string, isByDay: boolean): Options {
  const styles = getComputedStyle(document.documentElement);
  const colour = (name: string): string => styles.getPropertyValue(`--${name}`).trim();
  const axis = {
    stroke: colour("muted"),
    grid: { stroke: colour("line"), width: 1 },
    ticks: { stroke: colour("line"), width: 1 },
  };
  const zone = isByDay ? ({ timeZone: "UTC" } as const) : {};
  const dates = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", ...zone });
  const hours = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
  const numbers = new Intl.NumberFormat(language, { notation: "compact" });
  const bars = Plot.paths.bars?.({ size: barSize, align: 1 });
  return {
    width: 0,
    height,
    padding: [8, 24, 0, 0],
    ...(isByDay ? { tzDate: (at: number) => Plot.tzDate(new Date(at * 1000), "Etc/UTC") } : {}),
    scales: {
      // The last bar needs its place too.
      x: { range: (_, from, to) => [from, to + (isByDay ? 86_400 : 3600)] },
      y: { range: (_, __, most) => [0, Math.max(1, most * 1.1)] },
    },
    axes: [
      {
        ...axis,
        values: (_, at) => at.map((each) => (isByDay ? dates : hours).format(each * 1000)),
      },
      {
        ...axis,
        size: 48,
        values: (_, at) => at.map((each) => (Number.isInteger(each) ? numbers.format(each) : "")),
      },
    ],
    series: [
      {},
      {
        stroke: colour("accent"),
        fill: colour("accent"),
        points: { show: false },
        ...(bars === undefined ? {} : { paths: bars }),
      },
    ],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
  };
}
