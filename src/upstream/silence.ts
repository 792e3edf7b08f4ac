import type { Fetching } from "./fetch-events.ts";
import { issuePagesMax, type ListedIssue } from "./upstream.ts";

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
  const { source, owner, upstream } = fetching;
  const lastAt = await owner.lastDelivery(source.slug);
  if (lastAt === null && source.pullMs > 0) return null;
  let pages = 0;
  for await (const { issues } of upstream.issuesSince(upstream.client.now() - lookBackMs)) {
    const issue = issues.find((each) => isUnheard(each, lastAt, fetching));
    pages += 1;
    // So much within minutes, and all of it was heard of: nobody is silent.
    if (issue === undefined && pages === issuePagesMax) return null;
    if (issue === undefined) continue;
    return `The upstream has new events (${issue.webUrl ?? `issue ${issue.id}`}), and no webhook brought them: check the integration and its alert rules (collector doctor). They are fetched meanwhile.`;
  }
  return null;
}

function isUnheard(
  { id, firstSeen, lastSeen }: ListedIssue,
  lastAt: number | null,
  { source, reads, upstream, now }: Fetching,
): boolean {
  const skew = upstream.client.skewMs ?? 0;
  const began = (firstSeen ?? lastSeen) - skew;
  const tooFresh = lastSeen - skew > now() - graceMs;
  if (tooFresh || (lastAt !== null && began <= lastAt)) return false;
  return reads.lastSeen(source.slug, id) === null;
}
