import { setTimeout as pause } from "node:timers/promises";

const pollMs = 10;

/** Polls until `look` gives something true and resolves to that; rejects, saying what was waited for. */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  { timeoutMs = 10_000 }: { timeoutMs?: number } = {},
): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`);
    await pause(pollMs);
  }
}
