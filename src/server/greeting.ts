import type { Location } from "../store/index.ts";
import type { Settings } from "./settings.ts";
import type { Running } from "./start.ts";

/** What a person should know when the collector has started: where to send, where to read, what is open. */
export function messagesAtStart(
  settings: Settings,
  { port, location, firstLink }: Running,
  version: string,
): string {
  const base = baseOf({ ...settings, port });
  const token = settings.sentryWebhookToken === null ? "" : "/<SENTRY_WEBHOOK_TOKEN>";
  const open = unprotected(settings);
  const lines = [
    `Sentry Error Collector ${version}`,
    `  send webhooks to  ${base}/sentry/webhook${token}`,
    `  look at           ${base}/app/`,
    `  read at           ${base}/errors   ${base}/errors/latest   ${base}/deliveries`,
    `  data              ${placeOf(location)}`,
    `  collects          ${collected(settings)}`,
    `  keeps             ${kept(settings, location)}`,
    ...(firstLink === null
      ? []
      : [`  first account     ${firstLink}`, "                    (works once, for a day)"]),
    ...(location.kind === "postgres" && settings.secretKey === null
      ? [
          "  SECRET_KEY        is not set: nobody can sign in by a password and no token can be kept",
          "                    (one for all collectors of this server)",
        ]
      : []),
    ...(open.length > 0 ? ["  not protected:", ...open.map((line) => `    - ${line}`)] : []),
  ];
  return `${lines.join("\n")}\n`;
}

function placeOf(location: Location): string {
  if (location.kind === "postgres") return location.name;
  return `${location.errorsPath} and archive.db beside it`;
}

/** Where the collector is for whoever sits at it, without a slash at the end. */
export function baseOf({
  publicUrl,
  host,
  port,
}: Pick<Settings, "publicUrl" | "host" | "port">): string {
  return publicUrl ?? `http://${shownHost(host)}:${port}`;
}

function unprotected(settings: Settings): string[] {
  const { sentryWebhookSecret: secrets, sentryWebhookToken: token, access } = settings;
  const lines: string[] = [];
  if (secrets.length === 0 && token === null) {
    lines.push(
      "anybody who reaches this port can deliver: set SENTRY_WEBHOOK_SECRET (the integration's Client Secret), or SENTRY_WEBHOOK_TOKEN for senders that cannot sign",
    );
  } else if (secrets.length === 0) {
    lines.push("signatures are not checked: set SENTRY_WEBHOOK_SECRET");
  }
  if (access === "open") {
    lines.push(
      "ANYBODY WHO REACHES THIS PORT READS AND CHANGES EVERYTHING (ACCESS=open): unset ACCESS, and make an account by collector admin create",
    );
  }
  return lines;
}

function collected({ sentryFilterByProject, sentryProject, sentryOrganization }: Settings): string {
  if (!sentryFilterByProject) return "every project (SENTRY_FILTER_BY_PROJECT is off)";
  const of = sentryOrganization === null ? "" : ` of ${sentryOrganization}`;
  return `only ${sentryProject.join(", ")}${of}`;
}

/** The rules of retention, as one sentence. */
function kept(settings: Settings, { kind }: Location): string {
  const { retentionDays: days } = settings;
  // See `retentionRulesFrom`.
  const bytes = kind === "postgres" ? 0 : settings.retentionBytes;
  const rules = [
    ...(days > 0 ? [`${days} days (RETENTION_DAYS)`] : []),
    ...(bytes > 0 ? [`${bytesInWords(bytes)} (RETENTION_BYTES)`] : []),
    ...(settings.retentionErrorsPerProject > 0
      ? [`${settings.retentionErrorsPerProject} errors of a project`]
      : []),
    ...(settings.retentionErrorsPerIssue > 0
      ? [`${settings.retentionErrorsPerIssue} errors of an issue`]
      : []),
  ];
  if (rules.length === 0) return "everything, for ever";
  const first = rules.length > 1 ? ", whichever comes first" : "";
  return `${rules.join(" or ")}${first}; what is pinned, for ever`;
}

function bytesInWords(bytes: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${Number((bytes / 2 ** (10 * power)).toFixed(1))} ${units[power]}`;
}

function shownHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
