import { words } from "./catalogue.ts";

/** What the search box and the saved views say, on whichever page they stand. */
export const searchWords = words({
  issues: { en: "Search issues", ru: "Поиск проблем" },
  errors: { en: "Search errors", ru: "Поиск ошибок" },
  search: { en: "Search", ru: "Найти" },
  focus: { en: "Go to the search box", ru: "К строке поиска" },
  suggestions: { en: "Suggestions", ru: "Подсказки" },
  wrongQuery: { en: "This query cannot be read", ru: "Этот запрос не читается" },
  expected: { en: "Expected: {what}", ru: "Ожидается: {what}" },
  searching: { en: "Still searching …", ru: "Поиск продолжается …" },
  views: { en: "Saved views", ru: "Сохранённые поиски" },
  view: { en: "View: {name}", ru: "Поиск: {name}" },
  save: { en: "Save this search", ru: "Сохранить этот поиск" },
  saved: { en: "Saved: {name}", ru: "Сохранено: {name}" },
  name: { en: "Name", ru: "Название" },
  nameOf: { en: "Name of {name}", ru: "Название «{name}»" },
  rename: { en: "Rename", ru: "Переименовать" },
  renamed: { en: "Renamed", ru: "Переименовано" },
  arrange: { en: "Arrange saved views", ru: "Упорядочить сохранённые поиски" },
  up: { en: "Move {name} up", ru: "Выше: {name}" },
  down: { en: "Move {name} down", ru: "Ниже: {name}" },
  remove: { en: "Delete {name}", ru: "Удалить: {name}" },
  removed: { en: "Deleted: {name}", ru: "Удалено: {name}" },
  everything: { en: "everything", ru: "всё" },
  noViews: {
    en: "Nothing is saved yet. A saved search stands here for everybody.",
    ru: "Пока ничего не сохранено. Сохранённый поиск виден здесь всем.",
  },
});
