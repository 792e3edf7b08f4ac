import { type Identity, type KnownSource, sourceAt, sourceOf } from "../domain/index.ts";
import { installationOf, ownAddresses, type Recognised } from "../wire/index.ts";

/** Installations whose source is remembered, at most. */
const installationsMax = 10_000;

/**
 * Says which source a delivery is of, after it has proved itself: by the addresses of its sender's pages, else by
 * what its installation was known by, else by its family.
 */
export class Attribution {
  #sources: readonly KnownSource[] = [];
  readonly #installations = new Map<string, string>();

  /** These are the sources from now on. */
  know(sources: readonly KnownSource[]): void {
    this.#sources = sources;
    const slugs = new Set(sources.map(({ slug }) => slug));
    for (const [installation, slug] of this.#installations) {
      if (!slugs.has(slug)) this.#installations.delete(installation);
    }
  }

  sourceOf(recognised: Recognised, { organizations }: Identity): string {
    const { family } = recognised;
    if (this.#sources.length === 0) return sourceOf(family);
    const addresses = ownAddresses(recognised);
    const slug = sourceAt({ family, addresses, organizations }, this.#sources);
    // Comments and what Seer finds tell no address.
    const installation = installationOf(recognised);
    if (slug === null) return this.#known(installation) ?? sourceOf(family);
    if (installation !== null) this.#remember(installation, slug);
    return slug;
  }

  #known(installation: string | null): string | null {
    return installation === null ? null : (this.#installations.get(installation) ?? null);
  }

  #remember(installation: string, slug: string): void {
    this.#installations.delete(installation);
    this.#installations.set(installation, slug);
    const [oldest] = this.#installations.keys();
    if (this.#installations.size > installationsMax && oldest !== undefined) {
      this.#installations.delete(oldest);
    }
  }
}
