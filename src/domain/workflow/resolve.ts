import { namesCommit } from "../release.ts";
import {
  type IssueReleases,
  type ResolutionAsked,
  refused,
  type Transition,
  unchanged,
  type WorkflowContext,
} from "./action.ts";
import { type IssueState, type Resolution, resolved, stand } from "./state.ts";
import { plainName } from "./text.ts";
import { changed, resolutionInWords } from "./words.ts";

const releaseCharsMax = 200;
const repositoryCharsMax = 200;

/** Somebody resolves an issue, whatever its status: a resolved one may be resolved in another way. */
export function resolve(
  state: IssueState,
  asked: ResolutionAsked,
  { now, releases }: WorkflowContext,
): Transition {
  const reason = refusalOf(asked);
  if (reason !== null) return refused(reason);
  const resolution = resolutionOf(asked, releases);
  if (state.status === "resolved" && isSame(state.resolution, resolution)) {
    return unchanged(state, "It was resolved so already.");
  }
  return changed(state, stand(state, resolved(resolution), now), {
    action: "resolved",
    summary: resolutionInWords(resolution),
    at: now,
  });
}

/** What a resolution must remember. Expects what `refusalOf` has nothing against. */
export function resolutionOf(asked: ResolutionAsked, { last, newest }: IssueReleases): Resolution {
  switch (asked.in) {
    case "now":
      return { in: "now", release: last };
    case "next_release":
      return { in: "next_release", after: newest ?? last };
    case "release":
      return { in: "release", release: asked.release.trim() };
    case "commit":
      return {
        in: "commit",
        commit: asked.commit.trim().toLowerCase(),
        repository: asked.repository?.trim() ?? null,
        release: newest ?? last,
      };
  }
}

/** Why an issue cannot be resolved so, or null. */
export function refusalOf(asked: ResolutionAsked): string | null {
  switch (asked.in) {
    case "now":
    case "next_release":
      return null;
    case "release":
      return releaseRefusal(asked.release);
    case "commit":
      return commitRefusal(asked.commit, asked.repository ?? null);
  }
}

function releaseRefusal(release: string): string | null {
  const name = plainName(release, releaseCharsMax);
  if (name === null) {
    return `A release has a name of 1 to ${releaseCharsMax} characters, none of them a control character.`;
  }
  // Sentry's API takes this word for the newest release, so no release can bear it as its name.
  return name.toLowerCase() === "latest"
    ? "'latest' is not the name of a release: name the release itself."
    : null;
}

function commitRefusal(commit: string, repository: string | null): string | null {
  if (!/^[0-9a-f]{7,64}$/i.test(commit.trim())) {
    return "A commit is named by its hash: 7 to 64 hexadecimal digits.";
  }
  return repository !== null && plainName(repository, repositoryCharsMax) === null
    ? `A repository has a name of 1 to ${repositoryCharsMax} characters, none of them a control character.`
    : null;
}

/**
 * Resolving now what is resolved is no news, nor is the same commit again. `next_release` is, once there
 * are newer releases: it puts the next one further on.
 */
function isSame(known: Resolution | null, next: Resolution): boolean {
  switch (next.in) {
    case "now":
      return known === null || known.in === "now";
    case "next_release":
      return known?.in === next.in && known.after === next.after;
    case "release":
      return known?.in === next.in && known.release === next.release;
    case "commit":
      return (
        known?.in === next.in &&
        known.commit === next.commit &&
        known.repository === next.repository
      );
  }
}

/**
 * Whether an error that happened after the resolution says that the issue is back: it was seen in the
 * release that should have mended it, or in a later one.
 */
export function isRegression(
  resolution: Resolution | null,
  release: string | null,
  compare: IssueReleases["compare"],
): boolean {
  switch (resolution?.in) {
    case undefined:
      // How it was resolved is not known: time alone decides.
      return true;
    case "now": {
      // Clients that were not updated go on failing in older releases: that is no regression. Where a
      // release is not known, or has no order, time alone decides.
      if (release === null || resolution.release === null) return true;
      return (compare(release, resolution.release) ?? 0) >= 0;
    }
    case "next_release":
      return isLater(release, resolution.after, compare);
    case "release":
      // A release that has no order to the named one: that one has mostly not been seen yet, so whatever
      // was seen came before it.
      return release !== null && (compare(release, resolution.release) ?? -1) >= 0;
    case "commit":
      return (
        (release !== null && namesCommit(release, resolution.commit)) ||
        isLater(release, resolution.release, compare)
      );
  }
}

/**
 * Only what is known to come later does. An error without a release, or in one that has no order, may
 * well be of the old code that still runs until the next release: somebody who chose to wait for that
 * release would be told of a regression at once, again and again. Sentry decides likewise.
 */
function isLater(
  release: string | null,
  after: string | null,
  compare: IssueReleases["compare"],
): boolean {
  // None was known when it was resolved. Where releases are never told, to wait for one would be to wait
  // for ever; where they are, the first that is seen is the next one.
  if (after === null) return true;
  return release !== null && (compare(release, after) ?? 0) > 0;
}
