import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { SMTPServer } from "smtp-server";

/** A letter as the server was given it. */
export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  /** The text, decoded. */
  readonly text: string;
}

export interface MailServer {
  readonly port: number;
  readonly received: readonly Received[];
  /** User names that were told, with a password. */
  readonly users: readonly string[];
  /** Resolves when so many letters came in all. */
  reached(count: number): Promise<void>;
}

/** A real mail server on a free port, without TLS, that takes everything but what is for `refused@…`. */
export async function startMailServer(t: TestContext): Promise<MailServer> {
  const received: Received[] = [];
  const users: string[] = [];
  const waiting = new Set<() => void>();
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    authOptional: true,
    allowInsecureAuth: true,
    logger: false,
    onAuth({ username }, _session, done) {
      users.push(username ?? "");
      done(null, { user: username });
    },
    onRcptTo({ address }, _session, done) {
      done(address.startsWith("refused@") ? new Error("no such mailbox") : null);
    },
    onData(stream, { envelope }, done) {
      stream.toArray().then((parts) => {
        const raw = Buffer.concat(parts as Buffer[]).toString();
        const from = envelope.mailFrom === false ? "" : envelope.mailFrom.address;
        received.push({
          from,
          to: envelope.rcptTo.map((each) => each.address),
          raw,
          text: textIn(raw),
        });
        for (const each of waiting) each();
        done();
      }, done);
    },
  });
  const listener = server.listen(0, "127.0.0.1");
  await once(listener, "listening");
  t.after(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return {
    port: (listener.address() as AddressInfo).port,
    received,
    users,
    async reached(count) {
      while (received.length < count) {
        await new Promise<void>((resolve) => waiting.add(resolve));
      }
    },
  };
}

function textIn(raw: string): string {
  const [head = "", ...rest] = raw.split("\r\n\r\n");
  const body = rest.join("\r\n\r\n");
  if (/content-transfer-encoding: base64/i.test(head))
    return Buffer.from(body, "base64").toString();
  if (!/content-transfer-encoding: quoted-printable/i.test(head)) return body;
  const bytes = body
    .replaceAll(/=\r\n/g, "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  return Buffer.from(bytes, "latin1").toString();
}
