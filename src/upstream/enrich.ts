import type { EnrichPayload, OutboxJob } from "../domain/index.ts";
import type { EventFetcher, Fetching } from "./fetch-events.ts";

/** What became of a piece of work; what fails is thrown. */
export type JobEnd = { readonly state: "done" | "failed"; readonly reason: string | null };

/** Fetches the event of an issue that is known by a partial error, unless it came by itself meanwhile. */
export async function enrich(
  { source }: OutboxJob,
  { upstreamIssueId, project: slug }: EnrichPayload,
  { upstream, reads }: Fetching,
  fetcher: EventFetcher,
): Promise<JobEnd> {
  if (!reads.isPartial(source, upstreamIssueId)) {
    return { state: "done", reason: "Its event came by itself." };
  }
  const event = await upstream.latestEvent(upstreamIssueId);
  if (event === null) return { state: "failed", reason: "The issue has no event any more." };
  const known = (await upstream.projects()).find((each) => each.slug === slug);
  // What the project is called here decides: the partial error belongs to that.
  await fetcher.keepEvent(known ?? { id: "", slug, name: null }, event);
  return reads.isPartial(source, upstreamIssueId)
    ? { state: "failed", reason: "The event that was fetched did not complete the error." }
    : { state: "done", reason: null };
}
