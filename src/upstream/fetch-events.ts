import type { Delivery, Source, UpstreamProject } from "../domain/index.ts";
import type { UpstreamReads } from "../store/index.ts";
import { type Fetched, fetchedDelivery } from "../wire/index.ts";
import { UpstreamFailure } from "./client.ts";
import { cursorOf, type ListingPlace, nextPlace } from "./listing.ts";
import type { OwnerAsks } from "./messages.ts";
import type { EventPage, ListedEvent, ListedIssue, Upstream } from "./upstream.ts";

/** What fetching needs. */
export interface Fetching {
  readonly source: Source;
  readonly upstream: Upstream;
  readonly reads: UpstreamReads;
  readonly owner: OwnerAsks;
  readonly now: () => number;
}

/** What one page brought. */
export interface FetchedPage {
  readonly listed: number;
  readonly stored: number;
  /** Where it goes on; null: the window is done. */
  readonly next: ListingPlace | null;
}

const pageSize = 100;
/** Deliveries that are handed over at one time. */
const keptTogether = 25;

/** Lists the events of one project, page by page, and keeps those that were never seen. */
export class EventFetcher {
  readonly #fetching: Fetching;
  /** Smaller where whole pages are too large. */
  #size = pageSize;

  constructor(fetching: Fetching) {
    this.#fetching = fetching;
  }

  /** One page of a window. Resolves when what is new of it is on the disk and digested. */
  async page(project: UpstreamProject, from: number, place: ListingPlace): Promise<FetchedPage> {
    const { upstream } = this.#fetching;
    const page = await this.#list(project, from, place);
    const within = page.events.filter(({ at }) => at >= from && at < place.anchor);
    const stored = await this.#keepNew(project, upstream.listsWindows ? page.events : within);
    const { listsWindows } = upstream;
    return { listed: within.length, stored, next: nextPlace(page, { place, from, listsWindows }) };
  }

  /** Keeps one event of an issue. */
  async keepEvent(project: UpstreamProject, event: ListedEvent): Promise<void> {
    await this.#keep([await this.#deliveryOf(project, event)]);
  }

  /** Keeps an issue as it stands there now, so that its state is taken over. */
  async keepIssue(issue: ListedIssue, at: number): Promise<void> {
    const { project, data, webUrl } = issue;
    await this.#keep([await this.#delivery({ project, what: "issue", data, webUrl, at })]);
  }

  async #list(project: UpstreamProject, from: number, place: ListingPlace): Promise<EventPage> {
    for (;;) {
      const window = { from, to: place.anchor, cursor: cursorOf(place), size: this.#size };
      try {
        return await this.#fetching.upstream.events(project, window);
      } catch (thrown) {
        const large = thrown instanceof UpstreamFailure && thrown.kind === "too_large";
        if (!large || this.#size === 1) throw thrown;
        this.#size = Math.max(1, Math.floor(this.#size / 2));
      }
    }
  }

  async #keepNew(project: UpstreamProject, events: readonly ListedEvent[]): Promise<number> {
    const { reads, upstream } = this.#fetching;
    const ids = events.map(({ id }) => id).filter((id) => id !== null);
    const known = reads.knownEvents(project.slug, ids);
    const unknown = events.filter(({ id }) => id === null || !known.has(id));
    const deliveries: Delivery[] = [];
    for (const event of unknown) {
      const whole = await upstream.wholeEvent(event).catch(goneOr);
      if (whole !== null) deliveries.push(await this.#deliveryOf(project, whole));
    }
    await this.#keep(deliveries);
    return deliveries.length;
  }

  async #keep(deliveries: readonly Delivery[]): Promise<void> {
    for (let at = 0; at < deliveries.length; at += keptTogether) {
      await this.#fetching.owner.keep(deliveries.slice(at, at + keptTogether));
    }
  }

  #deliveryOf(project: UpstreamProject, { data, webUrl }: ListedEvent): Promise<Delivery> {
    const at = this.#fetching.upstream.client.now();
    return this.#delivery({ project, what: "event", data, webUrl, at });
  }

  async #delivery(fetched: Omit<Fetched, "kind" | "organization">): Promise<Delivery> {
    const { source, upstream, now } = this.#fetching;
    const organization = await upstream.organization();
    return fetchedDelivery(
      { ...fetched, kind: source.kind, organization },
      { source: source.slug, receivedAt: now() },
    );
  }
}

/** An event that was removed since it was listed is no failure. */
function goneOr(thrown: unknown): null {
  if (thrown instanceof UpstreamFailure && thrown.status === 404) return null;
  throw thrown;
}
