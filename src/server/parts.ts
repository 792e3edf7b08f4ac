import type { IncomingMessage, ServerResponse } from "node:http";
import { createApi, type Health, Readers } from "../api/index.ts";
import { DigestRunner } from "../digest/index.ts";
import { type Failure, messageOf, type ProjectFilter } from "../domain/index.ts";
import { RecentKeys, WebhookDoor } from "../intake/index.ts";
import { Archive, Lookups, prepareFiles } from "../store/index.ts";
import { parseBody, readDelivery, secretFrom } from "../wire/index.ts";
import { atMostEachMinute } from "./log.ts";
import type { Owner } from "./owner.ts";
import { type Settings, shownSettings } from "./settings.ts";
import { version } from "./version.ts";

/** Everything that has the database open. It can be closed and opened again while the port stays ours. */
export interface Parts {
  readonly digest: DigestRunner;
  listen(request: IncomingMessage, response: ServerResponse): void;
  close(): Promise<void>;
}

const refusalsLoggedMax = 60;
const probeMs = 2000;

export async function openParts(deps: Owner): Promise<Parts> {
  const { settings, location } = deps;
  await prepareFiles(location, Date.now);
  const filter = filterFrom(settings);
  const digest = openDigest(deps, filter);
  const archive = new Archive({
    path: location.archivePath,
    now: Date.now,
    queueBytesMax: settings.appendQueueBytesMax,
    onDurable: (newestId) => digest.wake(newestId),
  });
  const lookups = new Lookups(location);
  const readers = new Readers({ location, max: settings.readersMax });
  const backlog = () => Math.max(0, archive.health().newestId - digest.cursor);
  const door = openDoor(deps, { archive, lookups, filter, backlog });
  const api = await createApi({
    version,
    readers,
    settings: shownSettings(settings),
    limits: settings,
    publicUrl: settings.publicUrl,
    trustProxy: settings.trustProxy,
    health: healthCheck(deps, { archive, digest, backlog }),
    settled: async () => {
      await digest.reached(archive.health().newestId, settings.digestWaitMsMax);
      return backlog();
    },
    factsOf,
    onFailure: (failure) => tell(deps, failure),
  });
  await digest.started();
  archive.continueAfter(digest.cursor);
  digest.wake(archive.health().newestId);
  return {
    digest,
    listen(request, response) {
      if (door.handles(request.url ?? "")) void door.handle(request, response);
      else api.routing(request, response);
    },
    async close() {
      await api.close();
      await readers.close();
      lookups.close();
      await digest.stop();
      // Last, so that it is the last connection and leaves no write-ahead log beside the file.
      await archive.close();
    },
  };
}

function filterFrom(settings: Settings): ProjectFilter {
  return {
    enabled: settings.sentryFilterByProject,
    projects: settings.sentryProject,
    organization: settings.sentryOrganization,
  };
}

function openDigest({ settings, location, log, reporting }: Owner, filter: ProjectFilter) {
  return new DigestRunner({
    location,
    filter,
    limits: {
      batchDeliveriesMax: settings.digestBatchDeliveriesMax,
      batchBytesMax: settings.digestBatchBytesMax,
      gatherMs: settings.digestGatherMs,
    },
    onFailed(deliveryId, reason) {
      log.error({ deliveryId, reason }, "a delivery could not be digested; it is kept");
      reporting.report(`Delivery could not be digested: ${reason}`, new Error(reason));
    },
    onTrouble(reason, cause) {
      log.error({ reason, cause: cause === undefined ? undefined : messageOf(cause) }, "digest");
      reporting.report(reason, cause);
    },
  });
}

function openDoor(
  deps: Owner,
  parts: { archive: Archive; lookups: Lookups; filter: ProjectFilter; backlog: () => number },
): WebhookDoor {
  const { settings, log, disk } = deps;
  const sparingly = atMostEachMinute(refusalsLoggedMax, {
    now: Date.now,
    skipped: (count) => log.warn({ count }, "further refusals were not logged"),
  });
  return new WebhookDoor({
    ...parts,
    credentials: {
      secrets: settings.sentryWebhookSecret.map(secretFrom),
      token: settings.sentryWebhookToken,
    },
    recent: new RecentKeys(settings.recentKeysMax),
    now: Date.now,
    limits: settings,
    closedBecause() {
      if (disk.trouble !== null) return disk.trouble;
      if (parts.backlog() < settings.backlogDeliveriesMax) return null;
      return "Too many deliveries wait to be digested (BACKLOG_DELIVERIES_MAX); try again.";
    },
    log: {
      refused: (status, detail, from) =>
        sparingly(() => log.warn({ status, detail, from }, "a delivery was refused")),
      failed: (failure) => tell(deps, failure),
    },
  });
}

function tell({ log, reporting }: Owner, failure: Failure): void {
  log.error({ err: failure.cause ?? failure }, failure.message);
  reporting.report(failure.message, failure.cause ?? failure);
}

/** Looks at everything that a delivery needs; the database is written to, though not at every call. */
function healthCheck(
  { disk, location }: Owner,
  { archive, digest, backlog }: { archive: Archive; digest: DigestRunner; backlog: () => number },
): () => Promise<Health> {
  let probedAt = 0;
  return async () => {
    if (Date.now() - probedAt > probeMs) {
      probedAt = Date.now();
      archive.probe();
    }
    const { trouble } = archive.health();
    const checks = {
      database: { ok: trouble === null, reason: trouble, path: location.errorsPath },
      digest: { ok: digest.trouble === null, reason: digest.trouble, backlog: backlog() },
      disk: { ok: disk.trouble === null, reason: disk.trouble, free_bytes: disk.freeBytes },
    };
    return { healthy: Object.values(checks).every(({ ok }) => ok), checks };
  };
}

/** Reads a delivery once more, for what the database does not copy: breadcrumbs, frames, request … */
function factsOf(body: Uint8Array, headers: Readonly<Record<string, string>>, item: number) {
  const parsed = parseBody(body);
  if (!parsed.ok) return null;
  const reading = readDelivery({ headers, payload: parsed.payload, receivedAt: 0 })[item];
  return reading?.what === "error" || reading?.what === "alert" ? reading.error : null;
}
