import { isUnusuallyQuiet } from "../domain/index.ts";
import type { Fetching } from "./fetch-events.ts";

const minuteMs = 60_000;
const hourMs = 3_600_000;
const weekMs = 7 * 24 * hourMs;
/** A webhook has so long to arrive after its event. */
const graceMs = 2 * minuteMs;
/** Issues that were seen within this are looked at. */
const lookBackMs = 15 * minuteMs;

/** Why a source counts as silent. */
export interface Silence {
  readonly reason: string;
  /** Events are known to be missing: they can be fetched at once. */
  readonly isMissing: boolean;
}

/**
 * Whether a source has fallen silent: its upstream has events that were not delivered, or it is quieter than
 * its own history explains. Null: all is well, or nothing can be said. A source that is pulled and has never
 * delivered is not expected to.
 */
export async function findSilence(fetching: Fetching): Promise<Silence | null> {
  const { source, reads, owner, now } = fetching;
  const lastAt = await owner.lastDelivery(source.slug);
  if (lastAt === null && source.pullMs > 0) return null;
  const missing = await undelivered(lastAt, fetching);
  if (missing !== null) return missing;
  if (lastAt === null) return null;
  const whole = Math.floor(now() / hourMs) * hourMs;
  const hours = reads.traffic(source.slug, { from: whole - weekMs, to: whole });
  const quietMs = now() - lastAt;
  if (!isUnusuallyQuiet({ hours: withoutBeginning(hours), quietMs })) return null;
  const minutes = Math.round(quietMs / minuteMs);
  return {
    reason: `Nothing has come for ${minutes} minutes, which is unusual for it: look whether the integration, its alert rules and this collector's address are as they were (collector doctor).`,
    isMissing: false,
  };
}

/** The history begins with the first error. */
function withoutBeginning(hours: readonly number[]): readonly number[] {
  const first = hours.findIndex((count) => count > 0);
  return first < 0 ? [] : hours.slice(first);
}

async function undelivered(
  lastAt: number | null,
  { upstream, reads, source, now }: Fetching,
): Promise<Silence | null> {
  const skew = upstream.client.skewMs ?? 0;
  const clock = upstream.client.now();
  for await (const issue of upstream.issuesSince(clock - lookBackMs)) {
    const seenAt = issue.lastSeen - skew;
    if (seenAt > now() - graceMs || (lastAt !== null && lastAt >= seenAt)) continue;
    const known = reads.lastSeen(source.slug, issue.id);
    if (known !== null && known >= issue.lastSeen - graceMs) continue;
    return {
      reason: `The upstream has new events (${issue.webUrl ?? `issue ${issue.id}`}), and no webhook brought them: check the integration and its alert rules (collector doctor). They are fetched meanwhile.`,
      isMissing: true,
    };
  }
  return null;
}
