import {
  type Delivery,
  type Scrub,
  type ScrubRules,
  scrubBy,
  scrubDelivery,
} from "../domain/index.ts";
import { parseBody, readDelivery } from "../wire/index.ts";
import type { Settings } from "./settings.ts";

export function scrubbingFrom({ scrub, scrubKeys, anonymiseAddresses }: Settings): ScrubRules {
  return { enabled: scrub, keys: scrubKeys, anonymiseAddresses };
}

/** What takes secrets out of bodies before they are archived; null: they are archived as they came. */
export function archiveScrubFrom(settings: Settings): Scrub | null {
  return settings.scrubArchive ? scrubBy(scrubbingFrom(settings)) : null;
}

/** The same for what was fetched: it says which project it is of. */
export function fetchedScrubFrom(settings: Settings): (delivery: Delivery) => Delivery {
  const scrub = archiveScrubFrom(settings);
  return (delivery) => {
    const parsed = scrub === null ? null : parseBody(delivery.body);
    if (scrub === null || parsed?.ok !== true) return delivery;
    const payload = parsed.payload as { readonly project?: { readonly slug?: string } };
    return scrubDelivery(delivery, { payload, project: payload.project?.slug ?? null }, scrub);
  };
}

/** Reads a delivery once more, for what the database does not copy: breadcrumbs, frames, request … */
export function factsBy(scrub: Scrub) {
  return (
    body: Uint8Array,
    headers: Readonly<Record<string, string>>,
    { item, project }: { readonly item: number; readonly project: string },
  ) => {
    const parsed = parseBody(body);
    if (!parsed.ok) return null;
    const reading = readDelivery({ headers, payload: parsed.payload, receivedAt: 0 })[item];
    if (reading?.what !== "error" && reading?.what !== "alert") return null;
    return scrub.whole(reading.error, project);
  };
}
