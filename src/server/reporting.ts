import { hostname, networkInterfaces } from "node:os";
import { messageOf } from "../domain/index.ts";
import { type Answered, placeOf, SafeFetch } from "../outbox/index.ts";
import type { Log } from "./log.ts";
import type { Settings } from "./settings.ts";

/** Where the collector's own failures go. */
export interface Reporting {
  report(what: string, cause: unknown): void;
  /** Sends what waits. */
  close(): Promise<void>;
}

const silent: Reporting = { report: () => {}, close: async () => {} };
const flushMsMax = 2000;
const limits = { msMax: 10_000, bytesMax: 65_536 } as const;

/**
 * Reports the collector's own failures to SENTRY_DSN by `@sentry/node`, which is loaded only then. A
 * DSN that leads back to this collector is not used: each failure would make the next.
 */
export async function createReporting(
  settings: Settings,
  { version, log }: { version: string; log: Log },
): Promise<Reporting> {
  const { sentryDsn } = settings;
  if (sentryDsn === null) return silent;
  if (leadsHere(sentryDsn, settings)) {
    log.warn("SENTRY_DSN leads to this collector itself: its own failures are only logged");
    return silent;
  }
  const trusted = new Set([placeOf(sentryDsn)]);
  const out = new SafeFetch({ allow: settings.outboundAllow, trusted: () => trusted });
  const sentry = await import("@sentry/node");
  sentry.init({
    dsn: sentryDsn,
    release: `sentry-error-collector@${version}`,
    transport: (options) =>
      sentry.createTransport(options, async ({ body }) => {
        const { url, headers = {} } = options;
        const answered = await out.fetch({ url, method: "POST", headers, body, ...limits });
        return { statusCode: answered.status, headers: limitsTold(answered) };
      }),
    // Only what is reported by hand: no instrumentation, no breadcrumbs of what passes through.
    defaultIntegrations: false,
    enableRuntimeChannelInjection: false,
  });
  return {
    report(what, cause) {
      const error = cause instanceof Error ? cause : new Error(what, { cause });
      sentry.captureException(error, { extra: { what, message: messageOf(cause) } });
    },
    async close() {
      await sentry.close(flushMsMax);
      out.close();
    },
  };
}

/** What the other side says of how much it takes. */
function limitsTold({ headers }: Answered) {
  return {
    "x-sentry-rate-limits": headers["x-sentry-rate-limits"] ?? null,
    "retry-after": headers["retry-after"] ?? null,
  };
}

/** True when the DSN names this machine at our port, or our public address. */
export function leadsHere(
  dsn: string,
  { port, publicUrl }: Pick<Settings, "port" | "publicUrl">,
): boolean {
  const target = new URL(dsn);
  const targetPort = Number(target.port || (target.protocol === "https:" ? 443 : 80));
  const host = target.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  if (publicUrl !== null && new URL(publicUrl).host.toLowerCase() === target.host.toLowerCase()) {
    return true;
  }
  return targetPort === port && ownNames().has(host);
}

function ownNames(): Set<string> {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const names = ["localhost", "0.0.0.0", "::", "::1", "127.0.0.1", hostname().toLowerCase()];
  return new Set([...names, ...addresses.map(({ address }) => address.toLowerCase())]);
}
