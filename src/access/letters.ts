import { messageOf } from "../domain/index.ts";
import type { LinkRow } from "../store/index.ts";
import { pathOfLink } from "./links.ts";

interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface LettersDeps {
  /** Rejects where the letter was not taken; the message is for people. */
  readonly send: (letter: Letter) => Promise<void>;
  /** PUBLIC_URL, where links lead. */
  readonly base: string;
}

/** What became of a letter. */
export interface Posted {
  /** null: it was not sent. */
  readonly to: string | null;
  /** Why it was not sent although it should have been. */
  readonly problem: string | null;
}

/** Sends links that let somebody in to whom they are for. */
export class Letters {
  readonly #deps: LettersDeps;

  constructor(deps: LettersDeps) {
    this.#deps = deps;
  }

  /** A link without an address is for whoever is given it: it is not sent. */
  async post(code: string, link: LinkRow): Promise<Posted> {
    const { mail: to, kind } = link;
    if (to === null) return { to: null, problem: null };
    try {
      const address = this.#deps.base + pathOfLink(code);
      await this.#deps.send({ to, ...texts[kind](address, new URL(this.#deps.base).host) });
      return { to, problem: null };
    } catch (thrown) {
      return { to: null, problem: messageOf(thrown) };
    }
  }
}

type Text = (link: string, host: string) => Omit<Letter, "to">;

// Nobody knows yet which language whoever is invited reads.
const texts: Readonly<Record<LinkRow["kind"], Text>> = {
  invitation: (link, host) => ({
    subject: `Invitation to the error collector at ${host} · Приглашение`,
    text: [
      `You are invited to the error collector at ${host}. This link makes your account; it works once, for a week:`,
      `Вас приглашают в коллектор ошибок ${host}. По этой ссылке создаётся ваша учётная запись; она сработает один раз, в течение недели:`,
      link,
    ].join("\n\n"),
  }),
  password: (link, host) => ({
    subject: `A new password at ${host} · Новый пароль`,
    text: [
      `This link sets a new password at the error collector ${host}; it works once, for a day. If you did not ask for it, do nothing: your password stays as it is.`,
      `По этой ссылке задаётся новый пароль в коллекторе ошибок ${host}; она сработает один раз, в течение суток. Если вы её не просили, ничего не делайте: пароль останется прежним.`,
      link,
    ].join("\n\n"),
  }),
};
