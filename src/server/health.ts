import type { Health } from "../api/index.ts";
import type { DigestRunner } from "../digest/index.ts";
import type { Keeper } from "../store/index.ts";
import type { UpstreamRunner } from "../upstream/index.ts";
import type { Owner } from "./owner.ts";
import type { SilenceWatch } from "./silence-watch.ts";
import { sourcesHealth } from "./upstreams.ts";

const probeMs = 2000;
const stopping = "The collector is about to stop (SHUTDOWN_DELAY_MS).";

interface Watched {
  readonly archive: Keeper;
  readonly digest: DigestRunner;
  readonly backlog: () => number;
  readonly upstreams: UpstreamRunner;
  readonly silence: SilenceWatch;
  /** Aborted when the collector is about to stop. */
  readonly leaving: AbortSignal;
}

/** Looks at everything that a delivery needs; the database is written to, though not at every call. */
export function healthCheck(
  { disk, location }: Owner,
  { archive, digest, backlog, upstreams, silence, leaving }: Watched,
): () => Promise<Health> {
  let probedAt = 0;
  return async () => {
    if (Date.now() - probedAt > probeMs) {
      probedAt = Date.now();
      await archive.probe();
    }
    const { trouble } = archive.health();
    const sources = sourcesHealth(upstreams, silence.silent);
    const checks = {
      database: {
        ok: trouble === null,
        reason: trouble,
        path: location.kind === "postgres" ? location.name : location.errorsPath,
      },
      digest: { ok: digest.trouble === null, reason: digest.trouble, backlog: backlog() },
      // A source that is silent or cannot be asked is no fault of ours: others would restart us for nothing.
      sources: { ok: true, ...sources },
      disk: { ok: disk.trouble === null, reason: disk.trouble, free_bytes: disk.freeBytes },
      // Whoever spreads requests over several collectors is to send no more of them here.
      ...(leaving.aborted ? { stopping: { ok: false, reason: stopping } } : {}),
    };
    return { healthy: Object.values(checks).every(({ ok }) => ok), checks, sources };
  };
}
