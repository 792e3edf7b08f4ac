import { words } from "./catalogue.ts";

/** What the tail of errors says. */
export const liveWords = words({
  title: { en: "Live tail", ru: "Поток" },
  pause: { en: "Pause", ru: "Пауза" },
  resume: { en: "Resume", ru: "Продолжить" },
  following: { en: "Errors appear as they come", ru: "Ошибки появляются по мере прихода" },
  paused: { en: "Paused", ru: "Пауза" },
  held: { en: "Held while you read", ru: "Стоит, пока вы читаете" },
  waiting: {
    en: { one: "{n} waits", other: "{n} wait" },
    ru: { one: "{n} ждёт", few: "{n} ждут", many: "{n} ждут", other: "{n} ждут" },
  },
  waitingAtLeast: { en: "{n} or more wait", ru: "{n} или больше ждут" },
  skipped: {
    en: "More came at once than fits here. The list of errors has them all.",
    ru: "Пришло больше, чем здесь помещается. В списке ошибок есть все.",
  },
  none: { en: "Waiting for an error", ru: "Ожидание ошибок" },
  noneDetail: {
    en: "The next error that passes the query appears here.",
    ru: "Здесь появится следующая ошибка, которая отвечает запросу.",
  },
});
