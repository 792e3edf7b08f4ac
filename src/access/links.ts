import { type AccessCaller, accessLevelOf, covers, Failure, type Role } from "../domain/index.ts";
import type { AccessBook, AccountRow, LinkRow } from "../store/index.ts";
import type { Auth } from "./auth-terms.ts";
import { hashOf, newSecret } from "./secrets.ts";

const dayMs = 86_400_000;
const invitationMs = 7 * dayMs;
const passwordMs = dayMs;
/** Who made the link that a collector prints at its start. */
const startName = "start of the collector";

/** Who made the link that somebody asked for who forgot their password. */
function reminderOf(accountId: string): string {
  return `reminder for ${accountId}`;
}

export interface Invited {
  readonly mail: string | null;
  readonly role: Role;
  readonly projects: readonly string[] | null;
}

/** What somebody who has a link says of themselves. */
export interface Joining {
  readonly mail: string | null;
  readonly name: string;
  readonly password: string;
}

/** Where a code is used: a page that keeps it out of what servers log. */
export function pathOfLink(code: string): string {
  return `/app/join#${code}`;
}

/**
 * Links that let somebody in once: an invitation makes an account, another sets a password anew. Until it is taken an
 * invitation is nobody, so it may do nothing.
 */
export class Links {
  readonly #book: AccessBook;
  readonly #auth: () => Promise<Auth>;

  constructor(book: AccessBook, auth: () => Promise<Auth>) {
    this.#book = book;
    this.#auth = auth;
  }

  /** Throws `forbidden` where the inviter may not that much, `conflict` where the address has an account. */
  async invite(
    { mail, role, projects }: Invited,
    { by, now }: { by: AccessCaller; now: number },
  ): Promise<{ code: string; row: LinkRow }> {
    if (!covers(by, { level: accessLevelOf(role), projects })) {
      throw new Failure("forbidden", "Nobody is invited to do more than the inviter may.");
    }
    if (mail !== null && (await this.#book.accountByMail(mail)) !== null) {
      throw new Failure("conflict", `${mail} has an account already.`);
    }
    const expiresAt = now + invitationMs;
    const row = { mail, role, projects, accountId: null, createdBy: by.name ?? by.kind, expiresAt };
    return this.#add({ kind: "invitation", ...row, createdAt: now });
  }

  /** The link that a collector prints while nobody has an account; those of earlier starts lead nowhere any more. */
  async inviteFirst(now: number): Promise<string> {
    await this.#book.dropLinks(startName, now);
    const { code } = await this.#add({
      kind: "invitation",
      mail: null,
      role: "administrator",
      projects: null,
      accountId: null,
      createdBy: startName,
      createdAt: now,
      expiresAt: now + dayMs,
    });
    return code;
  }

  /** A link by which an account gets another password. */
  async forPassword(
    account: AccountRow,
    { by, now }: { by: AccessCaller; now: number },
  ): Promise<{ code: string; row: LinkRow }> {
    const { id: accountId, mail, role, projects } = account;
    const made = { createdBy: by.name ?? by.kind, createdAt: now, expiresAt: now + passwordMs };
    return this.#add({ kind: "password", mail, role, projects, accountId, ...made });
  }

  /** The same for whoever forgot theirs; what they asked for earlier leads nowhere any more. */
  async remind({ id: accountId, mail, role, projects }: AccountRow, now: number) {
    await this.#book.dropLinks(reminderOf(accountId), now);
    const made = { createdBy: reminderOf(accountId), createdAt: now, expiresAt: now + passwordMs };
    return this.#add({ kind: "password", mail, role, projects, accountId, ...made });
  }

  /** What a link is for. Throws `not_found` where it is none, was used, or is too old. */
  async look(code: string, now: number): Promise<LinkRow> {
    const row = await this.#book.linkByHash(hashOf(code), now);
    if (row !== null) return row;
    throw new Failure(
      "not_found",
      "This link leads nowhere: it was used, taken back, or is too old. Ask for another one.",
    );
  }

  /** Uses a link up. Resolves to the mail address that signs in now. Throws `not_found`, `conflict`, `invalid`. */
  async take(code: string, { mail, name, password }: Joining, now: number): Promise<string> {
    const row = await this.look(code, now);
    const address = (row.mail ?? mail ?? "").trim().toLowerCase();
    if (address === "") throw new Failure("invalid", "mail: say your mail address.");
    if (row.accountId === null && (await this.#book.accountByMail(address)) !== null) {
      throw new Failure("conflict", `${address} has an account already: sign in.`);
    }
    const auth = await this.#auth();
    if (!(await this.#book.takeLink(row.id))) await this.look(code, now);
    if (row.accountId === null) {
      const { role, projects } = row;
      await auth.createAccount({ mail: address, name, password, role, projects });
      // The first account is there: what was printed at the start has done its work.
      await this.#book.dropLinks(startName, now);
    } else {
      await auth.setPassword(row.accountId, password);
      await this.#book.deleteSessions(row.accountId);
    }
    return address;
  }

  list(now: number): Promise<LinkRow[]> {
    return this.#book.links(now);
  }

  async revoke(id: number): Promise<void> {
    if (await this.#book.takeLink(id)) return;
    throw new Failure("not_found", `There is no invitation ${id}.`);
  }

  async #add(link: Omit<LinkRow, "id">): Promise<{ code: string; row: LinkRow }> {
    const code = newSecret();
    const id = await this.#book.addLink({ ...link, hash: hashOf(code) });
    return { code, row: { id, ...link } };
  }
}
