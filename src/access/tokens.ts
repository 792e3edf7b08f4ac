import { type AccessCaller, covers, Failure, type Grant } from "../domain/index.ts";
import type { AccessBook, TokenRow } from "../store/index.ts";
import { grantOf, narrowed } from "./grants.ts";
import { hashOf, newToken } from "./secrets.ts";

/** How exact `last used` is: not every request writes. */
const usedEveryMs = 60_000;

export interface GivenToken extends Grant {
  readonly name: string;
  /** Milliseconds since 1970; null: it does not expire. */
  readonly expiresAt: number | null;
}

/** Named secrets by which programs call, each with a scope. They are shown once and kept as a hash. */
export class Tokens {
  readonly #book: AccessBook;

  constructor(book: AccessBook) {
    this.#book = book;
  }

  /** Makes a token that may no more than its maker. Throws `forbidden`, `conflict`. */
  async create(
    given: GivenToken,
    { by, now }: { by: AccessCaller; now: number },
  ): Promise<{ token: string; row: TokenRow }> {
    if (!covers(by, given)) {
      throw new Failure("forbidden", "A token may do no more than whoever makes it.");
    }
    const all = await this.#book.tokens();
    if (all.some(({ name }) => name.toLowerCase() === given.name.toLowerCase())) {
      throw new Failure("conflict", `There is a token ${given.name} already: take another name.`);
    }
    const { token, hint } = newToken();
    const id = await this.#book.addToken({
      ...given,
      hash: hashOf(token),
      hint,
      accountId: by.kind === "account" ? by.id : null,
      createdBy: by.name ?? by.kind,
      createdAt: now,
    });
    const row = (await this.#book.tokens()).find((each) => each.id === id);
    if (row === undefined) throw new Error("the token that was made is not there");
    return { token, row };
  }

  /** Whose token this is; null: nobody's, or it is no longer good. */
  async callerOf(token: string, now: number): Promise<AccessCaller | null> {
    const row = await this.#book.tokenByHash(hashOf(token));
    if (row === null || (row.expiresAt !== null && row.expiresAt <= now)) return null;
    const grant = await this.#within(row);
    if (grant === null) return null;
    if (row.lastUsedAt === null || now - row.lastUsedAt > usedEveryMs) {
      await this.#book.tokenUsed(row.id, now);
    }
    return { kind: "token", id: String(row.id), name: row.name, ...grant };
  }

  /** Those that a caller may see: an administrator all, others their own. */
  async list(caller: AccessCaller): Promise<TokenRow[]> {
    const all = await this.#book.tokens();
    return all.filter((row) => isOf(row, caller));
  }

  /** Throws `not_found`, also for those of others. */
  async revoke(id: number, caller: AccessCaller): Promise<TokenRow> {
    const row = (await this.list(caller)).find((each) => each.id === id);
    if (row === undefined) throw new Failure("not_found", `There is no token ${id}.`);
    await this.#book.deleteToken(id);
    return row;
  }

  /** What a token may now: no more than its account, which may have lost rights since. */
  async #within({ level, projects, accountId }: TokenRow): Promise<Grant | null> {
    if (accountId === null) return { level, projects };
    const account = await this.#book.account(accountId);
    if (account === null || account.disabled) return null;
    return narrowed({ level, projects }, grantOf(account));
  }
}

function isOf(row: TokenRow, caller: AccessCaller): boolean {
  if (caller.level === "admin" && caller.projects === null) return true;
  return caller.kind === "account" && row.accountId === caller.id;
}
