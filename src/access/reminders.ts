import type { AccessBook } from "../store/index.ts";
import type { Letters } from "./letters.ts";
import type { Links } from "./links.ts";
import { Throttle } from "./throttle.ts";

interface RemindersDeps {
  readonly book: AccessBook;
  readonly links: Links;
  readonly letters: Letters;
  readonly onTrouble: (cause: unknown) => void;
}

const windowMs = 15 * 60_000;
const asked = { perAddress: 10, perMail: 3 } as const;

/** Links for new passwords that somebody asked for who forgot theirs. */
export class Reminders {
  readonly #deps: RemindersDeps;
  readonly #byAddress = new Throttle({ windowMs, failuresMax: asked.perAddress });
  readonly #byMail = new Throttle({ windowMs, failuresMax: asked.perMail });
  readonly #open = new Set<Promise<void>>();

  constructor(deps: RemindersDeps) {
    this.#deps = deps;
  }

  /**
   * Sees to it after the answer: neither what that says nor how long it takes tells whether there is such an account.
   * Throws `TooMany`.
   */
  ask(mail: string, address: string, now: number): void {
    const name = mail.toLowerCase();
    this.#byAddress.enter(address, now);
    this.#byMail.enter(name, now);
    // Whoever asks proves nothing, so each time counts.
    this.#byAddress.failed(address, now);
    this.#byMail.failed(name, now);
    const posting = this.#post(name, now)
      .catch(this.#deps.onTrouble)
      .finally(() => this.#open.delete(posting));
    this.#open.add(posting);
  }

  /** Resolves when no letter is on its way. */
  async ended(): Promise<void> {
    await Promise.all(this.#open);
  }

  async #post(mail: string, now: number): Promise<void> {
    const { book, links, letters } = this.#deps;
    const account = await book.accountByMail(mail);
    if (account === null || account.disabled) return;
    const { code, row } = await links.remind(account, now);
    const { problem } = await letters.post(code, row);
    if (problem !== null) throw new Error(problem);
  }
}
