import { type AccessCaller, Failure } from "../domain/index.ts";
import type { AccessBook, AuditRow, LinkRow, NewAudit, Secrets } from "../store/index.ts";
import { Accounts } from "./accounts.ts";
import {
  type Auth,
  addressHeader,
  authPath,
  cookiePrefix,
  type SingleSignOn,
} from "./auth-terms.ts";
import { grantOf } from "./grants.ts";
import type { Letters, Posted } from "./letters.ts";
import { Links } from "./links.ts";
import { Reminders } from "./reminders.ts";
import { type AuthAsk, auditedAs, isAttempt, mailIn, wayTo } from "./sign-in.ts";
import { Throttle } from "./throttle.ts";
import { Tokens } from "./tokens.ts";
import { type Asking, isFromThisMachine } from "./trust.ts";

/** Who is let in who proves nothing: who calls from this machine, everybody, or nobody. */
export type AccessMode = "local" | "open" | "closed";

export interface AccessDeps {
  readonly book: AccessBook;
  readonly secrets: Secrets;
  readonly mode: AccessMode;
  /** PUBLIC_URL; null: the collector is known by whatever name it is asked at. */
  readonly publicUrl: string | null;
  /** Null: nobody signs in by an identity provider. */
  readonly signOn: SingleSignOn | null;
  /** Null: links are there to be copied. */
  readonly letters: Letters | null;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told what failed where nobody waits for it. */
  readonly onTrouble: (cause: unknown) => void;
}

/** A request, as far as it says who asks. */
export interface Arrival extends Asking {
  /** Whose it is, by the proxies that are trusted. */
  readonly address: string;
}

/** What the audit log is told of something that somebody did. */
export type Deed = Pick<NewAudit, "action" | "target" | "outcome" | "address">;

const attempts = { windowMs: 15 * 60_000, perAddress: 20, perAccount: 30 } as const;
const everything = { id: "", name: null, projects: null } as const;
const audit = { ageMsMax: 400 * 86_400_000, rowsMax: 1_000_000, trimEvery: 1000 } as const;

/** Who may: proves who calls, and keeps accounts, tokens and the audit log. */
export class Access {
  readonly tokens: Tokens;
  readonly accounts: Accounts;
  readonly links: Links;
  readonly mode: AccessMode;
  readonly #deps: AccessDeps;
  readonly #byAddress = new Throttle({ ...attempts, failuresMax: attempts.perAddress });
  readonly #byAccount = new Throttle({ ...attempts, failuresMax: attempts.perAccount });
  readonly #reminders: Reminders | null;
  #auth: Promise<Auth> | null = null;
  #signOn: Promise<Auth> | null = null;
  #noted = 0;

