import { Digest } from "../../src/digest/digest.ts";
import { scrubBy } from "../../src/domain/index.ts";
import { ArchiveReader, prepareStore, Records } from "../../src/store/index.ts";
import { deliveryOf } from "./payload.ts";
import type { Place } from "./place.ts";

/** What the digest did in a window of deliveries. */
export interface Ingest {
  /** Errors that were there at the end of the window. */
  readonly at: number;
  readonly perSecond: number;
  readonly cpuMicroseconds: number;
}

const appendedTogether = 1000;
const windowErrors = 10_000;
const limits = { countMax: 1000, bytesMax: 16 * 1024 * 1024, idMax: Number.MAX_SAFE_INTEGER };

/**
 * Makes the databases through the real archive and the real digest. Resolves to its rate around 10
 * thousand, 100 thousand and all errors; null when databases were there already.
 */
export async function build(
  place: Place,
  total: number,
  say: (line: string) => void,
): Promise<Ingest[] | null> {
  if (place.isFilled) return null;
  const { location } = place;
  await prepareStore(location, Date.now);
  const archive = await place.openArchive();
  const records = new Records({ location, now: Date.now });
  const reader = new ArchiveReader(location);
  const digest = new Digest({
    scrub: scrubBy({ enabled: true, keys: [], anonymiseAddresses: false }),
    records,
    archive: reader,
    filter: { enabled: false, projects: [], organization: null },
    onFailed: (id, reason) => say(`delivery ${id} failed: ${reason}`),
  });
  const now = Date.now();
  const windows: Ingest[] = [];
  for (let done = 0; done < total; ) {
    const window = { milliseconds: 0, cpu: 0, count: 0 };
    const end = Math.min(total, done + windowErrors);
    while (done < end) {
      const appends: Promise<number>[] = [];
      for (let more = 0; more < appendedTogether && done < end; more += 1, done += 1) {
        appends.push(archive.append(deliveryOf(done, total, now)));
      }
      await Promise.all(appends);
      const [start, cpu] = [performance.now(), process.cpuUsage()];
      window.count += digest.batch(limits);
      const used = process.cpuUsage(cpu);
      window.milliseconds += performance.now() - start;
      window.cpu += used.user + used.system;
    }
    windows.push({
      at: done,
      perSecond: (window.count / window.milliseconds) * 1000,
      cpuMicroseconds: window.cpu / window.count,
    });
    if (done % 100_000 === 0)
      say(`${done} errors, ${Math.round(windows.at(-1)?.perSecond ?? 0)}/s`);
  }
  reader.close();
  records.close();
  await archive.close();
  await place.settle();
  return windows.filter(({ at }) => at === windowErrors || at === 100_000 || at === total);
}
