import { oneOf, textIn } from "../../search-params.ts";
import { type ErrorSearch, readErrorSearch } from "../error/search.ts";

/** The views of an issue, one at a time. */
export const views = ["error", "timeline", "tags", "errors", "merge"] as const;
export type IssueView = (typeof views)[number];

export const charts = ["24h", "14d", "90d"] as const;
export type ChartPeriod = (typeof charts)[number];

/** What the address of an issue says beside which one it is; what is not there is as usual. */
export interface IssueSearch extends ErrorSearch {
  /** Which of its errors is shown; the latest where none is named. */
  readonly error?: number;
  readonly view?: Exclude<IssueView, "error">;
  readonly chart?: Exclude<ChartPeriod, "14d">;
  /** Which of its errors are listed. */
  readonly query?: string;
}

export function readIssueSearch(search: Readonly<Record<string, unknown>>): IssueSearch {
  const { error, view, chart, query } = search;
  const isNumber = typeof error === "number" && Number.isSafeInteger(error) && error > 0;
  return {
    ...readErrorSearch(search),
    ...(isNumber ? { error } : {}),
    ...named("view", oneOf(view, ["timeline", "tags", "errors", "merge"])),
    ...named("chart", oneOf(chart, ["24h", "90d"])),
    ...named("query", textIn(query)),
  };
}

/** A part of the address, or nothing where it is as usual. */
function named<K extends string, T>(name: K, value: T | undefined): { [N in K]?: T } {
  return (value === undefined ? {} : { [name]: value }) as { [N in K]?: T };
}

/** The address with another view open. */
export function withView({ view: _, ...rest }: IssueSearch, view: IssueView): IssueSearch {
  return view === "error" ? rest : { ...rest, view };
}

export function withChart({ chart: _, ...rest }: IssueSearch, chart: ChartPeriod): IssueSearch {
  return chart === "14d" ? rest : { ...rest, chart };
}

export function withQuery({ query: _, ...rest }: IssueSearch, query: string): IssueSearch {
  return query === "" ? rest : { ...rest, query };
}
