import { words } from "./catalogue.ts";

/** What the page of settings says. */
export const settingsWords = words({
  title: { en: "Settings", ru: "Настройки" },
  look: { en: "Look", ru: "Вид" },
  theme: { en: "Theme", ru: "Тема" },
  system: { en: "System", ru: "Системная" },
  light: { en: "Light", ru: "Светлая" },
  dark: { en: "Dark", ru: "Тёмная" },
  language: { en: "Language", ru: "Язык" },
  shortcuts: { en: "Keyboard shortcuts", ru: "Сочетания клавиш" },
});
