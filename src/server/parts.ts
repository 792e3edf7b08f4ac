import type { IncomingMessage, ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import proxyAddr from "@fastify/proxy-addr";
import { Access } from "../access/index.ts";
import { createApi, type Health, isStreamed, Readers } from "../api/index.ts";
import { DigestRunner, type DigestRunnerOptions } from "../digest/index.ts";
import {
  type Failure,
  messageOf,
  type ProjectFilter,
  type Scrub,
  type ScrubRules,
  scrubBy,
} from "../domain/index.ts";
import {
  type Credentials,
  RecentKeys,
  Refusals,
  type Senders,
  WebhookDoor,
} from "../intake/index.ts";
import { Feed } from "../live/index.ts";
import {
  AccessBook,
  Archive,
  Lookups,
  openSecrets,
  type Packed,
  Packer,
  prepareFiles,
} from "../store/index.ts";
import { explainSignature, parseBody, readDelivery, secretFrom } from "../wire/index.ts";
import { Deletions } from "./deletions.ts";
import { atMostEachMinute } from "./log.ts";
import type { Owner } from "./owner.ts";
import { type Settings, shownSettings } from "./settings.ts";
import { openSenders, standingOf } from "./standing.ts";
import { sendTest } from "./test-delivery.ts";
import { version } from "./version.ts";

/** Everything that has the database open. It can be closed and opened again while the port stays ours. */
export interface Parts {
  readonly digest: DigestRunner;
  readonly access: Access;
  /** Ends what would otherwise be sent for ever, so that the listener can drain. */
  endStreams(): void;
  /** Does something while no delivery is deleted. */
  keepingDeliveries<T>(work: () => Promise<T>): Promise<T>;
  /** Packs every delivery that is answered by now, once it is digested. */
  pack(): Promise<Packed>;
  listen(request: IncomingMessage, response: ServerResponse): void;
  /** Whether a request at this address brings a body that is read while it arrives. */
  streams(url: string): boolean;
  close(): Promise<void>;
}

const refusalsLoggedMax = 60;
const probeMs = 2000;

/** What the API is given that no setting changes. */
const builtIn = {
  version,
  pageFolder: fileURLToPath(new URL("../../web/dist/", import.meta.url)),
};

export async function openParts(deps: Owner): Promise<Parts> {
  const { settings, location } = deps;
  await prepareFiles(location, Date.now);
  const filter = filterFrom(settings);
  const access = openAccess(deps);
  const readers = openReaders(deps);
  const feed = openFeed(settings, readers);
  const deletions = new Deletions();
  const digest = openDigest(deps, {
    filter,
    onProgress: () => feed.wake(),
    deleteDeliveries: (ids) => deletions.run(() => archive.deleteDeliveries(ids)),
  });
  const archive = new Archive({
    path: location.archivePath,
    now: Date.now,
    queueBytesMax: settings.appendQueueBytesMax,
    onDurable: (newestId) => digest.wake(newestId),
  });
  const lookups = new Lookups(location);
  const closing = new AbortController();
  const backlog = () => Math.max(0, archive.health().newestId - digest.cursor);
  const senders = openSenders(location);
  const credentials = credentialsFrom(settings);
  const refusals = new Refusals({ max: settings.refusalsMax, credentials, now: Date.now });
  const known = { senders, refusals, credentials };
  const door = openDoor(deps, { archive, lookups, filter, backlog, ...known });
  const api = await openApi(deps, {
    access,
    readers,
    archive,
    digest,
    feed,
    ...known,
    sendTest: () => sendTest({ settings, filter, door }),
    backlog,
    closing,
  });
  await digest.started();
  archive.continueAfter(digest.cursor);
  digest.wake(archive.health().newestId);
  const packer = openPacker(deps, { archive, digest, backlog });
  return {
    digest,
    access,
    async pack() {
      await digest.reached(archive.health().newestId, settings.digestWaitMsMax);
      return packer.packNow();
    },
    listen(request, response) {
      if (door.handles(request.url ?? "")) void door.handle(request, response);
      else api.routing(request, response);
    },
    streams: isStreamed,
    keepingDeliveries: (work) => deletions.without(work),
    endStreams: () => closing.abort(),
    async close() {
      closing.abort();
      await closeInTurn([api, readers, lookups, access, { close: () => packer.stop() }]);
      // The archive last, so that it is the last connection and leaves no write-ahead log beside the file.
      await closeInTurn([{ close: () => digest.stop() }, archive]);
    },
  };
}

interface ApiParts {
  readonly access: Access;
  readonly readers: Readers;
  readonly archive: Archive;
  readonly digest: DigestRunner;
  readonly feed: Feed;
  readonly senders: Senders;
  readonly refusals: Refusals;
  readonly credentials: Credentials;
  readonly sendTest: () => ReturnType<typeof sendTest>;
  readonly backlog: () => number;
  readonly closing: AbortController;
}

function openApi(deps: Owner, parts: ApiParts): ReturnType<typeof createApi> {
  const { settings } = deps;
  const { readers, archive, digest, feed, backlog } = parts;
  return createApi({
    ...builtIn,
    access: parts.access,
    factsOf: factsBy(scrubBy(scrubbingFrom(settings))),
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
    explainSignature: (body, headers) => ({
      ...explainSignature(body, headers, parts.credentials.secrets),
      tokenIsSet: parts.credentials.token !== null,
      token: null,
    }),
    refusals: parts.refusals,
    sendTest: parts.sendTest,
    perform: async (order) => {
      const result = await digest.perform(order);
      feed.wake();
      return result;
    },
    redigest: async (id) => (await digest.redigest({ which: "ids", ids: [id] })).missing === 0,
    retentionRules: retentionRulesFrom(settings),
    standing: standingOf(deps, {
      senders: parts.senders,
      backlog,
      newestDelivery: () => archive.health().newestId,
      digestTrouble: () => digest.trouble,
      watchers: () => feed.watchers,
    }),
    viewsMax: settings.viewsMax,
    feed,
    checkReplies: deps.checkReplies,
    closing: parts.closing.signal,
    onFailure: (failure) => tell(deps, failure),
  });
}

function openAccess({ settings, location }: Owner): Access {
  const { access: mode, publicUrl, secretKey } = settings;
  const book = new AccessBook(location, Date.now);
  const secrets = openSecrets({ ...location, secretKey });
  return new Access({ book, secrets, mode, publicUrl, now: Date.now });
}

async function closeInTurn(parts: readonly { close(): unknown }[]): Promise<void> {
  for (const part of parts) await part.close();
}

function openReaders({ location, settings }: Pick<Owner, "location" | "settings">): Readers {
  const { readersMax: max, queryMsMax } = settings;
  return new Readers({ location, max, queryMsMax });
}

function openFeed(settings: Settings, readers: Readers): Feed {
  return new Feed({
    after: (id, limit) => readers.ask("changes", { after: id, limit }),
    bounds: () => readers.ask("changeBounds", null),
    limits: { watchersMax: settings.liveWatchersMax, heartbeatMs: settings.liveHeartbeatMs },
  });
}

function filterFrom(settings: Settings): ProjectFilter {
  return {
    enabled: settings.sentryFilterByProject,
    projects: settings.sentryProject,
    organization: settings.sentryOrganization,
  };
}

function credentialsFrom(settings: Settings): Credentials {
  return {
    secrets: settings.sentryWebhookSecret.map(secretFrom),
    token: settings.sentryWebhookToken,
  };
}

function scrubbingFrom({ scrub, scrubKeys, anonymiseAddresses }: Settings): ScrubRules {
  return { enabled: scrub, keys: scrubKeys, anonymiseAddresses };
}

function retentionRulesFrom(settings: Settings) {
  return {
    days: settings.retentionDays,
    bytes: settings.retentionBytes,
    errorsPerProject: settings.retentionErrorsPerProject,
    errorsPerIssue: settings.retentionErrorsPerIssue,
  };
}

function openDigest(
  { settings, location, log, reporting }: Owner,
  parts: Pick<DigestRunnerOptions, "filter" | "onProgress" | "deleteDeliveries">,
) {
  return new DigestRunner({
    ...parts,
    location,
    scrubbing: scrubbingFrom(settings),
    retention: retentionRulesFrom(settings),
    limits: {
      batchDeliveriesMax: settings.digestBatchDeliveriesMax,
      batchBytesMax: settings.digestBatchBytesMax,
      gatherMs: settings.digestGatherMs,
    },
    onRetained: (run) => log.info(run, "retention removed what need not be kept"),
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

function openPacker(
  { settings, location, log, reporting }: Owner,
  parts: { archive: Archive; digest: DigestRunner; backlog: () => number },
): Packer {
  return new Packer({
    archive: parts.archive,
    archivePath: location.archivePath,
    now: Date.now,
    intervalMs: settings.packIntervalMs,
    digestedId: () => parts.digest.cursor,
    isBusy: () => parts.backlog() > settings.packBacklogDeliveriesMax,
    onTrouble(reason, cause) {
      log.error({ err: cause }, reason);
      reporting.report(reason, cause);
    },
  });
}

function openDoor(
  deps: Owner,
  parts: {
    archive: Archive;
    lookups: Lookups;
    filter: ProjectFilter;
    backlog: () => number;
    senders: Senders;
    refusals: Refusals;
    credentials: Credentials;
  },
): WebhookDoor {
  const { settings, log, disk } = deps;
  const sparingly = atMostEachMinute(refusalsLoggedMax, {
    now: Date.now,
    skipped: (count) => log.warn({ count }, "further refusals were not logged"),
  });
  return new WebhookDoor({
    ...parts,
    recent: new RecentKeys(settings.recentKeysMax),
    now: Date.now,
    limits: settings,
    addressOf: addressBy(settings.trustProxy),
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

/** The address that a request comes from, as far as the proxies before it are believed. */
function addressBy(trustProxy: readonly string[]): (request: IncomingMessage) => string {
  const trusts = proxyAddr.compile([...trustProxy]);
  return (request) => proxyAddr(request, trusts);
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
function factsBy(scrub: Scrub) {
  return (body: Uint8Array, headers: Readonly<Record<string, string>>, item: number) => {
    const parsed = parseBody(body);
    if (!parsed.ok) return null;
    const reading = readDelivery({ headers, payload: parsed.payload, receivedAt: 0 })[item];
    if (reading?.what !== "error" && reading?.what !== "alert") return null;
    return scrub.whole(reading.error);
  };
}
