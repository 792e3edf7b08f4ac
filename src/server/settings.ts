import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { z } from "zod";
import { Failure } from "../domain/index.ts";
import { accessSettings } from "./access-settings.ts";
import { databaseSettings } from "./database-settings.ts";
import {
  bare,
  bytesMax,
  dayMs,
  dsn,
  flag,
  httpUrl,
  level,
  levelNames,
  list,
  mebibyte,
  proxies,
  type Setting,
  setting,
  text,
  whole,
} from "./setting.ts";
import { upstreamSettings } from "./upstream-settings.ts";

/** Every setting there is. docs/settings.md is made from this table. */
export const settingsTable = {
  ...accessSettings,
  ...databaseSettings,
  ...upstreamSettings,
  sentryProject: setting(
    "SENTRY_PROJECT",
    list,
    "The project that is collected: its slug, its name or its numeric id; several are separated by commas.",
  ),
  sentryOrganization: setting(
    ["SENTRY_ORGANIZATION", "SENTRY_ORG"],
    text,
    "The organization that is collected, by slug. With the filter on, deliveries that name another are refused.",
  ),
  sentryFilterByProject: setting(
    "SENTRY_FILTER_BY_PROJECT",
    flag,
    "Refuse (403) and do not keep what belongs to other projects. Needs SENTRY_PROJECT.",
    { fallback: "false" },
  ),
  sentryWebhookSecret: setting(
    "SENTRY_WEBHOOK_SECRET",
    list,
    "The Client Secret of the integration that sends; several (rotation, several integrations) are separated by commas. With it, deliveries that are not signed by one of them are refused (401).",
    { shown: "whether set" },
  ),
  sentryWebhookToken: setting(
    "SENTRY_WEBHOOK_TOKEN",
    text,
    "For senders that cannot sign: a word of your own that they give as `/sentry/webhook/<token>` or `?token=<token>`.",
    { shown: "whether set" },
  ),
  sentryDsn: setting(
    "SENTRY_DSN",
    dsn,
    "Where the collector reports its own failures, never to itself.",
    { shown: "whether set" },
  ),
  host: setting("HOST", z.string(), "The address to listen on.", { fallback: "0.0.0.0" }),
  port: setting("PORT", whole(0, 65_535), "The port to listen on; 0 takes any free one.", {
    fallback: "8000",
  }),
  publicUrl: setting(
    "PUBLIC_URL",
    httpUrl,
    "The address under which others reach the collector, for links.",
    { shown: "address" },
  ),
  trustProxy: setting(
    "TRUST_PROXY",
    proxies,
    "Proxies whose `X-Forwarded-*` headers are believed: addresses or ranges, separated by commas.",
  ),
  logLevel: setting("LOG_LEVEL", level, `How much is logged: ${levelNames.join(", ")}.`, {
    fallback: "info",
  }),
  webhookBytesMax: setting(
    "WEBHOOK_BYTES_MAX",
    whole(1024, 512 * mebibyte),
    "Bytes of one webhook body, at most (else 413).",
    { fallback: String(5 * mebibyte) },
  ),
  receivingBytesMax: setting(
    "RECEIVING_BYTES_MAX",
    whole(mebibyte, bytesMax),
    "Bytes of bodies that are being received at the same time, at most (else 503).",
    { fallback: String(64 * mebibyte) },
  ),
  appendQueueBytesMax: setting(
    "APPEND_QUEUE_BYTES_MAX",
    whole(mebibyte, bytesMax),
    "Bytes of bodies that wait to be written, at most (else 503).",
    { fallback: String(64 * mebibyte) },
  ),
  backlogDeliveriesMax: setting(
    "BACKLOG_DELIVERIES_MAX",
    whole(1, 1e12),
    "Deliveries that are kept and not yet digested, at most (else 503).",
    { fallback: "1000000" },
  ),
  diskFreeBytesMin: setting(
    "DISK_FREE_BYTES_MIN",
    whole(0, bytesMax),
    "Bytes that must stay free on the disk: below this nothing more is taken (503).",
    { fallback: String(100 * mebibyte) },
  ),
  connectionsMax: setting(
    "CONNECTIONS_MAX",
    whole(1, 1_000_000),
    "Connections at the same time, at most; further ones are told 503 and closed.",
    { fallback: "10000" },
  ),
  headerBytesMax: setting(
    "HEADER_BYTES_MAX",
    whole(1024, mebibyte),
    "Bytes of one request's headers, at most (else 431).",
    { fallback: "16384" },
  ),
  requestMsMax: setting(
    "REQUEST_MS_MAX",
    whole(100, dayMs),
    "Milliseconds in which a request must have arrived whole (else 408).",
    { fallback: "10000" },
  ),
  openDeliveriesMax: setting(
    "OPEN_DELIVERIES_MAX",
    whole(1, 1_000_000),
    "Deliveries that are received or written at the same moment, at most; further ones are told to come again (503) at once.",
    { fallback: "2000" },
  ),
  requestsPerSecondMax: setting(
    "REQUESTS_PER_SECOND_MAX",
    whole(0, 1_000_000),
    "Requests of one address to the API and the page in a second, at most (else 429); ten seconds' worth may come at once. 0: no limit. Whoever calls from this machine is not limited.",
    { fallback: "50" },
  ),
  deliveriesPerSecondMax: setting(
    "DELIVERIES_PER_SECOND_MAX",
    whole(0, 1_000_000),
    "Deliveries of one address in a second, at most (else 429, and Sentry drops what it was not let send); ten seconds' worth may come at once. 0: no limit.",
    { fallback: "0" },
  ),
  sourceDeliveriesPerSecondMax: setting(
    "SOURCE_DELIVERIES_PER_SECOND_MAX",
    whole(0, 1_000_000),
    "Deliveries of one source (Sentry, GlitchTip, Bugsink, all others) in a second, at most, once they have proved where they come from (else 429); ten seconds' worth may come at once. 0: no limit.",
    { fallback: "0" },
  ),
  turnMsMax: setting(
    "TURN_MS_MAX",
    whole(10, 10_000),
    "Milliseconds of deliveries that may pile up in one turn before further ones are told to come again (503), and from a third of it on as the usual time of an answer: Sentry waits one second.",
    { fallback: "300" },
  ),
  recentKeysMax: setting(
    "RECENT_KEYS_MAX",
    whole(0, 10_000_000),
    "Recent deliveries that are remembered in memory to answer repetitions (older ones are found in the database).",
    { fallback: "20000" },
  ),
  refusalsMax: setting(
    "REFUSALS_MAX",
    whole(0, 10_000),
    "Refused deliveries that are remembered in memory, without their bodies, for `GET /api/v1/refusals`.",
    { fallback: "200" },
  ),
  digestBatchDeliveriesMax: setting(
    "DIGEST_BATCH_DELIVERIES_MAX",
    whole(1, 100_000),
    "Deliveries that are digested in one transaction, at most.",
    { fallback: "4000" },
  ),
  digestBatchBytesMax: setting(
    "DIGEST_BATCH_BYTES_MAX",
    whole(1024, bytesMax),
    "Bytes of deliveries that are digested in one transaction, at most (one delivery always fits).",
    { fallback: String(16 * mebibyte) },
  ),
  digestGatherMs: setting(
    "DIGEST_GATHER_MS",
    whole(0, 10_000),
    "Milliseconds after a batch, at most, in which the digest lets a larger and cheaper one gather where little waits; a read that waits ends it. On PostgreSQL it is a quarter of that.",
    { fallback: "600" },
  ),
  digestWaitMsMax: setting(
    "DIGEST_WAIT_MS_MAX",
    whole(0, 60_000),
    "Milliseconds that a read waits for what was answered before it to be digested.",
    { fallback: "200" },
  ),
  packIntervalMs: setting(
    "PACK_INTERVAL_MS",
    whole(10, dayMs),
    "Milliseconds between two looks whether digested deliveries can be packed: compressed together, in the background.",
    { fallback: "10000" },
  ),
  packBacklogDeliveriesMax: setting(
    "PACK_BACKLOG_DELIVERIES_MAX",
    whole(0, 1e12),
    "Packing pauses while more deliveries than this wait to be digested.",
    { fallback: "500" },
  ),
  pageRowsMax: setting(
    "PAGE_ROWS_MAX",
    whole(1, 100_000),
    "Rows that `limit` may ask for, at most.",
    { fallback: "1000" },
  ),
  retentionDays: setting(
    "RETENTION_DAYS",
    whole(0, 100_000),
    "Days that deliveries and errors are kept after they arrived; 0: for ever. What is pinned stays.",
    { fallback: "90" },
  ),
  retentionBytes: setting(
    "RETENTION_BYTES",
    whole(0, 2 ** 50),
    "Bytes of both database files beyond which the oldest deliveries go, with their errors; 0: no limit. Of PostgreSQL there is no such limit.",
    { fallback: String(10 * 1024 * mebibyte) },
  ),
  retentionErrorsPerProject: setting(
    "RETENTION_ERRORS_PER_PROJECT",
    whole(0, 2 ** 40),
    "Errors that are kept of one project, the newest; 0: no limit.",
    { fallback: "0" },
  ),
  retentionErrorsPerIssue: setting(
    "RETENTION_ERRORS_PER_ISSUE",
    whole(0, 2 ** 40),
    "Errors that are kept of one issue: the first, the newest and a sample of those between; its counts stay. 0: no limit.",
    { fallback: "0" },
  ),
  viewsMax: setting("VIEWS_MAX", whole(0, 10_000), "Saved views, at most (else 409).", {
    fallback: "100",
  }),
  jsonBytesMax: setting(
    "JSON_BYTES_MAX",
    whole(1024, bytesMax),
    "Bytes of the JSON body of one request to the API.",
    { fallback: String(mebibyte) },
  ),
  lineBytesMax: setting(
    "LINE_BYTES_MAX",
    whole(1024, bytesMax),
    "Bytes of one line of an import.",
    { fallback: String(8 * mebibyte) },
  ),
  liveWatchersMax: setting(
    "LIVE_WATCHERS_MAX",
    whole(0, 100_000),
    "Those who watch changes live at one time; more are answered 503.",
    { fallback: "200" },
  ),
  liveHeartbeatMs: setting(
    "LIVE_HEARTBEAT_MS",
    whole(100, 600_000),
    "Milliseconds of silence after which a live watcher is given a sign of life.",
    { fallback: "15000" },
  ),
  readersMax: setting(
    "READERS_MAX",
    whole(1, 16),
    "Threads that answer queries, at most; they are started when needed.",
    { fallback: "2" },
  ),
  queryMsMax: setting(
    "QUERY_MS_MAX",
    whole(10, 60_000),
    "Milliseconds after which a search gives what it found so far, with a cursor to go on from there.",
    { fallback: "500" },
  ),
  shutdownDelayMs: setting(
    "SHUTDOWN_DELAY_MS",
    whole(0, 600_000),
    "Milliseconds that a collector that is told to stop still serves, while `/health` answers 503: a load balancer sends it nothing more then, and nothing is lost.",
    { fallback: "0" },
  ),
  shutdownMsMax: setting(
    "SHUTDOWN_MS_MAX",
    whole(0, 600_000),
    "Milliseconds that a stopping collector gives to requests that are still arriving.",
    { fallback: "5000" },
  ),
} as const satisfies Readonly<Record<string, Setting<unknown>>>;

