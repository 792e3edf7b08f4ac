import { type Family, sourceOf } from "./delivery.ts";
import type { Source, UpstreamKind } from "./upstream.ts";

/** What tells one source from another where deliveries come from. */
export type KnownSource = Pick<Source, "slug" | "kind" | "baseUrl" | "organization">;

/** What a delivery says of where it comes from. */
export interface Origin {
  readonly family: Family;
  /** Of pages of its sender, as the sender writes them; nothing that an application wrote. */
  readonly addresses: readonly string[];
  readonly organizations: readonly string[];
}

/**
 * The source that a delivery is of by its addresses: one of the kind that its family is, below whose base URL they
 * lie; of several at one place the one of its organization. Null: nothing says it.
 */
export function sourceAt(origin: Origin, sources: readonly KnownSource[]): string | null {
  const kind = kindOf(origin.family);
  const mine = sources.filter((source) => source.kind === kind);
  const [only] = mine;
  if (only === undefined) return null;
  if (mine.length === 1 && only.slug === sourceOf(origin.family)) return only.slug;
  for (const address of origin.addresses) {
    const there = nearest(address, mine);
    if (there.length === 0) continue;
    if (there.length === 1) return there[0]?.slug ?? null;
    const named = there.filter(({ organization }) => {
      return organization !== null && origin.organizations.includes(organization);
    });
    return named.length === 1 ? (named[0]?.slug ?? null) : null;
  }
  return null;
}

function kindOf(family: Family): UpstreamKind | null {
  if (family === "glitchtip" || family === "bugsink") return family;
  return sourceOf(family) === "default" ? "sentry" : null;
}

/** Those at the address's own host with the longest path to it, else those of a domain above it (`acme.sentry.io`). */
function nearest(text: string, sources: readonly KnownSource[]): readonly KnownSource[] {
  const address = URL.parse(text);
  if (address === null) return [];
  const placed = sources.map((source) => ({ source, base: URL.parse(source.baseUrl) }));
  const here = placed.filter(({ base }) => {
    return base?.host === address.host && address.pathname.startsWith(folderOf(base));
  });
  const longest = Math.max(...here.map(({ base }) => (base === null ? 0 : folderOf(base).length)));
  const found =
    here.length > 0
      ? here.filter(({ base }) => base !== null && folderOf(base).length === longest)
      : placed.filter(({ base }) => base !== null && address.host.endsWith(`.${base.host}`));
  return found.map(({ source }) => source);
}

function folderOf({ pathname }: URL): string {
  return pathname.endsWith("/") ? pathname : `${pathname}/`;
}
