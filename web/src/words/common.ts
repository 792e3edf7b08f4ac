import { words } from "./catalogue.ts";

/** What several pages say. */
export const common = words({
  product: { en: "Sentry Error Collector", ru: "Sentry Error Collector" },
  loading: { en: "Loading …", ru: "Загрузка …" },
  retry: { en: "Try again", ru: "Повторить" },
  undo: { en: "Undo", ru: "Отменить" },
  dismiss: { en: "Dismiss", ru: "Закрыть" },
  cancel: { en: "Cancel", ru: "Отмена" },
  copy: { en: "Copy", ru: "Копировать" },
  copied: { en: "Copied", ru: "Скопировано" },
  notCopied: { en: "The browser did not let it be copied", ru: "Браузер не дал скопировать" },
  unreachable: { en: "The collector does not answer", ru: "Коллектор не отвечает" },
  unreachableDetail: {
    en: "Is it running, and is this computer connected to its network?",
    ru: "Запущен ли он и подключён ли этот компьютер к его сети?",
  },
  broken: { en: "This page broke", ru: "Эта страница сломалась" },
  brokenDetail: {
    en: "Nothing was lost on the server. Load the page again; if it breaks again, tell whoever runs the collector: {reason}",
    ru: "На сервере ничего не потеряно. Загрузите страницу снова; если не поможет, передайте администратору коллектора: {reason}",
  },
  reload: { en: "Load again", ru: "Загрузить снова" },
  notFound: { en: "There is no such page", ru: "Такой страницы нет" },
  notFoundDetail: {
    en: "The address may be mistyped, or what it showed was removed.",
    ru: "Возможно, в адресе опечатка или то, что здесь было, удалено.",
  },
  toIssues: { en: "To the issues", ru: "К проблемам" },
  level: { en: "Level", ru: "Уровень" },
  fatal: { en: "fatal", ru: "фатальная" },
  error: { en: "error", ru: "ошибка" },
  warning: { en: "warning", ru: "предупреждение" },
  info: { en: "info", ru: "сведения" },
  debug: { en: "debug", ru: "отладка" },
  sparkline: {
    en: "{n} in the time shown, {most} at most at once",
    ru: "{n} за показанное время, не более {most} за раз",
  },
  arrived: {
    en: { one: "{n} more arrived", other: "{n} more arrived" },
    ru: {
      one: "пришла ещё {n}",
      few: "пришло ещё {n}",
      many: "пришло ещё {n}",
      other: "пришло ещё {n}",
    },
  },
});
