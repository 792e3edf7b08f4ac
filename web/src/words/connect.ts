import { words } from "./catalogue.ts";

/** What the page says that shows how to connect. */
export const connectWords = words({
  title: { en: "Connect a sender", ru: "Подключение" },
  intro: {
    en: "Choose who knows of your errors, do the steps, and watch the list turn green. Nothing has to be installed here.",
    ru: "Выберите, кто знает о ваших ошибках, выполните шаги и следите, как список становится зелёным. Здесь ничего ставить не нужно.",
  },
  whom: { en: "Sender", ru: "Отправитель" },
  sentry: { en: "Sentry SaaS", ru: "Sentry SaaS" },
  "self-hosted": { en: "Self-hosted Sentry", ru: "Self-hosted Sentry" },
  glitchtip: { en: "GlitchTip", ru: "GlitchTip" },
  bugsink: { en: "Bugsink", ru: "Bugsink" },
  plain: { en: "Plain HTTP", ru: "Простой HTTP" },
  steps: { en: "Steps", ru: "Шаги" },
  stepIntegration: {
    en: "In Sentry open Settings → Developer Settings → Custom Integrations → Create New Integration → Internal Integration. It takes the role Manager or Owner.",
    ru: "В Sentry откройте Settings → Developer Settings → Custom Integrations → Create New Integration → Internal Integration. Нужна роль Manager или Owner.",
  },
  stepUrl: {
    en: "Webhook URL. Sentry follows no redirects and checks the certificate, so it must be the final address:",
    ru: "Webhook URL. Sentry не следует перенаправлениям и проверяет сертификат, поэтому нужен конечный адрес:",
  },
  stepAction: {
    en: "Switch on Alert Rule Action (newer versions: Alert Action). Without it no alert can use the integration.",
    ru: "Включите Alert Rule Action (в новых версиях Alert Action). Без этого оповещения не смогут использовать интеграцию.",
  },
  stepPermissions: {
    en: "Permissions: Issue & Event: Read.",
    ru: "Permissions: Issue & Event: Read.",
  },
  stepWebhooksPlan: {
    en: "Webhooks: tick issue, error and comment. On sentry.io error needs a Business plan; without it leave that one out.",
    ru: "Webhooks: отметьте issue, error и comment. На sentry.io для error нужен план Business; без него этот пункт пропустите.",
  },
  stepWebhooks: {
    en: "Webhooks: tick issue, error and comment.",
    ru: "Webhooks: отметьте issue, error и comment.",
  },
  stepSecret: {
    en: "Save, and copy the Client Secret at once: Sentry may not show it again. Give it to the collector as a setting:",
    ru: "Сохраните и сразу скопируйте Client Secret: Sentry может больше его не показать. Передайте его коллектору настройкой:",
  },
  howToSet: {
    en: "In .env beside docker-compose.yml, then “docker-compose up -d”; or with “docker run -e …”; or before “npm start”. It is read at the start. Several stand with a comma between them.",
    ru: "В .env рядом с docker-compose.yml, затем «docker-compose up -d»; или через «docker run -e …»; или перед «npm start». Читается при запуске. Несколько — через запятую.",
  },
  isSet: {
    en: "It is set in the collector that answers here.",
    ru: "В этом коллекторе настройка задана.",
  },
  stepRule: {
    en: "Create an alert rule: Alerts → Create Alert → Issues, a condition such as “A new issue is created”, and as the action “Send a notification via an integration” with yours. It brings the whole event with its stack trace, on every plan.",
    ru: "Создайте правило: Alerts → Create Alert → Issues, условие, например «A new issue is created», действие «Send a notification via an integration» с вашей интеграцией. Оно приносит событие целиком, со стеком, на любом плане.",
  },
  stepCause: {
    en: "Cause an error in the application, or send the rule's test notification, and watch the list.",
    ru: "Вызовите ошибку в приложении или отправьте тестовое оповещение правила и смотрите на список.",
  },
  stepToken: {
    en: "It does not sign what it sends, so its address carries a token. Make one (“openssl rand -hex 24”) and give it to the collector as a setting:",
    ru: "Он не подписывает то, что шлёт, поэтому его адрес содержит токен. Создайте его («openssl rand -hex 24») и передайте коллектору настройкой:",
  },
  stepTokenPlain: {
    en: "Where others reach the collector, protect it by a token (“openssl rand -hex 24”):",
    ru: "Если коллектор доступен другим, защитите его токеном («openssl rand -hex 24»):",
  },
  tokenStands: {
    en: "Put your token in the place of {word}.",
    ru: "Вместо {word} поставьте свой токен.",
  },
  stepGlitchtip: {
    en: "In the project's settings, under Project Alerts, create an alert and add a recipient of the type General (Slack-compatible) webhook with the URL:",
    ru: "В настройках проекта, в Project Alerts, создайте оповещение и добавьте получателя типа General (Slack-compatible) webhook с адресом:",
  },
  stepBugsink: {
    en: "At the project open Alerting Settings (the megaphone), Add, kind Custom, with the webhook URL:",
    ru: "В проекте откройте Alerting Settings (мегафон), Add, вид Custom, адрес веб-хука:",
  },
  stepBugsinkTest: {
    en: "Press Test there, and watch the list.",
    ru: "Нажмите там Test и смотрите на список.",
  },
  stepPlain: {
    en: "Send JSON by POST to this address:",
    ru: "Отправляйте JSON методом POST на этот адрес:",
  },
  stepCurl: {
    en: "Try it: this sends an error. event_id, timestamp, level, environment, release, tags and a stack trace may stand in it too.",
    ru: "Попробуйте: эта команда шлёт ошибку. В ней могут быть и event_id, timestamp, level, environment, release, tags и стек.",
  },
  checks: { en: "Check list", ru: "Проверка" },
  doneOf: {
    en: { one: "{n} of {all} done", other: "{n} of {all} done" },
    ru: {
      one: "готово {n} из {all}",
      few: "готово {n} из {all}",
      many: "готово {n} из {all}",
      other: "готово {n} из {all}",
    },
  },
  allDone: { en: "Everything works", ru: "Всё работает" },
  done: { en: "done", ru: "готово" },
  waiting: { en: "not yet", ru: "ещё нет" },
  wrong: { en: "in the way", ru: "мешает" },
  checkAddress: { en: "The sender can reach the address", ru: "Адрес доступен отправителю" },
  checkAddressDone: {
    en: "It looks like an address that can be reached.",
    ru: "Адрес похож на доступный.",
  },
  checkAddressReached: { en: "It reached it.", ru: "Он до него добрался." },
  checkAddressPrivate: {
    en: "sentry.io reaches only public https:// addresses, and this one is none. Put the collector behind a name of yours and set PUBLIC_URL to it.",
    ru: "sentry.io достаёт только до публичных адресов https://, а этот не такой. Дайте коллектору своё имя и укажите его в PUBLIC_URL.",
  },
  checkAddressLocal: {
    en: "Only this computer reaches it. That is enough for a sender that runs on it outside of a container; for others open this page by the address that they use, or set PUBLIC_URL.",
    ru: "Он доступен только с этого компьютера. Этого хватит отправителю на нём же вне контейнера; для других откройте эту страницу по адресу, которым они пользуются, или задайте PUBLIC_URL.",
  },
  checkSecret: { en: "The secret is set", ru: "Секрет задан" },
  checkToken: { en: "The token is set", ru: "Токен задан" },
  checkSet: { en: "The collector knows it.", ru: "Коллектор его знает." },
  checkSecretUnset: {
    en: "Without SENTRY_WEBHOOK_SECRET anybody who knows the address can deliver.",
    ru: "Без SENTRY_WEBHOOK_SECRET доставлять может любой, кто знает адрес.",
  },
  checkTokenUnset: {
    en: "Without SENTRY_WEBHOOK_TOKEN anybody who knows the address can deliver.",
    ru: "Без SENTRY_WEBHOOK_TOKEN доставлять может любой, кто знает адрес.",
  },
  checkTokenNeeded: {
    en: "Only a secret is set, and this sender never signs: it is refused with 401 until SENTRY_WEBHOOK_TOKEN is set.",
    ru: "Задан только секрет, а этот отправитель не подписывает: пока нет SENTRY_WEBHOOK_TOKEN, ему отвечают 401.",
  },
  checkTest: { en: "The collector takes deliveries", ru: "Коллектор принимает доставки" },
  checkTestDone: {
    en: "One arrived and is on disk.",
    ru: "Одна пришла и лежит на диске.",
  },
  checkTestWaiting: { en: "Send a test below.", ru: "Отправьте тест ниже." },
  checkArrived: { en: "The first delivery arrived", ru: "Первая доставка пришла" },
  checkArrivedDone: { en: "The sender found its way here.", ru: "Отправитель нашёл сюда дорогу." },
  checkArrivedWaiting: {
    en: "Nothing came from this sender yet, and nothing of it was refused.",
    ru: "От этого отправителя ещё ничего не было, и ничего его не отклонено.",
  },
  checkRefusedUnknown: {
    en: "Nothing came from this sender yet. Something was refused before one could see whose it was: look at “What was refused”.",
    ru: "От этого отправителя ещё ничего не было. Что-то отклонено раньше, чем стало видно, чьё оно: посмотрите «Что отклонено».",
  },
  checkRefused: {
    en: "Something came and was refused. “What was refused” says which part was wrong.",
    ru: "Что-то пришло и было отклонено. «Что отклонено» показывает, что именно не так.",
  },
  checkProof: { en: "It proves who sent it", ru: "Отправитель подтверждён" },
  checkProofWaiting: {
    en: "Seen with the first delivery.",
    ru: "Станет видно с первой доставкой.",
  },
  checkProofSigned: { en: "Its signature verifies.", ru: "Подпись проверена и верна." },
  checkProofToken: { en: "Its address carries the token.", ru: "В его адресе верный токен." },
  checkProofUnchecked: {
    en: "It is signed, but there is no secret to check it by: set SENTRY_WEBHOOK_SECRET.",
    ru: "Подпись есть, но проверить её нечем: задайте SENTRY_WEBHOOK_SECRET.",
  },
  checkProofUnsigned: {
    en: "It is neither signed nor has it a token: set SENTRY_WEBHOOK_TOKEN and put it into the address.",
    ru: "Нет ни подписи, ни токена: задайте SENTRY_WEBHOOK_TOKEN и добавьте его в адрес.",
  },
  checkError: { en: "The first error is there", ru: "Первая ошибка на месте" },
  checkErrorDone: { en: "See it among the issues.", ru: "Она среди проблем." },
  checkErrorWaiting: {
    en: "Tests of the collector's own do not count.",
    ru: "Собственные тесты коллектора не считаются.",
  },
  toIssues: { en: "To the issues", ru: "К проблемам" },
  toDeliveries: { en: "To the deliveries", ru: "К доставкам" },
  toRefused: { en: "What was refused", ru: "Что отклонено" },
  test: { en: "Test the collector", ru: "Проверить коллектор" },
  testDetail: {
    en: "It sends itself a realistic delivery, signed as Sentry would: checked, kept, digested. Whether Sentry reaches it, only a delivery from there shows.",
    ru: "Он отправит себе правдоподобную доставку, подписанную как у Sentry: проверит, сохранит, обработает. Достаёт ли до него Sentry, покажет только доставка оттуда.",
  },
  sendTest: { en: "Send a test", ru: "Отправить тест" },
  testTaken: { en: "Taken in {ms} ms.", ru: "Принято за {ms} мс." },
  by_secret: { en: "The signature was verified.", ru: "Подпись проверена." },
  by_token: { en: "The token was right.", ru: "Токен верен." },
  by_nothing: {
    en: "Nothing was checked: neither secret nor token is set.",
    ru: "Ничего не проверялось: нет ни секрета, ни токена.",
  },
  testError: { en: "See the error", ru: "Открыть ошибку" },
  testDelivery: { en: "See the delivery", ru: "Открыть доставку" },
  obstacles: { en: "Known obstacles", ru: "Известные препятствия" },
  obstaclePublic: {
    en: "The address is private or not https",
    ru: "Адрес частный или не https",
  },
  obstaclePublicDetail: {
    en: "sentry.io sends from the internet. It needs a public name with a valid certificate that does not redirect; a tunnel will do to try it. Set PUBLIC_URL, so that this page shows the right address.",
    ru: "sentry.io шлёт из интернета. Нужно публичное имя с верным сертификатом и без перенаправлений; для пробы хватит туннеля. Задайте PUBLIC_URL, чтобы здесь был верный адрес.",
  },
  obstaclePrivate: {
    en: "Private address blocked (self-hosted Sentry from 25.9 on)",
    ru: "Частный адрес заблокирован (self-hosted Sentry с 25.9)",
  },
  obstaclePrivateDetail: {
    en: "Since 25.9 it sends nothing to private addresses, the same Docker host included; its log says RestrictedIPAddress. Allow them in sentry.conf.py, from 26.6 on better only the collector's by SENTRY_ALLOWED_IPS, and restart web and taskworker:",
    ru: "С 25.9 он ничего не шлёт на частные адреса, включая тот же хост Docker; в журнале RestrictedIPAddress. Разрешите их в sentry.conf.py (с 26.6 лучше только адрес коллектора через SENTRY_ALLOWED_IPS) и перезапустите web и taskworker:",
  },
  obstacleRule: { en: "Alert rule missing", ru: "Нет правила оповещения" },
  obstacleRuleDetail: {
    en: "The integration alone sends no event_alert. It comes only where an alert rule of the project has the integration as its action, and Alert Rule Action is switched on in it. It is the most frequent reason for silence.",
    ru: "Сама по себе интеграция не шлёт event_alert. Он приходит, только если у правила проекта действие — эта интеграция, а в ней включён Alert Rule Action. Это самая частая причина тишины.",
  },
  obstacleMigrated: {
    en: "Old alert rules are silent after an update to 26.7",
    ru: "Старые правила молчат после обновления до 26.7",
  },
  obstacleMigratedDetail: {
    en: "After the move to the new alert engine old rules may stop firing: create the rule anew. Of 26.7.2 and 26.8.0 it was reported that custom integrations send nothing.",
    ru: "После перехода на новый движок оповещений старые правила могут не срабатывать: создайте правило заново. О 26.7.2 и 26.8.0 сообщали, что собственные интеграции ничего не шлют.",
  },
  obstacleSecret: { en: "Wrong secret (401)", ru: "Неверный секрет (401)" },
  obstacleSecretDetail: {
    en: "SENTRY_WEBHOOK_SECRET must be the Client Secret of this very integration, without quotes and blanks. Deliveries → Refused shows each step of the check, and which secret was tried by its last four characters.",
    ru: "SENTRY_WEBHOOK_SECRET — это Client Secret именно этой интеграции, без кавычек и пробелов. «Доставки → Отклонённые» показывают каждый шаг проверки и испробованные секреты по последним четырём символам.",
  },
  obstacleToken: { en: "Wrong token (401)", ru: "Неверный токен (401)" },
  obstacleTokenDetail: {
    en: "The address at the sender must end in the value of SENTRY_WEBHOOK_TOKEN. Deliveries → Refused says whether it carried none or another.",
    ru: "Адрес у отправителя должен кончаться значением SENTRY_WEBHOOK_TOKEN. «Доставки → Отклонённые» скажут, не было его или он другой.",
  },
  obstaclePlan: {
    en: "Plan without error webhooks",
    ru: "План без веб-хуков error",
  },
  obstaclePlanDetail: {
    en: "On sentry.io the resource error needs a Business plan. The alert rule (event_alert) brings the whole event on every plan. captureMessage never fires error, on any plan.",
    ru: "На sentry.io ресурс error требует плана Business. Правило оповещения (event_alert) приносит событие целиком на любом плане. captureMessage не вызывает error ни на каком плане.",
  },
  obstacleSlow: {
    en: "Sentry shows timeouts, or something is missing",
    ru: "Sentry показывает тайм-ауты или чего-то не хватает",
  },
  obstacleSlowDetail: {
    en: "Sentry waits one second, and sends again nothing that an internal integration missed. Look for a slow proxy or name service between the two; the collector itself answers as soon as the bytes are on disk.",
    ru: "Sentry ждёт одну секунду и не повторяет то, что пропустила внутренняя интеграция. Ищите медленный прокси или DNS между ними; сам коллектор отвечает, как только байты на диске.",
  },
  obstaclePartial: { en: "No stack trace arrives", ru: "Стек не приходит" },
  obstaclePartialDetail: {
    en: "This sender's alerts carry only title, project and link. Its errors are marked as partial; there is nothing to repair.",
    ru: "В его оповещениях только заголовок, проект и ссылка. Такие ошибки помечены как неполные; чинить нечего.",
  },
  obstaclePolicy: {
    en: "Webhook Outbound Policy of a self-hosted Bugsink",
    ru: "Webhook Outbound Policy у self-hosted Bugsink",
  },
  obstaclePolicyDetail: {
    en: "It must allow the collector's address; a private one is not allowed by itself.",
    ru: "Она должна разрешать адрес коллектора; частный сам по себе не разрешён.",
  },
  obstacleSame: { en: "The second error does not show", ru: "Вторая ошибка не появляется" },
  obstacleSameDetail: {
    en: "Without event_id, a body that is the same byte for byte counts once. Give each error an event_id or a timestamp.",
    ru: "Без event_id тело, совпадающее байт в байт, считается один раз. Давайте каждой ошибке event_id или timestamp.",
  },
});
