import type { Options } from "./options.ts";
import { fraction } from "./payload.ts";

/** How long one question takes; milliseconds. */
export interface Timing {
  readonly name: string;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  /** The address that took longest. */
  readonly slowest: string;
  /** What p95 should stay below; null: nothing was promised. */
  readonly target: number | null;
}

/** What is promised of a server takes this many times as long. */
const onServer = 2;

type Address = (n: number) => readonly string[];

const words = [
  "price",
  "timed",
  "step_77",
  "module_123",
  "voucher",
  "refused",
  "handle_3",
  "locked",
];
const tags = [
  "browser:Firefox*",
  "server_name:web-7",
  "environment:staging",
  "release:shop@2.7.0",
  "user.id:4711",
  "!browser:Chrome*",
];

const query = (text: string) => `/api/v1/issues?limit=50&query=${encodeURIComponent(text)}`;
const completion = (text: string) =>
  `/api/v1/search/complete?query=${encodeURIComponent(text)}&position=${text.length}`;
const among = (n: number, max: number) => 1 + Math.floor(fraction(n + 0.75) * max);
const pick = (list: readonly string[], n: number) => list[n % list.length] ?? "";

/** Asks every question `repeats` times, each time another issue, error, word or tag. */
export async function askAll(
  url: string,
  { errors, repeats, database }: Pick<Options, "errors" | "repeats" | "database">,
): Promise<Timing[]> {
  const hundredth = await pageAt(url, 100);
  const issues = Math.min(errors / 10, 20_000);
  const questions: [string, number | null, Address][] = [
    ["issues, first page", 30, () => ["/api/v1/issues?limit=50"]],
    ["issues, 100th page", 30, () => [hundredth]],
    ["issues, sorted by count", 30, () => ["/api/v1/issues?limit=50&sort=count"]],
    ["issues with a text", 100, (n) => [query(pick(words, n))]],
    ["issues with a phrase", 100, (n) => [query(`"${pick(["has no price", "is locked"], n)}"`)]],
    ["issues with a tag", 100, (n) => [query(pick(tags, n))]],
    [
      "issue page with statistics",
      null,
      (n) => {
        const place = `/api/v1/issues/${among(n, issues)}`;
        return [place, `${place}/stats?interval=hour&period=14d`, `${place}/tags`];
      },
    ],
    ["errors of an issue", null, (n) => [`/api/v1/issues/${among(n, issues)}/errors?limit=50`]],
    ["errors with a text", 100, (n) => [query(pick(words, n)).replace("issues", "errors")]],
    ["errors with a tag", 100, (n) => [query(pick(tags, n)).replace("issues", "errors")]],
    // Frequent words that are never together: whoever asks gets what was found until time ran out.
    ["errors that there are not", null, () => [query("locked timed").replace("issues", "errors")]],
    ["status", null, () => ["/api/v1/status"]],
    ["noisiest issues of a day", null, () => ["/api/v1/stats/noisiest?period=24h"]],
    ["noisiest issues of 30 days", null, () => ["/api/v1/stats/noisiest?period=30d&interval=day"]],
    ["completion of a value", null, (n) => [completion(pick(["release:shop", "browser:F"], n))]],
    ["error as Markdown", null, (n) => [`/api/v1/errors/${among(n, errors)}/markdown`]],
    ["error by id", 5, (n) => [`/errors/${among(n, errors)}`]],
  ];
  const timings: Timing[] = [];
  for (const [name, limit, address] of questions) {
    const target = limit === null ? null : limit * (database === "sqlite" ? 1 : onServer);
    timings.push(await time(name, target, repeats, (n) => askEach(url, address(n))));
  }
  timings.push(
    await time("live replay of 500 changes", null, Math.min(20, repeats), (n) =>
      replay(url, Math.max(0, among(n, errors) - 1000)),
    ),
  );
  return timings;
}

async function time(
  name: string,
  target: number | null,
  repeats: number,
  ask: (n: number) => Promise<string>,
): Promise<Timing> {
  for (let n = 0; n < 5; n += 1) await ask(n);
  const taken: { ms: number; address: string }[] = [];
  for (let n = 0; n < repeats; n += 1) {
    const start = performance.now();
    const address = await ask(n);
    taken.push({ ms: performance.now() - start, address });
  }
  taken.sort((one, other) => one.ms - other.ms);
  const at = (share: number) => taken[Math.min(taken.length - 1, Math.floor(taken.length * share))];
  const last = taken.at(-1);
  return {
    name,
    p50: at(0.5)?.ms ?? 0,
    p95: at(0.95)?.ms ?? 0,
    max: last?.ms ?? 0,
    slowest: last?.address ?? "",
    target,
  };
}

async function askEach(url: string, addresses: readonly string[]): Promise<string> {
  for (const address of addresses) {
    const response = await fetch(url + address);
    const text = await response.text();
    if (!response.ok) throw new Error(`${address} was answered ${response.status}: ${text}`);
  }
  return addresses.join(" ");
}

async function pageAt(url: string, page: number): Promise<string> {
  let address = "/api/v1/issues?limit=50";
  for (let at = 1; at < page; at += 1) {
    const body = (await (await fetch(url + address)).json()) as { next_cursor: string | null };
    if (body.next_cursor === null) break;
    address = `/api/v1/issues?limit=50&cursor=${body.next_cursor}`;
  }
  return address;
}

/** Watches from a change on until 500 events have come, or as many as there are. */
async function replay(url: string, after: number): Promise<string> {
  const stop = new AbortController();
  const address = `/api/v1/live?after=${after}`;
  const response = await fetch(url + address, { signal: stop.signal });
  const decoder = new TextDecoder();
  let events = 0;
  for await (const chunk of response.body ?? []) {
    events += decoder.decode(chunk, { stream: true }).split("\ndata: ").length - 1;
    if (events >= 500) break;
  }
  stop.abort();
  return address;
}
