import type { Delivery } from "./delivery.ts";
import type { ErrorFacts, Tag } from "./error.ts";

// Takes out of errors what nobody should read there: passwords, tokens, cookies, card numbers. What is taken out stays in the
// delivery's bytes, which are kept as they came unless somebody wants those scrubbed as well.

/** What stands where something was taken out, as Sentry writes it. */
export const filtered = "[Filtered]";

/** The header of a delivery whose body was scrubbed before it was archived: no sender's is let in. */
export const scrubbedHeader = "x-collector-scrubbed";

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
  /**
   * Out of a payload before it is archived. What is found and told apart by it stays: ids, and the paths of
   * addresses. `project` null: it is not known, so the keys of every project are taken out.
   */
  archived(payload: unknown, project: string | null): unknown;
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
    return { stored: asItIs, whole: asItIs, text: asItIs, json: asItIs, archived: asItIs };
  }
  const text: Text = (value) =>
    (value === null || !rules.enabled ? value : scrubText(value)) as typeof value;
  const named = [...new Set(rules.keys.map((key) => ownKey(key).project))];
  const by = (ways: Omit<Scrubbing, "isSecret">) => {
    const everywhere = scrubWith({ ...ways, isSecret: secretBy(rules, [null]) });
    const apart = new Map(
      named.map((project) => {
        return [project, scrubWith({ ...ways, isSecret: secretBy(rules, [null, project]) })];
      }),
    );
    return (project: string) => apart.get(project) ?? everywhere;
  };
  const { anonymiseAddresses } = rules;
  const of = by({ anonymiseAddresses, text, stays: () => false });
  const archive: Omit<Scrubbing, "isSecret"> = {
    anonymiseAddresses,
    text: (value) =>
      (value !== null && isWebAddress(value) && rules.enabled
        ? scrubAddress(value)
        : text(value)) as typeof value,
    stays: isId,
  };
  const archivedOf = by(archive);
  const archivedAnywhere = scrubWith({ ...archive, isSecret: secretBy(rules, [null, ...named]) });
  return {
    text,
    archived: (payload, project) =>
      (project === null ? archivedAnywhere : archivedOf(project)).record(payload),
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

/** Whether the value of a key is taken out by the rules of some projects; null: those of all. */
function secretBy({ enabled, keys }: ScrubRules, projects: readonly (string | null)[]) {
  const mine = keys.map(ownKey).filter((each) => projects.includes(each.project));
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
  /** Whether the value of a key is left as it is, whatever it looks like. */
  readonly stays: (key: string, value: unknown) => boolean;
}

/** Scrubs by the rules of one project. */
function scrubWith({ anonymiseAddresses, isSecret, text, stays }: Scrubbing) {
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
    const entries = Object.entries(value);
    const told = labelledBy(value as Readonly<Record<string, unknown>>);
    return Object.fromEntries(
      entries.map(([key, each]) => {
        const name = told?.value === key ? told.label : key;
        if (isSecret(name) && each !== null) return [key, filtered];
        if (stays(key, each)) return [key, each];
        return [key, isAddress(name) ? address(each) : deep(each, level + 1)];
      }),
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

/**
 * Which key of a record says what another one holds: tags and fields come as `{key, value}`, `{name, value}`,
 * GlitchTip's as `{title, value, short}` and `{topLabel, text}`.
 */
function labelledBy(
  record: Readonly<Record<string, unknown>>,
): { readonly label: string; readonly value: string } | null {
  const { key, name, title, topLabel } = record;
  const field = "short" in record ? title : undefined;
  const label = [key, name, field].find((each) => typeof each === "string");
  if (typeof label === "string" && "value" in record) return { label, value: "value" };
  return typeof topLabel === "string" ? { label: topLabel, value: "text" } : null;
}

/**
 * A delivery as it is archived where that is to be scrubbed too: its body is what was understood of it, written
 * anew without what is secret, and a header says so.
 */
export function scrubDelivery(
  delivery: Delivery,
  { payload, project }: { readonly payload: unknown; readonly project: string | null },
  scrub: Scrub,
): Delivery {
  const headers = { ...delivery.headers, [scrubbedHeader]: "true" };
  const body = new TextEncoder().encode(JSON.stringify(scrub.archived(payload, project)));
  return { ...delivery, headers, body };
}

/** Takes what looks like a secret out of a text. */
export function scrubText(value: string): string {
  if (!suspicious.test(value)) return value;
  const text = withoutSecrets(value);
  return text.replace(digits, (found) => (isCardNumber(found) ? filtered : found));
}

/** Out of an address: the numbers of its path name what it leads to, so they are no card's. */
function scrubAddress(value: string): string {
  const end = value.search(/[?#]/);
  if (end < 0) return withoutSecrets(value);
  return withoutSecrets(value.slice(0, end)) + scrubText(value.slice(end));
}

function withoutSecrets(value: string): string {
  let text = value;
  for (const [pattern, instead] of patterns) text = text.replace(pattern, instead);
  return text;
}

function isWebAddress(value: string): boolean {
  return /^https?:\/\/\S+$/i.test(value);
}

/** `id`, `event_id`, `groupID`, `uuid` … with what such a thing looks like. */
function isId(key: string, value: unknown): boolean {
  return (
    typeof value === "string" && /(?:^|_)u?u?id$|I[dD]$/.test(key) && /^[\w-]{1,64}$/.test(value)
  );
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