type Table = typeof settingsTable;
export type Settings = { readonly [Name in keyof Table]: z.output<Table[Name]["schema"]> };

/**
 * Reads the settings from the environment and, below it, from a `.env` file. An empty value counts as
 * not set: compose files pass every setting on. Throws a `setup` failure that names the setting.
 */
export function readSettings(environment: NodeJS.ProcessEnv, workingFolder: string): Settings {
  const file = readDotEnv(join(workingFolder, ".env"));
  const entries = Object.entries(settingsTable).map(([name, each]) => {
    const given = each.names
      .map((env) => ({ env, value: (environment[env] || file[env] || "").trim() }))
      .find(({ value }) => value !== "");
    return [name, parse(each, given ?? { env: each.names[0], value: each.fallback })];
  });
  const settings = Object.fromEntries(entries) as Settings;
  refuseMailWithout(settings);
  refuseSignOnWithout(settings);
  refuseScrubbingWithout(settings);
  if (settings.sentryFilterByProject && settings.sentryProject.length === 0) {
    throw new Failure(
      "setup",
      "SENTRY_FILTER_BY_PROJECT is true but SENTRY_PROJECT is empty, so everything would be refused: name the project, or set SENTRY_FILTER_BY_PROJECT=false.",
    );
  }
  return settings;
}

