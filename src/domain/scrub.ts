import type { ErrorFacts, Tag } from "./error.ts";

// Takes out of errors what nobody should read there: passwords, tokens, cookies, card numbers. What is taken out stays in the
// delivery's bytes, which are kept as they came.

/** What stands where something was taken out, as Sentry writes it. */
export const filtered = "[Filtered]";

export interface ScrubRules {
  readonly enabled: boolean;
  /** Further names of keys, beside the usual ones; their case does not matter. `web:pin`: in that project only. */
  readonly keys: readonly string[];
  /** Whether the last part of addresses of users is taken out. */
  readonly anonymiseAddresses: boolean;
}

/** Takes what is secret out of an error; `project` is the slug of its project. */
export interface Scrub {
  /** Out of what is stored of it, and only that: in the digest every moment counts. */
  stored(facts: ErrorFacts, project: string): ErrorFacts;
  /** Out of a text that tells of it elsewhere: an issue's title. */
  text(value: string): string;
  /** Out of all that its delivery tells of it. */
  whole(facts: ErrorFacts, project: string): ErrorFacts;
  /** Out of anything that is made of JSON, by keys and texts. */
  json<T>(value: T, project: string): T;
}

/** Whole names of keys, without their case, `-` and `_`. */
const names = new Set([
  "password",
  "passwd",
  "pwd",
  "passphrase",
  "secret",
  "clientsecret",
  "secretkey",
  "privatekey",
  "apikey",
  "apitoken",
  "accesskey",
  "accesstoken",
  "refreshtoken",
  "idtoken",
  "authtoken",
  "bearertoken",
  "token",
  "authorization",
  "proxyauthorization",
  "xapikey",
  "xauthtoken",
  "xcsrftoken",
  "csrftoken",
  "csrfmiddlewaretoken",
  "credentials",
  "cookie",
  "cookies",
  "setcookie",
  "session",
  "sessionid",
  "sessionkey",
  "phpsessid",
  "sid",
  "connectionstring",
  "cardnumber",
  "creditcard",
  "cvv",
  "cvc",
  "ssn",
]);
/** How names of variables end that hold such. */
const endings = /(?:password|passwd|secret|apikey|privatekey|accesstoken|authtoken)$/;

/** Within a text; what is found first is taken out first. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, filtered],
  [/\b(Bearer|Basic) [A-Za-z0-9._~+/=-]{8,}/g, `$1 ${filtered}`],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, filtered],
  [/(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/@]{1,200}):[^\s/@]{1,200}@/gi, `$1:${filtered}@`],
  [
    /\b([\w-]{0,40}(?:password|passwd|pwd|secret|token|api_?key))=(?!\s)(["']?)(?!\[Filtered\])[^\s"'&,;)}\]]{1,500}/gi,
    `$1=$2${filtered}`,
  ],
];
/** 13 to 19 digits, in groups or not. */
const digits = /\b\d(?:[ -]?\d){12,18}\b/g;
/** A text without any of these holds nothing of the above. */
const suspicious = /BEGIN |Bearer |Basic |eyJ|:\/\/|=|\d[ -]?\d{3}[ -]?\d{4}/;

/** Deeper than any SDK sends. */
const levelsMax = 60;

/** Makes what scrubs by some rules. What is not changed is given back as it is. */
export function scrubBy(rules: ScrubRules): Scrub {
  if (!rules.enabled && !rules.anonymiseAddresses) {
    const asItIs = <T>(value: T): T => value;
    return { stored: asItIs, whole: asItIs, text: asItIs, json: asItIs };
  }
  const text: Text = (value) =>
    (value === null || !rules.enabled ? value : scrubText(value)) as typeof value;
  const everywhere = scrubWith({ ...rules, isSecret: secretBy(rules, null), text });
  const named = new Set(rules.keys.map((key) => ownKey(key).project));
  const apart = new Map(
    [...named].map((project) => [
      project,
      scrubWith({ ...rules, isSecret: secretBy(rules, project), text }),
    ]),
  );
  const of = (project: string) => apart.get(project) ?? everywhere;
  return {
    text,
    stored: (facts, project) => of(project).stored(facts),
    whole: (facts, project) => of(project).whole(facts),
    json: (value, project) => of(project).record(value),
  };
}

