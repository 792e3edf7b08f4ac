import type { Thread } from "../../error.ts";

/** The one thread that an error is about: the crashed one, the running one, or the only one. */
export function threadOf(threads: readonly Thread[]): Thread | null {
  return (
    onlyOne(threads.filter((thread) => thread.crashed)) ??
    onlyOne(threads.filter((thread) => thread.current)) ??
    onlyOne(threads)
  );
}

function onlyOne(threads: readonly Thread[]): Thread | null {
  return threads.length === 1 ? (threads[0] ?? null) : null;
}
