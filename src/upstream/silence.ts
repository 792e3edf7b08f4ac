import type { Fetching } from "./fetch-events.ts";

const minuteMs = 60_000;
/** A webhook has so long to arrive after its event. */
const graceMs = 2 * minuteMs;
/** Issues that were seen within this are looked at. */
const lookBackMs = 15 * minuteMs;

/**
 * Why a source counts as silent: its upstream has an issue that began since the last delivery, and that
 * nothing told of; or it has events and never delivered anything. Null: all is well, or nothing can be said.
 * A new event of an old issue says nothing, since alert rules need not fire for it; and a source that is pulled
 * and never delivered is not expected to.
 */
export async function findSilence(fetching: Fetching): Promise<string | null> {
  const { source, reads, owner, upstream, now } = fetching;
  const lastAt = await owner.lastDelivery(source.slug);
  if (lastAt === null && source.pullMs > 0) return null;
  const skew = upstream.client.skewMs ?? 0;
  for await (const issue of upstream.issuesSince(upstream.client.now() - lookBackMs)) {
    const began = (issue.firstSeen ?? issue.lastSeen) - skew;
    const tooFresh = issue.lastSeen - skew > now() - graceMs;
    if (tooFresh || (lastAt !== null && began <= lastAt)) continue;
    if (reads.lastSeen(source.slug, issue.id) !== null) continue;
    return `The upstream has new events (${issue.webUrl ?? `issue ${issue.id}`}), and no webhook brought them: check the integration and its alert rules (collector doctor). They are fetched meanwhile.`;
  }
  return null;
}
