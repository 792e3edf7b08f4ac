import type { Settings } from "./settings.ts";
import type { Running } from "./start.ts";

/** What a person should know when the collector has started: where to send, where to read, what is open. */
export function messagesAtStart(
  settings: Settings,
  { port, location }: Running,
  version: string,
): string {
  const base = settings.publicUrl ?? `http://${shownHost(settings.host)}:${port}`;
  const token = settings.sentryWebhookToken === null ? "" : "/<SENTRY_WEBHOOK_TOKEN>";
  const open = unprotected(settings);
  const lines = [
    `Sentry Error Collector ${version}`,
    `  send webhooks to  ${base}/sentry/webhook${token}`,
    `  read at           ${base}/errors   ${base}/errors/latest   ${base}/deliveries`,
    `  data              ${location.errorsPath} and archive.db beside it`,
    `  collects          ${collected(settings)}`,
    ...(open.length > 0 ? ["  not protected:", ...open.map((line) => `    - ${line}`)] : []),
  ];
  return `${lines.join("\n")}\n`;
}

function unprotected(settings: Settings): string[] {
  const { sentryWebhookSecret: secrets, sentryWebhookToken: token, host } = settings;
  const lines: string[] = [];
  if (secrets.length === 0 && token === null) {
    lines.push(
      "anybody who reaches this port can deliver: set SENTRY_WEBHOOK_SECRET (the integration's Client Secret), or SENTRY_WEBHOOK_TOKEN for senders that cannot sign",
    );
  } else if (secrets.length === 0) {
    lines.push("signatures are not checked: set SENTRY_WEBHOOK_SECRET");
  }
  if (!isLoopback(host)) {
    lines.push(
      "anybody who reaches this port can read: keep it inside your network, or set HOST=127.0.0.1 behind a proxy that asks who is there",
    );
  }
  return lines;
}

function collected({ sentryFilterByProject, sentryProject, sentryOrganization }: Settings): string {
  if (!sentryFilterByProject) return "every project (SENTRY_FILTER_BY_PROJECT is off)";
  const of = sentryOrganization === null ? "" : ` of ${sentryOrganization}`;
  return `only ${sentryProject.join(", ")}${of}`;
}

function shownHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}
