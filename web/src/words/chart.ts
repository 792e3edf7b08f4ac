import { words } from "./catalogue.ts";

/** What charts say. */
export const chartWords = words({
  chart: {
    en: "{label}: {n} in the time shown, {most} at most at once; the table below has each number",
    ru: "{label}: {n} за показанное время, не более {most} за раз; все числа в таблице ниже",
  },
  asTable: { en: "As a table", ru: "Таблицей" },
  table: { en: "{label}, as a table", ru: "{label}, таблица" },
  time: { en: "Time", ru: "Время" },
});
