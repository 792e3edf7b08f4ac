import { type AccessCaller, Failure, type Role } from "../domain/index.ts";
import type { AccessBook, AccountRow, SessionRow } from "../store/index.ts";

export interface AccountChange {
  readonly role?: Role;
  readonly projects?: readonly string[] | null;
  readonly disabled?: boolean;
}

/** Who may sign in, and where they are signed in. */
export class Accounts {
  readonly #book: AccessBook;

  constructor(book: AccessBook) {
    this.#book = book;
  }

  list(): Promise<AccountRow[]> {
    return this.#book.accounts();
  }

  /** Throws `not_found`. */
  async get(id: string): Promise<AccountRow> {
    const account = await this.#book.account(id);
    if (account === null) throw new Failure("not_found", `There is no account ${id}.`);
    return account;
  }

  /** Throws `conflict` where nobody would be left who may administer. */
  async change(id: string, change: AccountChange, now: number): Promise<AccountRow> {
    const account = await this.get(id);
    const { role, projects, disabled } = { ...account, ...change };
    const administers = role === "administrator" && projects === null && !disabled;
    if (!administers) await this.#keepOne(account);
    await this.#book.changeAccount(id, { role, projects, disabled, now });
    return this.get(id);
  }

  /** With its sessions and tokens. Throws `conflict` for the last one who may administer. */
  async delete(id: string): Promise<AccountRow> {
    const account = await this.get(id);
    await this.#keepOne(account);
    await this.#book.deleteAccount(id);
    return account;
  }

  sessions(caller: AccessCaller, now: number): Promise<SessionRow[]> {
    return caller.kind === "account" ? this.#book.sessions(caller.id, now) : Promise.resolve([]);
  }

  /** Signs out one of one's own sessions. Throws `not_found`, also for those of others. */
  async endSession(id: string, caller: AccessCaller): Promise<void> {
    const ended = caller.kind === "account" && (await this.#book.deleteSession(id, caller.id));
    if (!ended) throw new Failure("not_found", `There is no session ${id}.`);
  }

  async #keepOne(account: AccountRow): Promise<void> {
    const others = (await this.#book.accounts()).filter(({ id }) => id !== account.id);
    if (!isAdministrator(account) || others.some(isAdministrator)) return;
    throw new Failure(
      "conflict",
      "This is the only account that may administer everything: give another one that role first.",
    );
  }
}

function isAdministrator({ role, projects, disabled }: AccountRow): boolean {
  return role === "administrator" && projects === null && !disabled;
}
