/**
 * What a delivery says of a project. Sentry names it by slug, by number, or only inside URLs;
 * GlitchTip and Bugsink give a display name. Unknown parts are null.
 */
export interface ProjectRef {
  readonly slug: string | null;
  /** The upstream's own id, as text (Sentry's are numbers, sometimes sent as strings). */
  readonly upstreamId: string | null;
  readonly name: string | null;
}

/** A reference that says nothing: the project must be found by other means (the upstream issue). */
export const unknownProject: ProjectRef = { slug: null, upstreamId: null, name: null };

/** True when the reference names a project in any way. */
export function namesProject(ref: ProjectRef): boolean {
  return ref.slug !== null || ref.upstreamId !== null || ref.name !== null;
}

/**
 * True when `wanted` (an entry of SENTRY_PROJECT) is the slug, the name or the id of the project.
 * Slugs and names compare without regard to case, since people type them by hand.
 */
export function projectMatches(ref: ProjectRef, wanted: string): boolean {
  const lower = wanted.toLowerCase();
  return (
    ref.slug?.toLowerCase() === lower ||
    ref.name?.toLowerCase() === lower ||
    ref.upstreamId === wanted
  );
}

/** A project's slug where only its display name is known: `My first project` → `my-first-project`. */
export function slugOf(name: string): string {
  const slug = name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}._-]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  return slug === "" ? "unknown" : slug.slice(0, 100);
}
