import type { PlainKey } from "../../words/catalogue.ts";
import type { issueWords } from "../../words/issue.ts";
import type { Action } from "../issues/issue.ts";

type Word = PlainKey<typeof issueWords>;

/** Something to fill in. */
export interface Field {
  readonly name: string;
  readonly word: Word;
  readonly type: "text" | "number" | "datetime-local" | "select";
  readonly options?: readonly (readonly [value: string, word: Word])[];
  readonly isOptional?: boolean;
}

/** One of the ways to do something. */
export interface Way {
  readonly id: string;
  readonly word: Word;
  readonly fields: readonly Field[];
  action(given: (name: string) => string): Action;
}

const required = (name: string, word: Word, type: Field["type"]): Field => ({ name, word, type });

/** When an issue is resolved. */
export const resolveWays: readonly Way[] = [
  {
    id: "now",
    word: "resolveNow",
    fields: [],
    action: () => ({ do: "resolve" }),
  },
  {
    id: "next_release",
    word: "resolveNext",
    fields: [],
    action: () => ({ do: "resolve", resolution: { in: "next_release" } }),
  },
  {
    id: "release",
    word: "resolveIn",
    fields: [required("release", "release", "text")],
    action: (given) => ({
      do: "resolve",
      resolution: { in: "release", release: given("release") },
    }),
  },
  {
    id: "commit",
    word: "resolveCommit",
    fields: [
      required("commit", "commit", "text"),
      { name: "repository", word: "repository", type: "text", isOptional: true },
    ],
    action: (given) => {
      const repository = given("repository");
      const where = repository === "" ? {} : { repository };
      return { do: "resolve", resolution: { in: "commit", commit: given("commit"), ...where } };
    },
  },
];

const minutes = { hour: "60", day: "1440", week: "10080" } as const;

/** How long an issue is archived. */
export const archiveWays: readonly Way[] = [
  {
    id: "escalating",
    word: "archiveEscalating",
    fields: [],
    action: () => ({ do: "archive", archive: { until: "escalating" } }),
  },
  {
    id: "forever",
    word: "archiveForever",
    fields: [],
    action: () => ({ do: "archive", archive: { until: "forever" } }),
  },
  {
    id: "count",
    word: "archiveCount",
    fields: [
      required("count", "errorsNumber", "number"),
      {
        name: "window",
        word: "within",
        type: "select",
        options: [
          ["", "anyTime"],
          [minutes.hour, "hour"],
          [minutes.day, "day"],
          [minutes.week, "week"],
        ],
      },
    ],
    action: (given) => {
      const window = given("window");
      const within = window === "" ? {} : { window_minutes: Number(window) };
      return {
        do: "archive",
        archive: { until: "count", count: Number(given("count")), ...within },
      };
    },
  },
  {
    id: "users",
    word: "archiveUsers",
    fields: [required("users", "usersNumber", "number")],
    action: (given) => ({
      do: "archive",
      archive: { until: "users", users: Number(given("users")) },
    }),
  },
  {
    id: "span",
    word: "archiveSpan",
    fields: [
      {
        name: "span",
        word: "howLong",
        type: "select",
        options: [
          ["1h", "hour"],
          ["1d", "day"],
          ["1w", "week"],
          ["30d", "month"],
        ],
      },
    ],
    action: (given) => ({ do: "archive", archive: { until: "time", time: given("span") } }),
  },
  {
    id: "time",
    word: "archiveTime",
    fields: [required("time", "moment", "datetime-local")],
    // The field speaks of the person's own clock.
    action: (given) => ({
      do: "archive",
      archive: { until: "time", time: new Date(given("time")).toISOString() },
    }),
  },
];
