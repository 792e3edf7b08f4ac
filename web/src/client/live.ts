import { useEffect, useRef, useSyncExternalStore } from "react";
import type { z } from "zod";
import type { Contract } from "../../../src/contract/index.ts";
import type { ChangeKind } from "../../../src/domain/index.ts";
import { type Address, urlOf } from "./call.ts";
import { markStale } from "./queries.ts";

/** Something that changed. */
export type Change = z.output<Contract["GET /api/v1/live"]["reply"]["event"]>;

export type LiveState = "connecting" | "on" | "paused";

/** What each kind of change makes stale. */
const lists: readonly Address[] = [
  "GET /api/v1/issues",
  "GET /api/v1/errors",
  "GET /api/v1/stats",
  "GET /api/v1/stats/noisiest",
];
const issue: readonly Address[] = [
  "GET /api/v1/issues",
  "GET /api/v1/issues/{id}",
  "GET /api/v1/issues/{id}/timeline",
  "GET /api/v1/stats",
  "GET /api/v1/projects",
  "GET /api/v1/projects/{slug}",
];
const errorsOfIssue: readonly Address[] = [
  "GET /api/v1/issues/{id}/errors",
  "GET /api/v1/issues/{id}/errors/latest",
  "GET /api/v1/issues/{id}/errors/oldest",
  "GET /api/v1/errors",
  "GET /api/v1/errors/{id}",
  "GET /api/v1/errors/{id}/neighbours",
];
const staleBy: Readonly<Record<ChangeKind, readonly Address[]>> = {
  error: [
    ...lists,
    ...issue,
    ...errorsOfIssue,
    "GET /api/v1/issues/{id}/stats",
    "GET /api/v1/issues/{id}/tags",
    "GET /api/v1/projects/{slug}/releases",
    "GET /api/v1/deliveries",
  ],
  "error.changed": errorsOfIssue,
  issue,
  timeline: ["GET /api/v1/issues/{id}/timeline"],
  removed: [...lists, ...issue, ...errorsOfIssue],
};
const kinds = Object.keys(staleBy) as ChangeKind[];
const everything = new Set<string>(Object.values(staleBy).flat());

/** However much arrives, what is shown is renewed no more often. */
const renewMs = 1500;
const comeBackMs = 5000;

/** Listens to what changes, while somebody looks. */
class LiveFeed {
  state: LiveState = "connecting";
  #source: EventSource | null = null;
  #last: number | null = null;
  #stale = new Set<string>();
  #renewing: ReturnType<typeof setTimeout> | null = null;
  #renewedAt = 0;
  readonly #watchers = new Set<(change: Change) => void>();
  readonly #stateWatchers = new Set<() => void>();

  /** Begins; what is returned ends it. */
  start(): () => void {
    const follow = (): void => (document.hidden ? this.#close("paused") : this.#open());
    follow();
    document.addEventListener("visibilitychange", follow);
    return () => {
      document.removeEventListener("visibilitychange", follow);
      this.#close("paused");
    };
  }

  watch(watcher: (change: Change) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  readonly watchState = (watcher: () => void): (() => void) => {
    this.#stateWatchers.add(watcher);
    return () => this.#stateWatchers.delete(watcher);
  };

  #open(): void {
    if (this.#source !== null) return;
    // After a pause it goes on where it was; a break of the connection EventSource mends alone.
    const after = this.#last === null ? {} : { after: this.#last };
    const source = new EventSource(urlOf("GET /api/v1/live", after));
    this.#source = source;
    this.#tell("connecting");
    source.addEventListener("open", () => {
      this.#tell("on");
      // Without a number to go on from, nobody tells what changed while nobody listened, not even of the
      // moment between the first answers that the page got and now.
      if (this.#last === null) this.#renewSoon(everything);
    });
    for (const kind of [...kinds, "gone"]) {
      // Under the name of one kind, `error`, the browser also tells that the connection broke.
      source.addEventListener(kind, (event: Event) => {
        if (event instanceof MessageEvent) this.#take(JSON.parse(event.data) as Change);
        else this.#lost(source);
      });
    }
  }

  #close(state: LiveState): void {
    this.#source?.close();
    this.#source = null;
    this.#tell(state);
  }

  #lost(source: EventSource): void {
    this.#tell("connecting");
    if (source.readyState !== EventSource.CLOSED || this.#source !== source) return;
    // It was refused: too many watch, or a proxy answered. What was missed is replayed by number.
    this.#source = null;
    setTimeout(() => !document.hidden && this.#open(), comeBackMs);
  }

  #take(change: Change): void {
    this.#last = change.id;
    for (const watcher of this.#watchers) watcher(change);
    this.#renewSoon(staleBy[change.kind as ChangeKind] ?? everything);
  }

  #renewSoon(addresses: Iterable<string>): void {
    for (const address of addresses) this.#stale.add(address);
    // The first at once, the others together.
    const wait = Math.max(0, this.#renewedAt + renewMs - performance.now());
    this.#renewing ??= setTimeout(() => this.#renew(), wait);
  }

  #renew(): void {
    this.#renewing = null;
    this.#renewedAt = performance.now();
    this.#stale = markStale(this.#stale);
    if (this.#stale.size > 0) this.#renewing = setTimeout(() => this.#renew(), renewMs);
  }

  #tell(state: LiveState): void {
    this.state = state;
    for (const watcher of this.#stateWatchers) watcher();
  }
}

const feed = new LiveFeed();

/** Keeps what is shown up to date with the collector: once, in the shell. */
export function useLive(): LiveState {
  useEffect(() => feed.start(), []);
  return useSyncExternalStore(feed.watchState, () => feed.state);
}

/** Tells of every change while the component is there. @public */
export function useChanges(tell: (change: Change) => void): void {
  const latest = useRef(tell);
  useEffect(() => {
    latest.current = tell;
  });
  useEffect(() => feed.watch((change) => latest.current(change)), []);
}
