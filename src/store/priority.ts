import { readlinkSync } from "node:fs";
import { setPriority } from "node:os";

/**
 * Lets the threads that answer senders go before this one where the processor is short. `niceness`: 0 to 19,
 * the higher the more it yields. Linux knows threads by number; elsewhere nothing changes.
 */
export function yieldToDoors(niceness: number): void {
  try {
    setPriority(Number(readlinkSync("/proc/thread-self").split("/").at(-1)), niceness);
  } catch {
    // It is as important as the others then, and works all the same.
  }
}
