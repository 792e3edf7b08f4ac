// What differs from one occurrence of an error to the next is replaced by the name of its kind. Which
// kinds there are, in which order they are tried and where each begins and ends is as in getsentry/sentry
// grouping/parameterization.py of early 2026. All kinds are one pattern, so that at every place the
// first that fits wins. Every repetition that could be tried again and again has a limit.

/** A word as people see it, not as ASCII has it: no number is cut out of `ошибка5`. */
const wordChar = "[\\p{L}\\p{N}_]";
const start = `(?<!${wordChar})`;
const end = `(?!${wordChar})`;

const weekday = "(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat)";
const month = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
const zone = "(?:UT|GMT|[ECMP][SD]T|[A-IK-Z])";
const offset = "[+-]\\d\\d[0-5]\\d";
const day = "\\d{4}-?[01]\\d-?[0-3]\\d";
const utcOffset = "(?:[+-][0-2]\\d:?[0-5]\\d|Z)";

const dates = [
  // RFC 822, RFC 1123
  `${weekday},\\s\\d{1,2}\\s${month}\\s\\d{2,4}\\s\\d{1,2}:\\d{1,2}(?::\\d{1,2})?\\s(?:${offset}|${zone})`,
  // Mon Jan 02, 1999
  `(?:${weekday}\\s)?${month}\\s[0-3]\\d,\\s\\d{2,4}`,
  // RFC 850
  `(?:Sun|Mon|Tues|Wednes|Thurs|Fri|Satur)day,\\s\\d\\d-${month}-\\d\\d\\s\\d\\d:\\d\\d:\\d\\d\\s${zone}`,
  `${weekday},\\s\\d\\d-${month}-\\d\\d\\s\\d\\d:\\d\\d:\\d\\d\\s${zone}`,
  // RFC 3339
  "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z?(?:[+-]?\\d\\d:\\d\\d)?",
  // JavaScript
  `${weekday}\\s${month}\\s\\d\\d\\s\\d{4}\\s\\d\\d:\\d\\d:\\d\\d\\sGMT[+-]\\d{4}(?:\\s\\([^)]{1,60}\\))?`,
  // Date and time, with what follows of the second and the zone
  `${day}[\\sT][0-2]\\d:?[0-5]\\d:?[0-5]\\d\\.\\d+${utcOffset}?`,
  `${day}[\\sT][0-2]\\d:?[0-5]\\d(?::?[0-5]\\d)?${utcOffset}?`,
  // A clock of 12 hours, and one of 24
  "(?<!\\d)(?:[1-9]|1[0-2]):[0-5]\\d(?::[0-5]\\d)?(?![\\d:])(?:\\s?[aApP][Mm])?",
  "(?<!\\d)(?:0?\\d|1\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d)?(?![\\d:])",
  "\\d{4}-[01]\\d-[0-3]\\d",
  "[0-2]\\d:[0-5]\\d:[0-5]\\d",
  // Thu Jan  1 00:00:00 1970
  `${start}(?:${weekday}\\s{1,4})?${month}\\s{1,4}\\d{1,2}\\s{1,4}\\d\\d:\\d\\d:\\d\\d\\s{1,4}\\d{4}`,
  `${start}(?:${weekday},\\s{1,4})?(?:0[1-9]|[12]?\\d|3[01])\\s{1,4}${month}\\s{1,4}(?:19\\d\\d|[2-9]\\d{3})\\s{1,4}(?:2[0-3]|[01]\\d):[0-5]\\d(?::(?:60|[0-5]\\d))?\\s{1,4}(?:${offset}|${zone})`,
  "datetime\\.datetime\\([^)\\n]{0,120}\\)",
];

const h = "[0-9a-fA-F]{1,4}";
const byte = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const ipv4 = `${byte}(?:\\.${byte}){3}`;
/** Eight groups, or fewer with one gap; the forms that end like IPv4. */
const ipv6 = [
  `(?:${h}:){7}${h}`,
  `(?:${h}:){1,7}:`,
  ...[6, 5, 4, 3, 2].map((groups) => `(?:${h}:){1,${groups}}(?::${h}){1,${7 - groups}}`),
  `${h}:(?::${h}){1,6}`,
  `:(?:(?::${h}){1,7}|:)`,
  "fe80:(?::[0-9a-fA-F]{0,4}){0,4}%[0-9a-zA-Z]{1,32}",
  `::(?:ffff(?::0{1,4})?:)?${ipv4}`,
  `(?:${h}:){1,4}:${ipv4}`,
];

/** Endings of host names that are common; the whole list has thousands. */
const domains =
  "com net org jp de uk fr br it ru es me gov pl ca au cn co in nl edu info eu ch id at kr cz mx be tv se tr tw al ua ir vn cl sk ly cc to no fi us pt dk ar hu tk gr il news ro my biz ie za nz sg ee th io xyz pe bg hk rs lt link ph club si site mobi by cat wiki la ga xxx cf hr ng jobs online kz ug gq ae is lv pro fm tips ms sa app"
    .split(" ")
    .join("|");

const kinds: Readonly<Record<string, readonly string[]>> = {
  email: ["[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~\\-]{1,64}@[a-zA-Z0-9\\-]+(?:\\.[a-zA-Z0-9\\-]+)*"],
  url: [`${start}(?:wss?|https?|ftp):\\/\\/[^\\s\\/$.?#].\\S*`],
  hostname: [
    `${start}(?:[a-zA-Z0-9\\-]{1,63}\\.){1,8}?(?:${domains}|${domains.toUpperCase()})${end}`,
  ],
  ip: [`${start}(?:${ipv6.join("|")})(?![0-9a-zA-Z])`, `${start}${ipv4}${end}`],
  traceparent: [
    `${start}00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]${end}`,
    `${start}1-[0-9a-f]{8}-[0-9a-f]{24}${end}`,
  ],
  uuid: [`${start}[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}${end}`],
  sha1: [`${start}[0-9a-fA-F]{40}${end}`],
  md5: [`${start}[0-9a-fA-F]{32}${end}`],
  date: dates,
  duration: [`${start}\\d+ms`, `(?:(?<!\\d)\\d+|\\d{1,15})(?:\\.\\d{1,15})?s${end}`],
  swift_txn_id: [`${start}tx[0-9a-f]{21}-[0-9a-f]{10}\\S*`],
  hex: [
    `${start}0[xX][0-9a-fA-F]+${end}`,
    `${start}(?=[a-f]{0,128}\\d)[0-9a-f]{8,128}${end}`,
    `${start}(?=[A-F]{0,128}\\d)[0-9A-F]{8,128}${end}`,
  ],
  git_sha: [`${start}(?=[a-f]*\\d)(?=\\d*[a-f])[0-9a-f]{7}${end}`],
  float: [`-\\d+\\.\\d+${end}`, `${start}\\d+\\.\\d+${end}`],
  int: [`-\\d{1,7}${end}`, `${start}\\d{1,7}${end}`],
  quoted_str: ["(?<==)(?:'[^']+'|\"[^\"]+\")"],
  bool: ["(?<==)(?:[Tt]rue|[Ff]alse)"],
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