/** A link in a letter leads where the operator says, never where whoever asks for it says they are. */
function refuseMailWithout({ smtpUrl, mailFrom, publicUrl }: Settings): void {
  if (smtpUrl === null || (mailFrom !== null && publicUrl !== null)) return;
  throw new Failure(
    "setup",
    "SMTP_URL is set, and letters also need MAIL_FROM, whom they are from, and PUBLIC_URL, where their links lead.",
  );
}

function refuseSignOnWithout({ oidcIssuer, oidcClientId, publicUrl }: Settings): void {
  if (oidcIssuer === null || (oidcClientId !== null && publicUrl !== null)) return;
  throw new Failure(
    "setup",
    "OIDC_ISSUER is set, and signing in by it also needs OIDC_CLIENT_ID and PUBLIC_URL, where the provider sends people back to.",
  );
}

function refuseScrubbingWithout({ scrub, scrubArchive }: Settings): void {
  if (scrub || !scrubArchive) return;
  throw new Failure(
    "setup",
    "SCRUB_ARCHIVE is true but SCRUB is false, so nothing would be taken out: set SCRUB=true, or SCRUB_ARCHIVE=false.",
  );
}

function parse(each: Setting<unknown>, { env, value }: { env: string; value: string }): unknown {
  const result = each.schema.safeParse(value);
  if (result.success) return result.data;
  const shown = each.shown === "plain" ? ` is ${JSON.stringify(value)}` : "";
  const why = result.error.issues[0]?.message ?? "it cannot be read";
  throw new Failure("setup", `${env}${shown}: ${why}.`);
}

function readDotEnv(path: string): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(path, "utf8"));
  } catch (thrown) {
    const { code } = thrown as { code?: string };
    if (code === "ENOENT") return {};
    throw new Failure("setup", `${path} cannot be read (${code ?? "unknown"}).`, { cause: thrown });
  }
}

/** The settings in force as anybody may see them: no secret, no password. */
export function shownSettings(settings: Settings): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settingsTable).map(([name, { names, shown }]) => [
      names[0].toLowerCase(),
      shownValue(shown, settings[name as keyof Settings]),
    ]),
  );
}

function shownValue(shown: Setting<unknown>["shown"], value: unknown): unknown {
  if (shown === "plain" || value === null) return value;
  if (shown === "address") return bare(String(value));
  return Array.isArray(value) && value.length === 0 ? null : "set";
}
