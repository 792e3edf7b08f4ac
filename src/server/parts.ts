import { fileURLToPath } from "node:url";
import type { Access } from "../access/index.ts";
import { createApi, isStreamed, Readers } from "../api/index.ts";
import { DigestRunner, type DigestRunnerOptions, type Forgotten } from "../digest/index.ts";
import { messageOf, type ProjectFilter, scrubBy, toFailure } from "../domain/index.ts";
import {
  Attribution,
  type Credentials,
  Refusals,
  type Senders,
  type WebhookDoor,
} from "../intake/index.ts";
import { Feed } from "../live/index.ts";
import { agreeOnKey, type Keeper, type Packed, prepareStore } from "../store/index.ts";
import type { UpstreamRunner } from "../upstream/index.ts";
import { explainSignature, secretFrom } from "../wire/index.ts";
import { Deletions } from "./deletions.ts";
import { type FollowedSources, followSources } from "./follow-sources.ts";
import { Forgetting } from "./forgetting.ts";
import { healthCheck } from "./health.ts";
import { type Keeping, type KeptPacker, openKeeping } from "./keeping.ts";
import type { Served } from "./listener.ts";
import { openAccess } from "./open-access.ts";
import { openDoor } from "./open-door.ts";
import { hearOthers } from "./others.ts";
import { type Owner, tell } from "./owner.ts";
import { factsBy, scrubbingFrom } from "./scrubbing.ts";
import { type Settings, shownSettings } from "./settings.ts";
import { SilenceWatch } from "./silence-watch.ts";
import { openSenders, standingOf } from "./standing.ts";
import { sendTest } from "./test-delivery.ts";
import { deskOf, openUpstreams, startUpstreams } from "./upstreams.ts";
import { version } from "./version.ts";

/** Everything that has the database open. It can be closed and opened again while the port stays ours. */
export interface Parts extends Served {
  readonly digest: DigestRunner;
  readonly upstreams: UpstreamRunner;
  readonly access: Access;
  /** Forgets somebody: see `Forgetting`. */
  forget(user: string): Promise<Forgotten>;
  /** From now on `/health` says that the collector stops, while everything is still served. */
  leave(): void;
  /** Ends what would otherwise be sent for ever, so that the listener can drain. */
  endStreams(): void;
  /** Does something while no delivery is deleted. */
  keepingDeliveries<T>(work: () => Promise<T>): Promise<T>;
  /** Packs every delivery that is answered by now, once it is digested. */
  pack(): Promise<Packed>;
  close(): Promise<void>;
}

/** What the API is given that no setting changes. */
const builtIn = {
  version,
  pageFolder: fileURLToPath(new URL("../../web/dist/", import.meta.url)),
};

/** `fetches`: whether upstreams are spoken to. */
export async function openParts(deps: Owner, { fetches = true } = {}): Promise<Parts> {
  const { settings, location } = deps;
  await prepareStore(location, Date.now);
  const { secretKey } = settings;
  if (location.kind === "postgres" && secretKey !== null) agreeOnKey(location, secretKey);
  const files = await openStore(deps);
  const { access, digest, archive, readers, lookups, deletions, backlog, filter } = files;
  const closing = new AbortController();
  const leaving = new AbortController();
  const senders = openSenders(location);
  const upstreams = openUpstreams(deps, { ...files, senders });
  files.awaiting.push(() => upstreams.wake());
  const credentials = credentialsFrom(settings);
  const refusals = new Refusals({
    max: settings.refusalsMax,
    credentials,
    now: Date.now,
    onTrouble: (cause) => tell(deps, toFailure(cause)),
  });
  const attribution = new Attribution();
  const sources = await followSources(deps, { lookups, attribution });
  const attending = { ...files, senders, refusals, credentials, attribution };
  const door = openDoor(deps, attending);
  const silence = watchSilence(deps, senders);
  const packer = files.openPacker({ digest, backlog });
  const forgetting = new Forgetting({
    ...{ digest, archive, packer, deletions },
    waitMs: settings.digestWaitMsMax,
  });
  const api = await openApi(deps, {
    ...attending,
    forgetting,
    upstreams,
    sources,
    silence,
    sendTest: () => sendTest({ settings, filter, door }),
    closing,
    leaving: leaving.signal,
  });
  await digest.started();
  archive.continueAfter(digest.cursor);
  digest.wake(archive.health().newestId);
  if (fetches) await startUpstreams(deps, { digest, archive, runner: upstreams });
  sources.look();
  const others = await hearOthers(location, files.wake);
  return {
    digest,
    access,
    upstreams,
    forget: (user) => forgetting.forget(user),
    pack: () => packAll(settings, { digest, archive, packer }),
    ...servedBy(door, api),
    keepingDeliveries: (work) => deletions.without(work),
    leave: () => leaving.abort(),
    endStreams: () => closing.abort(),
    async close() {
      closing.abort();
      silence.stop();
      sources.stop();
      await others.close();
      await upstreams.stop();
      await closeInTurn([api, readers, lookups, access, { close: () => packer.stop() }]);
      // The archive last, so that it is the last connection and leaves no write-ahead log beside the file.
      await closeInTurn([{ close: () => digest.stop() }, archive]);
    },
  };
}

