/** Counted up by the thread that replies, with every reply. */
export type Signal = Int32Array<SharedArrayBuffer>;

/** Says that there is one reply more. */
export function count(signal: Signal): void {
  Atomics.add(signal, 0, 1);
  Atomics.notify(signal, 0);
}

/**
 * Waits until the count is another than `seen`. To be woken is not enough: who counts up notifies a moment later,
 * which may wake who waits for the next reply already.
 */
export function waitForMore(signal: Signal, seen: number): void {
  while (Atomics.load(signal, 0) === seen) Atomics.wait(signal, 0, seen);
}
