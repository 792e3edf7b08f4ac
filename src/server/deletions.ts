import { Failure } from "../domain/index.ts";

/**
 * Deletions of deliveries, and work that must not meet one: a backup copies the errors first, and would
 * miss deliveries that go before it comes to them. What is refused is tried again later.
 */
export class Deletions {
  #held = 0;

  /** Deletes, or rejects with an `unavailable` failure while deletions are held. */
  async run<T>(deletion: () => Promise<T>): Promise<T> {
    if (this.#held > 0) throw new Failure("unavailable", "No delivery is deleted during a backup.");
    return deletion();
  }

  /** Does something while no deletion begins. */
  async without<T>(work: () => Promise<T>): Promise<T> {
    this.#held += 1;
    try {
      return await work();
    } finally {
      this.#held -= 1;
    }
  }
}
