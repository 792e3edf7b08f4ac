// What differs from one occurrence of an error to the next is replaced by the name of its kind. The names are
// those that Sentry gives, so that groupings can be compared; what each kind looks like is written down here
// from the formats themselves (RFC 3339, 5322, 9110, ctime, RFC 4291, W3C Trace Context …). All kinds are one
// pattern, so that at every place the first that fits wins. Every repetition that could be tried again and
// again has a limit.

/** A word as people see it, not as ASCII has it: no number is cut out of `ошибка5`. */
const wordChar = "[\\p{L}\\p{N}_]";
const start = `(?<!${wordChar})`;
const end = `(?!${wordChar})`;

const eitherOf = (...forms: readonly string[]): string => `(?:${forms.join("|")})`;
const maybe = (...parts: readonly string[]): string => `(?:${parts.join("")})?`;
const gap = "\\s{1,4}";

const hour = "(?:[01]?\\d|2[0-4])";
const sixty = "[0-5]\\d";
const fraction = "\\.\\d{1,12}";
/** `9:05`, `21:05:59` */
const clock = `${hour}:${sixty}${maybe(":", eitherOf(sixty, "60"), maybe(fraction))}`;
const monthNumber = "(?:0\\d|1[0-2])";
const dayNumber = "(?:[0-2]\\d|3[01])";
const year = "\\d{4}";

const numericOffset = "[+-]\\d\\d:?\\d\\d";
/** `Z`, `+01:00`, and `Z07:00`, which is how Go writes the form itself. */
const isoZone = eitherOf("Z(?:\\d\\d:\\d\\d)?", numericOffset);
/** `2026-01-31`, and with a time `2026-01-31 12:00`, `2026-01-31T12:00:00.5Z` */
const extended = `${year}-${monthNumber}-${dayNumber}${maybe("[T\\s]", clock, maybe(isoZone))}`;
/** `20260131T120000`, `20260131 12:00:00.5+0100`: without a time it could be any number. */
const compact = `${year}${monthNumber}${dayNumber}[T\\s]${hour}:?${sixty}${maybe(":?", sixty, maybe(fraction))}${maybe(isoZone)}`;

const weekday = "(?:Mon|Tue(?:s)?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?";
const month = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
const dayOfMonth = "[0-3]?\\d";
/** `GMT`, `-0800`, `GMT+0100 (Central European Standard Time)` */
const namedZone = `${eitherOf(`[A-Z]{1,4}${maybe(numericOffset)}`, numericOffset)}${maybe("\\s\\([^)]{1,60}\\)")}`;
/** `31 Jan 2026`, `31-Jan-26` */
const dayFirst = `${dayOfMonth}[\\s-]{1,4}${month}[\\s-]{1,4}\\d{2,4}`;
/** `Jan 31, 26`, `Jan 31 2026` */
const monthFirst = `${month}${gap}${dayOfMonth}${eitherOf(",\\s\\d{2,4}", `${gap}${year}`)}`;
const written = `${maybe(weekday, ",?", gap)}${eitherOf(dayFirst, monthFirst)}${maybe(gap, clock, maybe(gap, namedZone, end))}`;
/** `Sat Jan 31 12:00:00 2026`, as C prints it. */
const ctime = `${maybe(weekday, gap)}${month}${gap}${dayOfMonth}${gap}${clock}${gap}${year}`;

const dates = [
  `${start}${ctime}`,
  `${start}${written}`,
  `(?<!\\d)${compact}`,
  `(?<!\\d)${extended}`,
  `(?<!\\d)${clock}(?![\\d:])(?:\\s?[aApP][mM]${end})?`,
  "datetime\\.(?:datetime|date|time)\\([^()\\n]{0,120}\\)",
];

const byte = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const ipv4 = `${byte}(?:\\.${byte}){3}`;
const group = "[0-9a-fA-F]{1,4}";
const lastGroups = eitherOf(ipv4, group);
/** Eight groups; or fewer around one gap, which then stands for at least one: at most seven colons. */
const ipv6 = eitherOf(
  `(?:${group}:){6}${eitherOf(ipv4, `${group}:${group}`)}`,
  `(?!(?:[0-9a-fA-F]{0,4}:){8})(?:${group}(?::${group}){0,6})?::(?:(?:${group}:){0,6}${lastGroups})?`,
);

