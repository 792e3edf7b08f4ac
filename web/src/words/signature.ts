import { words } from "./catalogue.ts";

/** What is said of the check of a signature. */
export const signatureWords = words({
  bytes: { en: "The bytes", ru: "Байты" },
  bytesDetail: {
    en: { one: "{n} byte, SHA-256:", other: "{n} bytes, SHA-256:" },
    ru: {
      one: "{n} байт, SHA-256:",
      few: "{n} байта, SHA-256:",
      many: "{n} байт, SHA-256:",
      other: "{n} байта, SHA-256:",
    },
  },
  copyHash: { en: "Copy SHA-256", ru: "Копировать SHA-256" },
  header: { en: "The header", ru: "Заголовок" },
  headerHas: { en: "{name} carries:", ru: "{name} содержит:" },
  headerNone: {
    en: "No header carries a signature.",
    ru: "Ни один заголовок не содержит подписи.",
  },
  noDigest: {
    en: "That is no signature: one is 64 hexadecimal digits in lower case.",
    ru: "Это не подпись: она состоит из 64 шестнадцатеричных цифр в нижнем регистре.",
  },
  secrets: { en: "The secrets", ru: "Секреты" },
  noSecret: { en: "SENTRY_WEBHOOK_SECRET is not set.", ru: "SENTRY_WEBHOOK_SECRET не задан." },
  secretNamed: { en: "Secret ending in {ending}", ru: "Секрет, который кончается на {ending}" },
  secretShort: {
    en: "Secret {place} (too short to show a part of it)",
    ru: "Секрет {place} (слишком короткий, чтобы показать его часть)",
  },
  expected: { en: "expected {begin}…", ru: "ожидалось {begin}…" },
  given: { en: "given {begin}…", ru: "дано {begin}…" },
  fits: { en: "fits", ru: "подходит" },
  fitsNot: { en: "does not fit", ru: "не подходит" },
  tokenStep: { en: "The token", ru: "Токен" },
  tokenUnset: { en: "SENTRY_WEBHOOK_TOKEN is not set.", ru: "SENTRY_WEBHOOK_TOKEN не задан." },
  tokenUnknown: {
    en: "What the address gave is not known of a stored delivery.",
    ru: "Что было в адресе сохранённой доставки, неизвестно.",
  },
  token_right: { en: "The address carries the right token.", ru: "В адресе верный токен." },
  token_wrong: { en: "The address carries another token.", ru: "В адресе другой токен." },
  token_none: { en: "The address carries no token.", ru: "В адресе нет токена." },
  verdict: { en: "The verdict", ru: "Вывод" },
  ok: { en: "in order", ru: "в порядке" },
  bad: { en: "not in order", ru: "не в порядке" },
  open: { en: "left open", ru: "не определено" },
  verified: {
    en: "The signature is right: a secret of yours signed exactly these bytes.",
    ru: "Подпись верна: ваш секрет подписал именно эти байты.",
  },
  wrong: {
    en: "The signature is wrong: no secret of yours signed these bytes.",
    ru: "Подпись неверна: ни один ваш секрет не подписывал эти байты.",
  },
  absent: { en: "It is not signed.", ru: "Подписи нет." },
  unchecked: {
    en: "It is signed, but there is no secret to check it by.",
    ru: "Подпись есть, но нет секрета, чтобы её проверить.",
  },
  scrubbed: {
    en: "It was checked when it came. What was signed was scrubbed before it was archived (SCRUB_ARCHIVE), so it cannot be checked again.",
    ru: "Подпись проверили при получении. Подписанное очистили до записи в архив (SCRUB_ARCHIVE), поэтому заново её не проверить.",
  },
  scrubbedSecrets: {
    en: "The stored bytes are not those that were signed: no secret can fit.",
    ru: "Сохранены не те байты, которые подписаны: ни один секрет не подойдёт.",
  },
  doWrong: {
    en: "Most often the secret is another one: in Sentry open Settings → Developer Settings → your integration, copy the Client Secret once more (or make a new one), put it into SENTRY_WEBHOOK_SECRET, several with a comma between them, and start the collector again. If the secret is right, something on the way changed the body: compare length and SHA-256 above with what the sender sent.",
    ru: "Чаще всего секрет другой: в Sentry откройте Settings → Developer Settings → ваша интеграция, скопируйте Client Secret ещё раз (или создайте новый), задайте его в SENTRY_WEBHOOK_SECRET (несколько — через запятую) и перезапустите коллектор. Если секрет верен, тело изменили по пути: сравните длину и SHA-256 выше с тем, что отправлено.",
  },
  doNoDigest: {
    en: "What stands in the header was not made by Sentry: look for a proxy or script that sets it.",
    ru: "То, что в заголовке, сделал не Sentry: ищите прокси или скрипт, который его ставит.",
  },
  doAbsent: {
    en: "An integration of Sentry always signs; if it is one, a proxy drops the header Sentry-Hook-Signature. GlitchTip, Bugsink and legacy WebHooks never sign: set SENTRY_WEBHOOK_TOKEN and give them the address that ends in the token.",
    ru: "Интеграция Sentry подписывает всегда; если это она, заголовок Sentry-Hook-Signature теряет прокси. GlitchTip, Bugsink и старые WebHooks не подписывают: задайте SENTRY_WEBHOOK_TOKEN и дайте им адрес, который кончается токеном.",
  },
  doToken: {
    en: "The token is wrong or missing: compare the end of the address at the sender with SENTRY_WEBHOOK_TOKEN.",
    ru: "Токен неверен или отсутствует: сравните конец адреса у отправителя с SENTRY_WEBHOOK_TOKEN.",
  },
  doUnchecked: {
    en: "Put the integration's Client Secret into SENTRY_WEBHOOK_SECRET and start the collector again; until then anybody who knows the address can deliver.",
    ru: "Задайте Client Secret интеграции в SENTRY_WEBHOOK_SECRET и перезапустите коллектор; до тех пор доставлять может любой, кто знает адрес.",
  },
});