  constructor(deps: AccessDeps) {
    this.#deps = deps;
    this.mode = deps.mode;
    this.tokens = new Tokens(deps.book);
    this.accounts = new Accounts(deps.book);
    this.links = new Links(deps.book, () => this.#openAuth());
    const { book, letters, onTrouble } = deps;
    this.#reminders =
      letters === null ? null : new Reminders({ book, letters, links: this.links, onTrouble });
  }

  /** What the identity provider is called; null: there is none. */
  get signOnName(): string | null {
    return this.#deps.signOn?.name ?? null;
  }

  /** Whether links are sent by mail. */
  get mails(): boolean {
    return this.#deps.letters !== null;
  }

  /** Sends a link to whom it is for, where there is a way to. */
  async post(code: string, link: LinkRow): Promise<Posted> {
    return (await this.#deps.letters?.post(code, link)) ?? { to: null, problem: null };
  }

  /** Sends whoever has an account a link for a new password. Throws `conflict` without mail, `TooMany`. */
  remind(mail: string, address: string): void {
    if (this.#reminders === null) {
      throw new Failure(
        "conflict",
        "This collector sends no mail: ask an administrator for a link, or run collector admin create.",
      );
    }
    this.#reminders.ask(mail, address, this.#deps.now());
  }

  /** Who calls; null: a stranger. Throws `unauthorized` for a token that is not good. */
  async callerOf(arrival: Arrival): Promise<AccessCaller | null> {
    const token = bearerOf(arrival);
    if (token !== null) return this.#byToken(token);
    const account = await this.#bySession(arrival);
    if (account !== null) return account;
    const { book, mode } = this.#deps;
    const local = this.localOf(arrival);
    if (local !== null && !(await book.isAnybodyKnown())) return local;
    // Whoever may do everything here must not make accounts for strangers too.
    return mode === "open" ? { kind: "open", level: "write", ...everything } : null;
  }

  /** Who works at this machine, as long as nobody is known; null: it is somebody from elsewhere. */
  localOf(arrival: Arrival): AccessCaller | null {
    const { mode, publicUrl } = this.#deps;
    const mayTrust = mode !== "closed" && publicUrl === null && isFromThisMachine(arrival);
    return mayTrust ? { kind: "local", level: "admin", ...everything } : null;
  }

  /** What a stranger is told: how to get in. */
  async refusal(): Promise<Failure> {
    const known = await this.#deps.book.isAnybodyKnown();
    return new Failure(
      "unauthorized",
      known
        ? "Sign in at /app/, or send a token as Authorization: Bearer <token>; an administrator makes tokens in the settings, and collector admin create makes an administrator."
        : "Nobody can sign in yet: open the link that the collector prints at its start, or run collector admin create, which gives another; on a private network ACCESS=open lets everybody in.",
    );
  }

  /** The code of a link for the first administrator; null where somebody is known, or everybody is let in. */
  async firstCode(): Promise<string | null> {
    const { book, mode, now } = this.#deps;
    if (mode === "open" || (await book.isAnybodyKnown())) return null;
    return this.links.inviteFirst(now());
  }

  /** The code of a link for a further administrator, for whoever may run commands. */
  async inviteAdministrator(): Promise<string> {
    const now = this.#deps.now();
    const by = { kind: "local", id: "", name: "command", level: "admin", projects: null } as const;
    const invited = { mail: null, role: "administrator", projects: null } as const;
    const { code } = await this.links.invite(invited, { by, now });
    await this.noteCommand("invitation.create", "administrator");
    return code;
  }

  /** Writes into the audit log what somebody did who may run commands. */
  noteCommand(action: string, target: string | null = null): Promise<void> {
    const deed = { action, target, outcome: "done", address: null } as const;
    return this.#write({ actorKind: "command", actor: null, ...deed });
  }

  isAnybodyKnown(): Promise<boolean> {
    return this.#deps.book.isAnybodyKnown();
  }

  /** Answers what the page asks of better-auth. Throws `not_found`, `TooMany`. */
  async signIn(ask: AuthAsk): Promise<Response> {
    const way = wayTo(ask);
    const mail = mailIn(ask);
    const now = this.#deps.now();
    const tried = isAttempt(way);
    if (tried) {
      this.#byAddress.enter(ask.address, now);
      if (mail !== null) this.#byAccount.enter(mail, now);
    }
    const auth = await (way.signOn === true ? this.#openSignOn() : this.#openAuth());
    const headers = headersOf(ask);
    const before = await auth.sessionOf(headers);
    const body = way.body === undefined ? ask.body : JSON.stringify(way.body);
    const response = await auth.handle(
      new Request(`${ask.base}${authPath}/${ask.path}${ask.query}`, {
        method: ask.method,
        headers,
        ...(body === null ? {} : { body }),
      }),
    );
    if (tried) this.#count(response.ok, { address: ask.address, mail, now });
    const action = auditedAs(way);
    if (action !== null) {
      const session = before ?? (await auth.sessionOf(cookiesOf(response)));
      const account = session === null ? null : await this.#deps.book.account(session.accountId);
      const who = account?.mail ?? mail;
      const outcome = isDone(response) ? "done" : "refused";
      const deed = { action, target: null, outcome, address: ask.address } as const;
      await this.#write({ actorKind: "account", actor: who, ...deed });
    }
    return response;
  }

  /** Writes into the audit log. */
  note(caller: Pick<AccessCaller, "kind" | "name"> | null, deed: Deed): Promise<void> {
    return this.#write({
      actorKind: caller?.kind ?? "stranger",
      actor: caller?.name ?? null,
      ...deed,
    });
  }

  /** The audit log, the newest first. */
  audit(ask: Parameters<AccessBook["audit"]>[0]): Promise<AuditRow[]> {
    return this.#deps.book.audit(ask);
  }

  async close(): Promise<void> {
    await this.#reminders?.ended();
    await this.#deps.book.close();
  }

  /** Nobody guesses one, so attempts are not counted: one left behind in a script would shut out its neighbours. */
  async #byToken(token: string): Promise<AccessCaller> {
    const caller = await this.tokens.callerOf(token, this.#deps.now());
    if (caller !== null) return caller;
    throw new Failure(
      "unauthorized",
      "This token is not known, was revoked or has expired: make another one in the settings.",
    );
  }

  async #bySession(arrival: Arrival): Promise<AccessCaller | null> {
    const { cookie } = arrival.headers;
    // Without such a cookie better-auth need not even be loaded.
    if (cookie === undefined || !cookie.includes(`${cookiePrefix}.session_token=`)) return null;
    const auth = await this.#openAuth();
    const session = await auth.sessionOf(new Headers({ cookie }));
    const account = session === null ? null : await this.#deps.book.account(session.accountId);
    if (account === null || account.disabled) return null;
    return { kind: "account", id: account.id, name: account.mail, ...grantOf(account) };
  }

