import { z } from "zod";
import { spanMs } from "../../contract/index.ts";
import { Failure, hourStart } from "../../domain/index.ts";
import { hoursBack } from "../reads/issue-reads.ts";
import { cursorFor } from "../reads/written.ts";
import type { Handlers } from "../v1/handlers.ts";
import { placeAt } from "./cursors.ts";
import type { HandlerDeps } from "./deps.ts";

type Kept =
  | "GET /api/v1/projects"
  | "GET /api/v1/projects/{slug}"
  | "GET /api/v1/projects/{slug}/releases"
  | "GET /api/v1/stats/noisiest"
  | "GET /api/v1/stats";

const hourMs = 3_600_000;
const releasePlace = z.strictObject({ firstSeen: z.number(), version: z.string() });
const issueDimensions = ["new", "regressed", "resolved"] as const;

interface Series {
  readonly name: string | null;
  readonly counts: readonly number[];
  readonly total: number;
}

/** Projects, their releases, and counts over all of them. */
export function projectHandlers(deps: HandlerDeps): Pick<Handlers, Kept> {
  const { readers } = deps;
  return {
    async "GET /api/v1/projects"({ cursor, limit }) {
      const after = placeAt(cursor, z.string()) ?? "";
      const { items, next } = await readers.ask("projectPage", { after, limit });
      return { items, next_cursor: cursorFor(next) };
    },

    async "GET /api/v1/projects/{slug}"({ slug }) {
      const project = await readers.ask("project", slug);
      if (project === null) throw new Failure("not_found", `There is no project ${slug}.`);
      return project;
    },

    async "GET /api/v1/projects/{slug}/releases"({ slug: project, cursor, limit }) {
      const before = placeAt(cursor, releasePlace);
      const page = await readers.ask("releasePage", { project, before, limit });
      if (page === null) throw new Failure("not_found", `There is no project ${project}.`);
      return { items: page.items, next_cursor: cursorFor(page.next) };
    },

    async "GET /api/v1/stats/noisiest"(input, { now }) {
      const { project, limit } = input;
      const ask = { hours: hoursOf(input, now), projects: project ?? null, limit };
      const { items, isExact } = await readers.ask("noisiest", ask);
      return { items, is_exact: isExact };
    },

    async "GET /api/v1/stats"(input, { now }) {
      const hours = hoursOf(input, now);
      const { step } = hours;
      const projects = input.project ?? null;
      const empty = new Array<number>(Math.ceil((hours.to - hours.from) / step)).fill(0);
      const frame = {
        start: new Date(hourStart(hours.from)).toISOString(),
        interval_ms: hourStart(step),
      };
      if (input.what === "issues") {
        const series: Series[] = [];
        for (const by of issueDimensions) {
          const [found] = await readers.ask("projectSeries", { by, hours, projects });
          series.push(named(by, found?.counts ?? empty));
        }
        return { ...frame, series, others: null };
      }
      const by = input.by ?? "all";
      const found = await readers.ask("projectSeries", { by, hours, projects });
      const all = found.map(({ value, counts }) => named(value, counts));
      if (input.by === undefined) {
        return {
          ...frame,
          series: [{ ...named("", all[0]?.counts ?? empty), name: null }],
          others: null,
        };
      }
      return { ...frame, series: all.slice(0, input.limit), others: sumOf(all.slice(input.limit)) };
    },
  };
}

function hoursOf({ interval, period }: { interval: string; period: string }, now: number) {
  return hoursBack(now, spanMs(period) / hourMs, interval === "day" ? 24 : 1);
}

function named(name: string, counts: readonly number[]): Series {
  return { name, counts, total: counts.reduce((sum, count) => sum + count, 0) };
}

function sumOf(series: readonly Series[]): Omit<Series, "name"> | null {
  const [first, ...rest] = series;
  if (first === undefined) return null;
  const counts = first.counts.map((count, at) =>
    rest.reduce((sum, each) => sum + (each.counts[at] ?? 0), count),
  );
  return { counts, total: counts.reduce((sum, count) => sum + count, 0) };
}