/** What reads and writes the database, and who waits for what is written. */
async function openStore(deps: Owner) {
  const { settings } = deps;
  const filter = filterFrom(settings);
  const access = openAccess(deps);
  const readers = openReaders(deps);
  const feed = openFeed(settings, readers);
  const deletions = new Deletions();
  const awaiting: (() => void)[] = [() => feed.wake()];
  const wake = () => {
    for (const each of awaiting) each();
  };
  const digest = openDigest(deps, {
    filter,
    onProgress: wake,
    deleteDeliveries: (ids) => deletions.run(() => archive.deleteDeliveries(ids)),
  });
  const keeping = await openKeeping(deps, {
    now: Date.now,
    queueBytesMax: settings.appendQueueBytesMax,
    onDurable: (newestId) => digest.wake(newestId),
  });
  const { archive } = keeping;
  const backlog = () => Math.max(0, archive.health().newestId - digest.cursor);
  const perform: DigestRunner["perform"] = async (order) => {
    const result = await digest.perform(order);
    wake();
    return result;
  };
  return {
    ...keeping,
    access,
    filter,
    readers,
    feed,
    deletions,
    awaiting,
    wake,
    digest,
    backlog,
    perform,
  };
}

async function packAll(
  { digestWaitMsMax }: Settings,
  { digest, archive, packer }: { digest: DigestRunner; archive: Keeper; packer: KeptPacker },
): Promise<Packed> {
  await digest.reached(archive.health().newestId, digestWaitMsMax);
  return packer.packNow();
}

/** Which requests are whose. */
function servedBy(
  door: WebhookDoor,
  api: Pick<Awaited<ReturnType<typeof createApi>>, "routing">,
): Served {
  return {
    listen(request, response) {
      if (door.handles(request.url ?? "")) void door.handle(request, response);
      else api.routing(request, response);
    },
    streams: isStreamed,
    refused(refused) {
      const { request } = refused;
      if (request === null || door.handles(request.url ?? "")) door.noteRefused(refused);
    },
  };
}

interface ApiParts {
  readonly upstreams: UpstreamRunner;
  readonly sources: FollowedSources;
  readonly silence: SilenceWatch;
  readonly access: Access;
  readonly readers: Readers;
  readonly archive: Keeper;
  readonly digest: DigestRunner;
  readonly feed: Feed;
  readonly senders: Senders;
  readonly refusals: Refusals;
  readonly credentials: Credentials;
  readonly sendTest: () => ReturnType<typeof sendTest>;
  readonly perform: DigestRunner["perform"];
  readonly backlog: () => number;
  readonly bytes: Keeping["bytes"];
  readonly forgetting: Forgetting;
  readonly closing: AbortController;
  readonly leaving: AbortSignal;
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
    health: healthCheck(deps, parts),
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
    upstreams: deskOf(deps, parts, () => parts.silence.silent),
    sendTest: parts.sendTest,
    perform: parts.perform,
    forget: (user) => parts.forgetting.forget(user),
    redigest: async (id) => (await digest.redigest({ which: "ids", ids: [id] })).missing === 0,
    retentionRules: retentionRulesFrom(deps),
    standing: standingOf(deps, {
      senders: parts.senders,
      backlog,
      newestDelivery: () => archive.health().newestId,
      digestTrouble: () => digest.trouble,
      watchers: () => feed.watchers,
      bytes: parts.bytes,
    }),
    viewsMax: settings.viewsMax,
    feed,
    checkReplies: deps.checkReplies,
    closing: parts.closing.signal,
    onFailure: (failure) => tell(deps, failure),
  });
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

function retentionRulesFrom({ settings, location }: Pick<Owner, "settings" | "location">) {
  // A server does not give room back when rows go, so its size does not say when to stop.
  const bytes = location.kind === "postgres" ? 0 : settings.retentionBytes;
  return {
    days: settings.retentionDays,
    bytes,
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
    retention: retentionRulesFrom({ settings, location }),
    limits: {
      batchDeliveriesMax: settings.digestBatchDeliveriesMax,
      batchBytesMax: settings.digestBatchBytesMax,
      gatherMs: settings.digestGatherMs,
      standBackDeliveriesMax: settings.backlogDeliveriesMax / 2,
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

function watchSilence({ settings, log }: Owner, senders: Senders): SilenceWatch {
  return new SilenceWatch({
    senders,
    everyMs: settings.silenceCheckMs,
    now: Date.now,
    log: (level, source, message) => log[level]({ source }, message),
  });
}