  #count(
    ok: boolean,
    { address, mail, now }: { address: string; mail: string | null; now: number },
  ) {
    if (ok) {
      if (mail !== null) this.#byAccount.succeeded(mail);
      return;
    }
    this.#byAddress.failed(address, now);
    if (mail !== null) this.#byAccount.failed(mail, now);
  }

  async #write(entry: Omit<NewAudit, "at">): Promise<void> {
    const { book, now } = this.#deps;
    await book.note({ at: now(), ...entry });
    this.#noted += 1;
    if (this.#noted % audit.trimEvery === 0) {
      await book.trimAudit(now() - audit.ageMsMax, audit.rowsMax);
    }
  }

  #openAuth(): Promise<Auth> {
    this.#auth ??= this.#open(null);
    return this.#auth;
  }

  /** Apart, so that nobody else waits for the provider; one that did not answer is asked anew the next time. */
  #openSignOn(): Promise<Auth> {
    if (this.#deps.signOn === null) throw new Failure("not_found", "There is nothing here.");
    this.#signOn ??= this.#open(this.#deps.signOn).catch((thrown) => {
      this.#signOn = null;
      throw thrown;
    });
    return this.#signOn;
  }

  async #open(signOn: SingleSignOn | null): Promise<Auth> {
    const { openAuth } = await import("./auth.ts");
    const { book, secrets, publicUrl } = this.#deps;
    return openAuth({ book, key: secrets.keyFor("better-auth"), publicUrl, signOn });
  }
}

/** The cookies that an answer sets, as they would come back. */
function cookiesOf(response: Response): Headers {
  const cookies = response.headers.getSetCookie().map((each) => each.split(";")[0]);
  return new Headers({ cookie: cookies.join("; ") });
}

/** Whether it did what was asked. A browser that comes back from the provider is sent on either way. */
function isDone({ ok, status, headers }: Response): boolean {
  if (ok) return true;
  return status === 302 && !/[?&]error=/.test(headers.get("location") ?? "");
}

function bearerOf({ headers }: Asking): string | null {
  return /^bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1] ?? null;
}

/** Only what better-auth needs, with the address that is believed. */
function headersOf({ headers, address, base }: AuthAsk): Headers {
  const passed = new Headers({ host: new URL(base).host, [addressHeader]: address });
  for (const name of ["cookie", "content-type", "origin", "user-agent"] as const) {
    const value = headers[name];
    if (value !== undefined) passed.set(name, value);
  }
  return passed;
}
