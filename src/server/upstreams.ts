import type { DigestRunner } from "../digest/index.ts";
import { Failure, type Source } from "../domain/index.ts";
import type { Senders } from "../intake/index.ts";
import type { UpstreamStep } from "../manage/index.ts";
import { type Keeper, openSecrets, UpstreamReads } from "../store/index.ts";
import { type BackfillAsk, UpstreamRunner } from "../upstream/index.ts";
import type { FollowedSources } from "./follow-sources.ts";
import type { Owner } from "./owner.ts";
import { fetchedScrubFrom } from "./scrubbing.ts";
import type { Settings } from "./settings.ts";
import type { Silent } from "./silence-watch.ts";
import { version } from "./version.ts";

interface Parts {
  readonly archive: Keeper;
  readonly digest: DigestRunner;
  readonly senders: Senders;
  readonly backlog: () => number;
  readonly perform: DigestRunner["perform"];
}

/** What is fetched goes on when no more than this waits to be digested. */
const backlogMax = 2000;
const keepMsMax = 10 * 60_000;
/** Digesting a long backlog may take long; sources are worked on then as well. */
const startMsMax = 10 * 60_000;
const actor = { type: "rule", name: "upstream" } as const;

/** The thread that speaks to upstreams, wired to what it may do. It is not started. */
export function openUpstreams(
  { settings, location, log, reporting, disk }: Owner,
  { archive, digest, senders, backlog, perform }: Parts,
): UpstreamRunner {
  const scrub = fetchedScrubFrom(settings);
  return new UpstreamRunner({
    data: {
      location,
      folder: folderOf(location),
      userAgent: `sentry-error-collector/${version}`,
      tokens: tokensFrom(settings),
      secretKey: settings.secretKey,
      outboundAllow: settings.outboundAllow,
      webhookUrl: settings.publicUrl === null ? null : `${settings.publicUrl}/sentry/webhook`,
      limits: limitsFrom(settings),
    },
    owner: {
      perform: (step) => perform({ command: { do: "upstream", step }, actor, now: Date.now() }),
      async keep(deliveries) {
        if (disk.trouble !== null) throw new Failure("unavailable", disk.trouble);
        await reached(digest, archive.health().newestId - backlogMax, backlog);
        const scrubbed = deliveries.map(scrub);
        const kept = await Promise.all(scrubbed.map((each) => archive.append(each)));
        await reached(digest, Math.max(0, ...kept), backlog);
      },
      lastDelivery: (slug) => Promise.resolve(lastDelivery(senders, slug)),
    },
    log: (level, source, message) => log[level]({ source }, message),
    onTrouble(reason, cause) {
      log.error({ err: cause }, reason);
      reporting.report(reason, cause);
    },
  });
}

function folderOf(location: Owner["location"]): string | null {
  return location.kind === "postgres" ? null : location.folder;
}

/** Waits until a delivery is digested: what was fetched is known before it is asked for again. */
async function reached(digest: DigestRunner, id: number, backlog: () => number): Promise<void> {
  if (await digest.reached(id, keepMsMax)) return;
  throw new Failure(
    "unavailable",
    `${backlog()} deliveries wait to be digested; it goes on later.`,
  );
}

function lastDelivery(senders: Senders, slug: string): number | null {
  const times = senders
    .list(Date.now())
    .filter(({ source }) => source === slug)
    .map(({ lastAt }) => lastAt);
  return times.length === 0 ? null : Math.max(...times);
}

function declareSources(settings: Settings): UpstreamStep {
  return { do: "declare", sources: sourcesFrom(settings) };
}

