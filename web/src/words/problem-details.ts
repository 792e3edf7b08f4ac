import { words } from "./catalogue.ts";

/**
 * What the collector says in detail where it refuses, as far as people meet it in the page. The English text is the
 * collector's own, by which it is found; whatever is not here is shown as it came.
 */
export const problemDetails = words({
  noDelivery: { en: "There is no delivery {id}.", ru: "Доставки {id} нет." },
  noError: { en: "There is no error {id}.", ru: "Ошибки {id} нет." },
  noIssue: { en: "There is no issue {id}.", ru: "Проблемы {id} нет." },
  noProject: { en: "There is no project {slug}.", ru: "Проекта {slug} нет." },
  noSource: { en: "There is no source {slug}.", ru: "Источника {slug} нет." },
  noView: { en: "There is no view {id}.", ru: "Сохранённого поиска {id} нет." },
  noToken: { en: "There is no token {id}.", ru: "Токена {id} нет." },
  noSession: { en: "There is no session {id}.", ru: "Сеанса {id} нет." },
  noAccount: { en: "There is no account {id}.", ru: "Учётной записи {id} нет." },
  noInvitation: { en: "There is no invitation {id}.", ru: "Приглашения {id} нет." },
  noBackfill: { en: "There is no backfill {id}.", ru: "Загрузки {id} нет." },
  noWork: { en: "There is no work {id} in the outbox.", ru: "Задания {id} среди исходящих нет." },
  nothing: { en: "There is nothing here.", ru: "Здесь ничего нет." },
  notKept: {
    en: "The delivery of error {id} is not kept.",
    ru: "Доставка ошибки {id} не хранится.",
  },
  noErrorKept: {
    en: "Of issue {ref} no error is kept.",
    ru: "Ни одной ошибки проблемы {ref} не хранится.",
  },
  notOfIssue: {
    en: "Error {error} is not of issue {issue}.",
    ru: "Ошибка {error} не относится к проблеме {issue}.",
  },
  takenView: {
    en: "There is a view of {about} called {name} already.",
    ru: "Сохранённый поиск {name} уже есть ({about}).",
  },
  takenToken: {
    en: "There is a token {name} already: take another name.",
    ru: "Токен {name} уже есть: возьмите другое имя.",
  },
  takenSource: {
    en: "There is a source called {slug} already.",
    ru: "Источник {slug} уже есть.",
  },
  sourcesMax: { en: "There are {max} sources already.", ru: "Источников уже {max}." },
  viewsMax: {
    en: "There are {max} views already (VIEWS_MAX): delete one first.",
    ru: "Сохранённых поисков уже {max} (VIEWS_MAX): сначала удалите какой-нибудь.",
  },
  backfillEnded: {
    en: "Backfill {id} has ended already: it is {state}.",
    ru: "Загрузка {id} уже закончилась: {state}.",
  },
  emptyWindow: {
    en: "The window is empty: `since` lies behind its end, or before what retention keeps.",
    ru: "Период пуст: его начало позже конца или раньше того, что ещё хранится.",
  },
  sourceToken: {
    en: "The source has no API token: enter one.",
    ru: "У источника нет токена API: введите его.",
  },
  tokenForAddress: {
    en: "Give the token with a new address: it was for the old one.",
    ru: "С новым адресом введите и токен: прежний был для старого.",
  },
  inSettings: {
    en: "The settings define {slug} ({settings}): change it there.",
    ru: "Источник {slug} задан настройками ({settings}): меняйте его там.",
  },
  linkGone: {
    en: "This link leads nowhere: it was used, taken back, or is too old. Ask for another one.",
    ru: "Ссылка никуда не ведёт: её использовали, отозвали или она устарела. Попросите новую.",
  },
  onlyAdministrator: {
    en: "This is the only account that may administer everything: give another one that role first.",
    ru: "Это единственная учётная запись, которая управляет всем: сначала дайте эту роль другой.",
  },
  tokenUnknown: {
    en: "This token is not known, was revoked or has expired: make another one in the settings.",
    ru: "Токен неизвестен, отозван или истёк: создайте другой в настройках.",
  },
  tokenRight: {
    en: "A token may do no more than whoever makes it.",
    ru: "Токену можно не больше, чем тому, кто его создаёт.",
  },
  inviteRight: {
    en: "Nobody is invited to do more than the inviter may.",
    ru: "Приглашают не на большее, чем можно самому приглашающему.",
  },
  allProjects: {
    en: "This concerns all projects, and you are limited to some.",
    ru: "Это касается всех проектов, а вам доступны только некоторые.",
  },
  wholeCollector: {
    en: "This concerns the whole collector, and you are limited to some projects.",
    ru: "Это касается всего коллектора, а вам доступны только некоторые проекты.",
  },
  proveYourself: {
    en: "This is for whoever proved who they are: sign in, or send a token.",
    ru: "Это для тех, кто подтвердил, кто он: войдите или пришлите токен.",
  },
  tooOften: {
    en: "This address asks too often (REQUESTS_PER_SECOND_MAX).",
    ru: "С этого адреса спрашивают слишком часто (REQUESTS_PER_SECOND_MAX).",
  },
  attempts: {
    en: "Too many attempts failed: try again later.",
    ru: "Слишком много неудачных попыток: попробуйте позже.",
  },
  queries: {
    en: "Too many queries wait; try again.",
    ru: "Ждёт слишком много запросов; попробуйте ещё раз.",
  },
  stopping: { en: "The collector is stopping.", ru: "Коллектор останавливается." },
  internal: { en: "Internal error.", ru: "Внутренняя ошибка." },
});

/** The same of what signing in is refused with: better-auth's texts. */
export const signInDetails = words({
  password: { en: "Invalid email or password", ru: "Неверная почта или пароль." },
  ownPassword: { en: "Invalid password", ru: "Неверный пароль." },
  code: { en: "Invalid code", ru: "Неверный код." },
  backupCode: { en: "Invalid backup code", ru: "Неверный запасной код." },
  short: { en: "Password too short", ru: "Пароль слишком короткий." },
  long: { en: "Password too long", ru: "Пароль слишком длинный." },
  failed: { en: "Authentication failed", ru: "Подтвердить вход не удалось." },
});
