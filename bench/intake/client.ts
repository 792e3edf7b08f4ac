import { connect, type Socket } from "node:net";

/** Bytes of an answer that are read at once; the collector's are about 200. */
const readBytes = 4096;

/** Told what becomes of a request. Each request ends in exactly one of the two. */
export interface Listener {
  answered(connection: Connection, status: number): void;
  /** No answer: the code of the socket's error, or `closed`. */
  broken(connection: Connection, code: string): void;
}

/**
 * One keep-alive connection with at most one request under way. A client of node:http would cost more
 * than the server that it is to measure; this one reads of an answer only its status and its end.
 */
export class Connection {
  /** The request to send next; may be written to while none is under way. */
  readonly request: Buffer;
  /** When the request under way was due and when it was sent; milliseconds of `performance.now()`. */
  dueAt = 0;
  sentAt = 0;
  readonly #socket: Socket;
  readonly #listener: Listener;
  #text = "";
  #busy = false;
  #open = true;
  #error: string | null = null;

  constructor(port: number, request: Buffer, listener: Listener) {
    this.request = request;
    this.#listener = listener;
    this.#socket = connect({
      port,
      host: "127.0.0.1",
      noDelay: true,
      onread: {
        buffer: Buffer.allocUnsafe(readBytes),
        callback: (bytes, buffer) => {
          this.#read((buffer as Buffer).toString("latin1", 0, bytes));
          return true;
        },
      },
    });
    this.#socket.on("error", (thrown: NodeJS.ErrnoException) => {
      this.#error = thrown.code ?? "unknown";
    });
    this.#socket.on("close", () => this.#closed());
  }

  /** False once the other side has closed it: it cannot be used again. */
  get isOpen(): boolean {
    return this.#open;
  }

  /** Sends `request`. Before the connection stands it waits in the socket. */
  send(): void {
    this.#busy = true;
    this.#text = "";
    this.#socket.write(this.request);
  }

  close(): void {
    this.#open = false;
    this.#socket.destroy();
  }

  #read(text: string): void {
    if (!this.#busy) {
      // An answer that nobody asked for: the server says good-bye.
      this.close();
      return;
    }
    this.#text = this.#text === "" ? text : this.#text + text;
    const answer = readAnswer(this.#text);
    if (answer === null) return;
    this.#busy = false;
    if (answer.closes) this.close();
    this.#listener.answered(this, answer.status);
  }

  #closed(): void {
    this.#open = false;
    if (!this.#busy) return;
    this.#busy = false;
    this.#listener.broken(this, this.#error ?? "closed");
  }
}

/** Null while the answer is not whole. */
function readAnswer(text: string): { status: number; closes: boolean } | null {
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd < 0) return null;
  const head = text.slice(0, headEnd);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  const whole =
    length === undefined ? text.endsWith("0\r\n\r\n") : text.length >= headEnd + 4 + Number(length);
  if (!whole) return null;
  return { status: Number(head.slice(9, 12)), closes: /\r\nconnection: *close/i.test(head) };
}
