import { Failure } from "../domain/index.ts";
import { type Location, UpstreamReads } from "../store/index.ts";
import type { UpstreamRunner } from "../upstream/index.ts";
import type { CheckedSource, Commands } from "./control.ts";

export type UpstreamCommands = Pick<Commands, "doctor" | "connect" | "backfill" | "progress">;

/** The commands that speak to upstreams, by the thread that does. */
export function upstreamCommands(
  location: Location,
  runner: () => UpstreamRunner,
): UpstreamCommands {
  return {
    async doctor({ source }) {
      const known = reading(location, (reads) => reads.sources()).map(({ slug }) => slug);
      const wanted = source === null ? known : known.filter((slug) => slug === source);
      if (wanted.length === 0) throw noSource(source);
      runner().start();
      const checked: CheckedSource[] = [];
      for (const slug of wanted) {
        checked.push({ source: slug, checks: await runner().call("check", { slug }) });
      }
      return checked;
    },

    connect({ source, dryRun }) {
      runner().start();
      return runner().call("connect", { slug: source, dryRun });
    },

    backfill(ask) {
      runner().start();
      return runner().call("backfill", ask);
    },

    progress: ({ ids }) =>
      Promise.resolve(
        reading(location, (reads) =>
          ids.map((id) => reads.backfill(id)).filter((each) => each !== null),
        ),
      ),
  };
}

function reading<T>(location: Location, read: (reads: UpstreamReads) => T): T {
  const reads = new UpstreamReads(location);
  try {
    return read(reads);
  } finally {
    reads.close();
  }
}

function noSource(source: string | null): Failure {
  return new Failure(
    "setup",
    source === null
      ? "There is no source with an API: set SENTRY_API_TOKEN or GLITCHTIP_API_TOKEN, or add one in the page (Sources)."
      : `There is no source ${source}.`,
  );
}
