import { isIP } from "node:net";
import { Gate, OutgoingFailure, type OutgoingRules, type Place } from "./gate.ts";

/** A mail server, as `smtp://user:password@host:587` or `smtps://…` names it. */
export interface Smtp extends Place {
  /** TLS from the first byte. */
  readonly secure: boolean;
  readonly user: string | null;
  readonly password: string | null;
}

export interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface MailerOptions {
  readonly smtp: Smtp;
  /** `errors@example.com` or `Errors <errors@example.com>`. */
  readonly from: string;
  /** OUTBOUND_ALLOW. */
  readonly allow: OutgoingRules["allow"];
}

const msMax = 20_000;

/** Sends mail, by the server that was set and to nowhere else. */
export class Mailer {
  readonly #options: MailerOptions;
  readonly #gate: Gate;

  constructor(options: MailerOptions) {
    this.#options = options;
    const { host, port } = options.smtp;
    this.#gate = new Gate({ allow: options.allow, trusted: () => new Set([`${host}:${port}`]) });
  }

  /** Resolves when the server took it. Rejects with an `OutgoingFailure`. */
  async send({ to, subject, text }: Letter): Promise<void> {
    const { smtp, from } = this.#options;
    const address = await this.#gate.addressOf(smtp);
    // It weighs 10 MB in a process that may never send a letter.
    const { createTransport } = await import("nodemailer");
    const transport = createTransport({
      ...connectionTo(smtp, address),
      disableFileAccess: true,
      disableUrlAccess: true,
      connectionTimeout: msMax,
      greetingTimeout: msMax,
      socketTimeout: msMax,
    });
    try {
      await transport.sendMail({ from, to: { name: "", address: to }, subject, text });
    } catch (thrown) {
      throw new OutgoingFailure("unreachable", `The mail server ${smtp.host} ${reasonIn(thrown)}`, {
        cause: thrown,
      });
    } finally {
      transport.close();
    }
  }
}

/** The address was checked: whatever the name means by now, the connection goes there. */
function connectionTo({ host, port, secure, user, password }: Smtp, address: string) {
  const named = isIP(host) === 0 ? { servername: host } : {};
  const auth = user === null ? {} : { auth: { user, pass: password ?? "" } };
  // A password is told to nobody but over TLS.
  return { host: address, port, secure, requireTLS: user !== null, tls: named, ...auth };
}

/** What went wrong, without what the server said, which may repeat what it was told. */
function reasonIn(thrown: unknown): string {
  const { code, responseCode } = thrown as { code?: string; responseCode?: number };
  const status = responseCode === undefined ? "" : `, status ${responseCode}`;
  return `did not take the letter (${code ?? "unknown"}${status}).`;
}

const ports = { "smtp:": 587, "smtps:": 465 } as const;

/** Reads SMTP_URL; null where it is none. */
export function smtpFrom(text: string): Smtp | null {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "smtp:" && url.protocol !== "smtps:")) return null;
  const { protocol, hostname, username, password, pathname, search } = url;
  if (hostname === "" || search !== "" || (pathname !== "" && pathname !== "/")) return null;
  try {
    return {
      host: hostname.toLowerCase().replace(/^\[|\]$/g, ""),
      port: Number(url.port) || ports[protocol],
      secure: protocol === "smtps:",
      user: username === "" ? null : decodeURIComponent(username),
      password: password === "" ? null : decodeURIComponent(password),
    };
  } catch {
    // A percent sign that stands for itself must be written %25.
    return null;
  }
}
