import { settingsTable } from "../src/server/index.ts";

type Name = keyof typeof settingsTable;

const groups = {
  collected: "What is collected",
  sender: "Who may deliver",
  access: "Who may read and manage",
  personal: "What is taken out of errors",
  place: "Where it listens and keeps its data",
  upstream: "What is fetched, and where it may go",
  retention: "What is kept, and for how long",
  report: "What it reports",
  limits: "Limits",
} as const;

/** The group of each setting; the compiler names one that is missing here. */
const groupOf: Readonly<Record<Name, keyof typeof groups>> = {
  sentryProject: "collected",
  sentryOrganization: "collected",
  sentryFilterByProject: "collected",
  sentryWebhookSecret: "sender",
  sentryWebhookToken: "sender",
  sentryApiToken: "upstream",
  sentryBaseUrl: "upstream",
  glitchtipApiToken: "upstream",
  glitchtipBaseUrl: "upstream",
  glitchtipOrganization: "upstream",
  sentryPull: "upstream",
  enrichDelayMs: "upstream",
  gapsCheckMs: "upstream",
  gapsHoursMax: "upstream",
  silenceCheckMs: "upstream",
  outboxAttemptsMax: "upstream",
  upstreamRequestMsMax: "upstream",
  upstreamBytesMax: "upstream",
  outboundAllow: "upstream",
  access: "access",
  secretKey: "access",
  oidcIssuer: "access",
  oidcClientId: "access",
  oidcClientSecret: "access",
  oidcName: "access",
  oidcRoleClaim: "access",
  oidcRoles: "access",
  smtpUrl: "access",
  mailFrom: "access",
  scrub: "personal",
  scrubArchive: "personal",
  scrubKeys: "personal",
  anonymiseAddresses: "personal",
  databaseUrl: "place",
  databasePoolMax: "place",
  databaseConnectMsMax: "place",
  databaseStatementMsMax: "place",
  databaseCaFile: "place",
  host: "place",
  port: "place",
  publicUrl: "place",
  trustProxy: "place",
  retentionDays: "retention",
  retentionBytes: "retention",
  retentionErrorsPerProject: "retention",
  retentionErrorsPerIssue: "retention",
  sentryDsn: "report",
  logLevel: "report",
  webhookBytesMax: "limits",
  receivingBytesMax: "limits",
  appendQueueBytesMax: "limits",
  backlogDeliveriesMax: "limits",
  diskFreeBytesMin: "limits",
  connectionsMax: "limits",
  headerBytesMax: "limits",
  requestMsMax: "limits",
  openDeliveriesMax: "limits",
  requestsPerSecondMax: "limits",
  deliveriesPerSecondMax: "limits",
  sourceDeliveriesPerSecondMax: "limits",
  turnMsMax: "limits",
  recentKeysMax: "limits",
  refusalsMax: "limits",
  digestBatchDeliveriesMax: "limits",
  digestBatchBytesMax: "limits",
  digestGatherMs: "limits",
  digestWaitMsMax: "limits",
  packIntervalMs: "limits",
  packBacklogDeliveriesMax: "limits",
  pageRowsMax: "limits",
  viewsMax: "limits",
  jsonBytesMax: "limits",
  lineBytesMax: "limits",
  liveWatchersMax: "limits",
  liveHeartbeatMs: "limits",
  readersMax: "limits",
  queryMsMax: "limits",
  shutdownDelayMs: "limits",
  shutdownMsMax: "limits",
};

const head = `# Settings

<!-- Made by \`npm run docs\` from src/server/settings.ts: change it there. -->

Settings are read from the environment and, below it, from a file \`.env\` in the working folder. An empty
value counts as not set. A value that cannot be read keeps the collector from starting; the sentence at
exit names the setting. Lists are separated by commas. \`GET /config\` shows what is in force; of a setting
marked _secret_ it shows only whether it is set.
`;

/** docs/settings.md, whole. */
export function settingsPage(): string {
  const sections = Object.entries(groups).map(([group, title]) => {
    const names = (Object.keys(settingsTable) as Name[]).filter((name) => groupOf[name] === group);
    return `## ${title}\n\n${table([["setting", "default", "meaning"], ...names.map(row)])}\n`;
  });
  return [head, ...sections].join("\n");
}

/** A table as the formatter lays it out, so that it leaves the page alone. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((cells) => [...(cells[column] ?? "")].length)),
  );
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const padded = rows.map((cells) =>
    line(cells.map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - [...cell].length))),
  );
  const rule = line(widths.map((width) => "-".repeat(width)));
  return [...padded.slice(0, 1), rule, ...padded.slice(1)].join("\n");
}

function row(name: Name): string[] {
  const { names, about, fallback, shown } = settingsTable[name];
  const [first, ...aliases] = names;
  const also = aliases.map((alias) => ` (or \`${alias}\`)`).join("");
  const secret = shown === "whether set" ? " _secret_" : "";
  const cells = [`\`${first}\`${also}${secret}`, defaultOf(first, fallback), about];
  return cells.map((cell) => cell.replaceAll("|", "\\|"));
}

function defaultOf(name: string, fallback: string): string {
  if (fallback === "") return "not set";
  const bytes = /_BYTES(_|$)/.test(name) ? Number(fallback) : Number.NaN;
  const power = [30, 20].find((each) => bytes % 2 ** each === 0) ?? 10;
  const unit = { 30: "GiB", 20: "MiB", 10: "KiB" }[power];
  return `\`${fallback}\`${Number.isNaN(bytes) ? "" : ` (${bytes / 2 ** power} ${unit})`}`;
}
