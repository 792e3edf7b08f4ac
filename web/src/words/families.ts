import { words } from "./catalogue.ts";

/** The kinds of senders that the collector knows. */
export const familyWords = words({
  integration_platform: { en: "Sentry integration", ru: "Интеграция Sentry" },
  legacy_plugin: { en: "Sentry legacy WebHooks", ru: "Старые WebHooks Sentry" },
  service_hook: { en: "Sentry service hook", ru: "Сервисный хук Sentry" },
  ui_component: { en: "Sentry UI component", ru: "Компонент интерфейса Sentry" },
  glitchtip: { en: "GlitchTip", ru: "GlitchTip" },
  bugsink: { en: "Bugsink", ru: "Bugsink" },
  rest: { en: "Fetched from the API", ru: "Получено по API" },
  simple: { en: "Plain JSON", ru: "Простой JSON" },
  unknown: { en: "Unknown sender", ru: "Неизвестный отправитель" },
});
