import { words } from "./catalogue.ts";

/** What the collector's refusals and failures are called, by their status. */
export const problemWords = words({
  400: { en: "Bad request", ru: "Неверный запрос" },
  401: { en: "Unauthorized", ru: "Нет доступа" },
  403: { en: "Forbidden", ru: "Запрещено" },
  404: { en: "Not found", ru: "Не найдено" },
  405: { en: "Method not allowed", ru: "Метод не поддерживается" },
  409: { en: "Conflict", ru: "Конфликт" },
  413: { en: "Body too large", ru: "Слишком большое тело запроса" },
  415: { en: "Unsupported media type", ru: "Неподдерживаемый тип данных" },
  422: { en: "Unprocessable", ru: "Выполнить нельзя" },
  429: { en: "Too many requests", ru: "Слишком много запросов" },
  500: { en: "Internal error", ru: "Внутренняя ошибка" },
  503: { en: "Unavailable", ru: "Сейчас недоступно" },
});
