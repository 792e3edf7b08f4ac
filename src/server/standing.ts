import { Senders } from "../intake/index.ts";
import { ArchiveArrivals, type Location } from "../store/index.ts";
import type { Owner } from "./owner.ts";
import type { Settings } from "./settings.ts";
import { version } from "./version.ts";

/** Deliveries that are looked at when the collector starts, to know who sent lately. */
const deliveriesReadMax = 5000;

/** Who sent lately, as the archive knows it. */
export function openSenders(location: Location): Senders {
  const arrivals = new ArchiveArrivals(location);
  try {
    const newest = arrivals.newestKinds(deliveriesReadMax);
    // What the collector fetched was sent by nobody.
    const sent = newest.filter(({ family }) => family !== "rest");
    return new Senders(sent, { complete: newest.length < deliveriesReadMax, now: Date.now() });
  } finally {
    arrivals.close();
  }
}

interface Watched {
  readonly senders: Senders;
  readonly newestDelivery: () => number;
  readonly backlog: () => number;
  readonly digestTrouble: () => string | null;
  readonly watchers: () => number;
  readonly bytes: () => Promise<{ readonly archive: number; readonly errors: number }>;
}

/** How the collector is doing: what `Standing` of the API asks for. */
export function standingOf({ settings, disk, startedAt }: Owner, watched: Watched) {
  return async () => {
    const bytes = await watched.bytes();
    return {
      version,
      startedAt,
      isPublic: settings.publicUrl !== null,
      protection: protectionBy(settings),
      senders: watched.senders.list(Date.now()),
      sendersSince: watched.senders.since,
      digest: { waiting: watched.backlog(), trouble: watched.digestTrouble() },
      newestDelivery: watched.newestDelivery(),
      disk: {
        freeBytes: disk.freeBytes,
        freeBytesMin: settings.diskFreeBytesMin,
        archiveBytes: bytes.archive,
        errorsBytes: bytes.errors,
        trouble: disk.trouble,
      },
      live: { watchers: watched.watchers(), watchersMax: settings.liveWatchersMax },
    };
  };
}

/** Whether there are secrets, and never which. */
function protectionBy(settings: Settings) {
  const { sentryProject: projects, sentryOrganization: organization } = settings;
  return {
    secrets: settings.sentryWebhookSecret.length,
    token: settings.sentryWebhookToken !== null,
    filter: settings.sentryFilterByProject ? { projects, organization } : null,
  };
}
