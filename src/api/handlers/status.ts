import type { Handlers } from "../v1/handlers.ts";
import type { HandlerDeps, Standing } from "./deps.ts";
import { shownRules } from "./retention.ts";

const webhookPath = "/sentry/webhook";
const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** How the collector is doing. */
export function statusHandlers(deps: HandlerDeps): Pick<Handlers, "GET /api/v1/status"> {
  return {
    async "GET /api/v1/status"(_input, { now, base }) {
      const standing = await deps.standing();
      const { version, startedAt, protection, digest, disk, live } = standing;
      const { oldestWaiting, failed, lately } = await deps.readers.ask("standing", null);
      const lagMs = oldestWaiting === null ? 0 : Math.max(0, now - oldestWaiting);
      return {
        version,
        started_at: iso(startedAt),
        uptime_ms: Math.max(0, now - startedAt),
        webhook: {
          url: base + webhookPath,
          token_url: protection.token ? `${base}${webhookPath}/{token}` : null,
          is_public: standing.isPublic,
        },
        protection,
        senders: shownSenders(standing),
        senders_since: iso(standing.sendersSince),
        digest: { ...digest, lag_ms: digest.waiting === 0 ? 0 : lagMs },
        deliveries: { newest_id: standing.newestDelivery, failed, lately },
        disk: {
          free_bytes: disk.freeBytes,
          free_bytes_min: disk.freeBytesMin,
          archive_bytes: disk.archiveBytes,
          errors_bytes: disk.errorsBytes,
          trouble: disk.trouble,
        },
        retention: shownRules(deps.retentionRules),
        live: { watchers: live.watchers, watchers_max: live.watchersMax },
      };
    },
  };
}

function shownSenders({ senders }: Standing) {
  return senders.map(({ source, family, lastAt, lastSignature, count24h }) => ({
    source,
    family,
    last_at: iso(lastAt),
    last_signature: lastSignature,
    count_24h: count24h,
  }));
}
