import { words } from "./catalogue.ts";

/** What lists of errors say. */
export const errorsWords = words({
  title: { en: "Errors", ru: "Ошибки" },
  error: { en: "Error", ru: "Ошибка" },
  time: { en: "Arrived", ru: "Пришла" },
  level: { en: "Level", ru: "Уровень" },
  project: { en: "Project", ru: "Проект" },
  environment: { en: "Environment", ru: "Окружение" },
  release: { en: "Release", ru: "Релиз" },
  found: {
    en: { one: "{n} error", other: "{n} errors" },
    ru: { one: "{n} ошибка", few: "{n} ошибки", many: "{n} ошибок", other: "{n} ошибки" },
  },
  foundAtLeast: { en: "at least {n}", ru: "не менее {n}" },
  arrived: {
    en: { one: "{n} new", other: "{n} new" },
    ru: { one: "{n} новая", few: "{n} новые", many: "{n} новых", other: "{n} новой" },
  },
  next: { en: "Next error", ru: "Следующая ошибка" },
  previous: { en: "Previous error", ru: "Предыдущая ошибка" },
  showNew: { en: "Show new errors", ru: "Показать новые ошибки" },
  none: { en: "No error passes this query", ru: "Этому запросу не отвечает ни одна ошибка" },
  noneDetail: {
    en: "Take a term away, or look at all errors.",
    ru: "Уберите одно из условий или посмотрите все ошибки.",
  },
  all: { en: "All errors", ru: "Все ошибки" },
  empty: { en: "No error has arrived yet", ru: "Ошибок пока не было" },
  emptyDetail: {
    en: "What arrives at {url} appears here by itself.",
    ru: "Всё, что придёт на {url}, появится здесь само.",
  },
  exporting: { en: "Export", ru: "Выгрузить" },
  exportingDetail: {
    en: "Every error that passes the query, the newest first.",
    ru: "Все ошибки, которые отвечают запросу, начиная с новых.",
  },
  ndjson: {
    en: "NDJSON: everything, for an import too",
    ru: "NDJSON: всё целиком, годится для загрузки",
  },
  csv: { en: "CSV: a flat table", ru: "CSV: плоская таблица" },
  parquet: { en: "Parquet: a flat table for analysis", ru: "Parquet: плоская таблица для анализа" },
});
