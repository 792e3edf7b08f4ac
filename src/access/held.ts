import { AsyncLocalStorage } from "node:async_hooks";

// Better-auth asks the outside by the `fetch` of the process, which knows no rules. While it works, it gets another one.

const held = new AsyncLocalStorage<typeof fetch>();
let original: typeof fetch | null = null;

/** Does something in which `fetch` is the one that is given, whoever calls it. Elsewhere it stays what it is. */
export function heldTo<T>(by: typeof fetch, work: () => T): T {
  if (original === null) {
    const free = globalThis.fetch;
    original = free;
    globalThis.fetch = (input, init) => (held.getStore() ?? free)(input, init);
  }
  return held.run(by, work);
}

/** Where nothing has to leave, nothing does. */
export const nothingLeaves: typeof fetch = () =>
  Promise.reject(new Error("Signing in asks nobody elsewhere."));
