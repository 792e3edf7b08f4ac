import type { Source, UpstreamKind } from "../domain/index.ts";
import { BugsinkUpstream } from "./bugsink.ts";
import type { Client } from "./client.ts";
import { GlitchTipUpstream } from "./glitchtip.ts";
import { SentryUpstream } from "./sentry.ts";
import type { Upstream } from "./upstream.ts";

/** One line for each kind of upstream. */
const kinds = {
  sentry: (client, source) => new SentryUpstream(client, source),
  glitchtip: (client, source) => new GlitchTipUpstream(client, source),
  bugsink: (client, source) => new BugsinkUpstream(client, source),
} as const satisfies Record<UpstreamKind, (client: Client, source: Source) => Upstream>;

/** The upstream of a source. */
export function upstreamOf(client: Client, source: Source): Upstream {
  return kinds[source.kind](client, source);
}