type Text = <T extends string | null>(value: T) => T;

/** A key as a rule names it: `web:pin` is one of the project `web`, `*:xml:lang` one of all. */
function ownKey(rule: string): { readonly project: string | null; readonly name: string } {
  const [, project = "*", name = rule] = /^([^:]+):(.+)$/.exec(rule) ?? [];
  return { project: project === "*" ? null : project, name: plain(name) };
}

/** Whether the value of a key is taken out in a project; null: in one that no rule names. */
function secretBy({ enabled, keys }: ScrubRules, project: string | null) {
  const mine = keys.map(ownKey).filter((each) => [null, project].includes(each.project));
  const own = new Set(mine.map(({ name }) => name));
  return (key: string): boolean => {
    const name = plain(key);
    return enabled && (own.has(name) || names.has(name) || endings.test(name));
  };
}

interface Scrubbing {
  readonly anonymiseAddresses: boolean;
  readonly isSecret: (key: string) => boolean;
  readonly text: Text;
}

/** Scrubs by the rules of one project. */
function scrubWith({ anonymiseAddresses, isSecret, text }: Scrubbing) {
  const address = anonymiseAddresses ? withoutAddress : (value: unknown) => value;
  const deep = (value: unknown, level = 0): unknown => {
    if (typeof value === "string") return text(value);
    if (typeof value !== "object" || value === null) return value;
    if (level > levelsMax) return filtered;
    if (Array.isArray(value)) {
      const [key] = value;
      // Headers and the like come as pairs.
      const isPair = value.length === 2 && typeof key === "string";
      if (isPair && isSecret(key)) return [key, filtered];
      return value.map((each) => deep(each, level + 1));
    }
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [
        key,
        isSecret(key) && each !== null
          ? filtered
          : isAddress(key)
            ? address(each)
            : deep(each, level + 1),
      ]),
    );
  };
  const record = <T>(value: T): T => deep(value) as T;
  const stored = (facts: ErrorFacts): ErrorFacts => ({
    ...facts,
    title: text(facts.title),
    message: text(facts.message),
    loggedMessage: text(facts.loggedMessage),
    stacktrace: text(facts.stacktrace),
    exceptions: facts.exceptions.map((each) => ({ ...each, value: text(each.value) })),
    tags: facts.tags.map(([key, value]): Tag => [key, isSecret(key) ? filtered : text(value)]),
    user: record(facts.user),
  });
  const whole = (facts: ErrorFacts): ErrorFacts => ({
    ...stored(facts),
    exceptions: record(facts.exceptions),
    threads: record(facts.threads),
    breadcrumbs: record(facts.breadcrumbs),
    request: record(facts.request),
    contexts: record(facts.contexts),
    extra: record(facts.extra),
  });
  return { stored, whole, record };
}
/** Takes what looks like a secret out of a text. */
export function scrubText(value: string): string {
  if (!suspicious.test(value)) return value;
  let text = value;
  for (const [pattern, instead] of patterns) text = text.replace(pattern, instead);
  return text.replace(digits, (found) => (isCardNumber(found) ? filtered : found));
}

function plain(key: string): string {
  return key.toLowerCase().replaceAll(/[-_ ]/g, "");
}

function isAddress(key: string): boolean {
  return /^(?:ip_address|ip|remote_addr|x-forwarded-for|x-real-ip)$/i.test(key);
}

/** `203.0.113.7` → `203.0.113.0`; of IPv6 the first three groups stay. */
function withoutAddress(value: unknown): unknown {
  if (typeof value !== "string") return value;
  return value
    .replaceAll(/\b(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}\b/g, "$1.0")
    .replaceAll(/\b([0-9a-f]{1,4}:[0-9a-f]{1,4}:[0-9a-f]{1,4}):[0-9a-f:]+/gi, "$1::");
}

/** By its check digit (Luhn), and how card numbers begin. */
function isCardNumber(text: string): boolean {
  const figures = text.replaceAll(/\D/g, "");
  if (!/^[2-6]/.test(figures)) return false;
  let sum = 0;
  for (const [at, figure] of [...figures].reverse().entries()) {
    const doubled = Number(figure) * (at % 2 === 0 ? 1 : 2);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