/** `default` and `glitchtip`: the names that the doors give to what comes from there. */
function sourcesFrom(settings: Settings): readonly Source[] {
  const shared = {
    projects: settings.sentryFilterByProject ? settings.sentryProject : [],
    origin: "environment",
    pullMs: settings.sentryPull,
    writeBack: "off",
  } as const;
  const sources: Source[] = [];
  const { sentryBaseUrl, glitchtipBaseUrl } = settings;
  if (settings.sentryApiToken !== null && sentryBaseUrl !== null) {
    const organization = settings.sentryOrganization;
    const place = {
      slug: "default",
      kind: "sentry",
      baseUrl: sentryBaseUrl,
      organization,
    } as const;
    sources.push({ ...shared, ...place });
  }
  if (settings.glitchtipApiToken !== null && glitchtipBaseUrl !== null) {
    const organization = settings.glitchtipOrganization;
    const place = { kind: "glitchtip", baseUrl: glitchtipBaseUrl, organization } as const;
    sources.push({ ...shared, slug: "glitchtip", ...place });
  }
  return sources;
}

function tokensFrom({ sentryApiToken, glitchtipApiToken }: Settings): Record<string, string> {
  return {
    ...(sentryApiToken === null ? {} : { default: sentryApiToken }),
    ...(glitchtipApiToken === null ? {} : { glitchtip: glitchtipApiToken }),
  };
}

function limitsFrom({
  enrichDelayMs,
  gapsCheckMs,
  gapsHoursMax,
  silenceCheckMs,
  outboxAttemptsMax,
  upstreamRequestMsMax,
  upstreamBytesMax,
  retentionDays,
}: Settings) {
  return {
    enrichDelayMs,
    gapsCheckMs,
    gapsHoursMax,
    silenceCheckMs,
    outboxAttemptsMax,
    upstreamRequestMsMax,
    upstreamBytesMax,
    retentionDays,
  };
}

/** Whether there is a source to work on: the settings or somebody's page may have defined one. */
function hasSources(location: Owner["location"]): boolean {
  const reads = new UpstreamReads(location);
  try {
    return reads.sources().length > 0;
  } finally {
    reads.close();
  }
}

/**
 * Declares the sources, and begins to work on them once everything that was kept is digested: what a crash
 * left undigested would be fetched again otherwise.
 */
export async function startUpstreams(
  { settings, location }: Owner,
  { digest, archive, runner }: { digest: DigestRunner; archive: Keeper; runner: UpstreamRunner },
): Promise<void> {
  const command = { do: "upstream", step: declareSources(settings) } as const;
  await digest.perform({ command, actor, now: Date.now() });
  if (!hasSources(location)) return;
  const caughtUp = digest.reached(archive.health().newestId, startMsMax);
  void caughtUp.then(() => runner.start());
}

/** What the API asks of upstreams. */
export function deskOf(
  { settings, location }: Owner,
  {
    upstreams: runner,
    sources,
  }: { readonly upstreams: UpstreamRunner; readonly sources: FollowedSources },
  quiet: () => readonly Silent[],
) {
  const secrets = openSecrets({ folder: folderOf(location), key: settings.secretKey });
  return {
    seal: (token: string) => secrets.seal(token),
    refresh() {
      runner.start();
      runner.wake({ sources: true });
      sources.look();
    },
    standings: () =>
      runner.standings.map((each) => ({
        ...each,
        silent: each.silent ?? quiet().find(({ source }) => source === each.slug) ?? null,
      })),
    check: (ask: { slug: string }) => runner.call("check", ask),
    connect: (ask: { slug: string; dryRun: boolean }) => runner.call("connect", ask),
    backfill: (ask: BackfillAsk) => runner.call("backfill", ask),
  };
}

/** What `/health` tells of sources: what their APIs say, and what their deliveries do. */
export function sourcesHealth({ standings }: UpstreamRunner, quiet: readonly Silent[]) {
  const told = standings.flatMap(({ slug: source, silent }) =>
    silent === null ? [] : [{ source, ...silent }],
  );
  return {
    trouble: standings
      .filter(({ trouble }) => trouble !== null)
      .map(({ slug, trouble }) => ({ source: slug, reason: trouble })),
    silent: [...told, ...quiet].map(({ since, ...each }) => ({
      ...each,
      since: new Date(since).toISOString(),
    })),
  };
}