/** Endings of host names. Those that are endings of files too (`py`, `rs`, `pl`, `cc`, `sh` …) are left out. */
const domains =
  "ae ai al am app ar asia at au az ba bd be bg biz blog bo br by ca ch cl cloud club cn co com cr cy cz de dev dk do dz ec edu ee eg es eu fi fr ge gov gr hk hr hu ie il info int io iq ir it jp ke kg kr kw kz li link lk lt lu lv ly ma mobi mx ng nl no nu nz online org net pa pe ph pk pro pt ro ru sa se sg shop si site sk store su tech th tn tr tv tw ua ug uk us uy uz ve vn xyz za";
/** Of one name and such an ending programs make properties: `user.id`, `Object.is`. */
const propertyLike = "id in is me my to";

const ending = (list: string): string => {
  const each = list.split(" ").join("|");
  return eitherOf(each, each.toUpperCase());
};
const label = "[a-zA-Z0-9\\-]{1,63}\\.";

const kinds: Readonly<Record<string, readonly string[]>> = {
  email: [
    "[\\p{L}\\p{N}._%+'\\-]{1,64}@[\\p{L}\\p{N}\\-]{1,63}(?:\\.[\\p{L}\\p{N}\\-]{1,63}){0,8}",
  ],
  url: [`${start}(?:https?|wss?|ftps?):\\/\\/[^\\s"'<>]+`],
  hostname: [
    `${start}(?:${label}){1,8}?${ending(domains)}${end}`,
    `${start}(?:${label}){2,8}?${ending(propertyLike)}${end}`,
  ],
  ip: [`${start}${ipv6}(?:%[0-9a-zA-Z]{1,32})?(?![0-9a-zA-Z])`, `${start}${ipv4}${end}`],
  // W3C Trace Context; X-Amzn-Trace-Id.
  traceparent: [
    `${start}[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}${end}`,
    `${start}1-[0-9a-f]{8}-[0-9a-f]{24}${end}`,
  ],
  uuid: [`${start}[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}${end}`],
  sha1: [`${start}[0-9a-fA-F]{40}${end}`],
  md5: [`${start}[0-9a-fA-F]{32}${end}`],
  date: dates,
  duration: [`${start}\\d+(?:\\.\\d{1,15})?(?:ns|µs|us|ms|s)${end}`],
  // Of OpenStack's object storage; a name of the cluster may follow.
  swift_txn_id: [`${start}tx[0-9a-f]{21}-[0-9a-f]{10}(?:-[\\w.\\-]{1,64})?${end}`],
  // Without 0x it must be long, of one case, and no word of letters.
  hex: [
    `${start}0[xX][0-9a-fA-F]+${end}`,
    `${start}(?![a-fA-F]{1,128}${end})${eitherOf("[0-9a-f]{8,128}", "[0-9A-F]{8,128}")}${end}`,
  ],
  git_sha: [`${start}(?!(?:\\d{7}|[a-f]{7})${end})[0-9a-f]{7}${end}`],
  float: [`${eitherOf("-", start)}\\d+\\.\\d+${end}`],
  int: [`${eitherOf("-", start)}\\d{1,7}${end}`],
  quoted_str: ["(?<==)(?:'[^']+'|\"[^\"]+\")"],
  bool: [`(?<==)(?:[Tt]rue|[Ff]alse)${end}`],
};

const pattern = new RegExp(
  Object.entries(kinds)
    .map(([kind, forms]) => `(?<${kind}>${forms.join("|")})`)
    .join("|"),
  "gu",
);
const names = Object.keys(kinds);
/** Without one of these nothing can be found. */
const sign = /[\d@=.:]/;
const charsMax = 8192;

/**
 * Replaces what differs between occurrences: `user 17` → `user <int>`. A text of more than 8192
 * characters stays as it is.
 */
export function parameterise(text: string): string {
  if (text.length > charsMax || !sign.test(text)) return text;
  return text.replace(pattern, (whole, ...found: (string | undefined)[]) => {
    const at = found.findIndex((each) => each !== undefined);
    return at < 0 ? whole : `<${names[at]}>`;
  });
}
