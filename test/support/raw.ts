import { connect, type Socket } from "node:net";
import { until } from "./until.ts";

/** What came back on a bare connection. */
export interface RawAnswer {
  /** 0 when the connection ended without an answer. */
  readonly status: number;
  readonly text: string;
}

/** A bare connection to a collector, for what no HTTP client would send. */
export class RawConnection {
  readonly socket: Socket;
  #text = "";
  closed = false;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.socket = connect({ host: hostname, port: Number(port) });
    this.socket.setEncoding("utf8");
    this.socket.on("data", (chunk) => {
      this.#text += chunk;
    });
    this.socket.on("error", () => {});
    this.socket.on("close", () => {
      this.closed = true;
    });
  }

  get answer(): RawAnswer {
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(this.#text)?.[1] ?? 0);
    return { status, text: this.#text };
  }

  /** Writes and waits until the connection wants more; resolves to false when it is closed. */
  async write(data: string | Uint8Array): Promise<boolean> {
    if (this.closed || this.socket.destroyed) return false;
    if (this.socket.write(data)) return true;
    await new Promise<void>((resolve) => {
      this.socket.once("drain", resolve);
      this.socket.once("close", () => resolve());
    });
    return !this.socket.destroyed;
  }

  /** Resolves when the head of an answer came, or the connection was closed. */
  async answered(timeoutMs = 10_000): Promise<RawAnswer> {
    await until("an answer or the end", () => this.closed || this.answer.status > 0, { timeoutMs });
    return this.answer;
  }

  async ended(timeoutMs = 10_000): Promise<RawAnswer> {
    await until("the connection's end", () => this.closed, { timeoutMs });
    return this.answer;
  }

  close(): void {
    this.socket.destroy();
  }
}

/** The head of a POST to the door. */
export function head(headers: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `POST /sentry/webhook HTTP/1.1\r\nhost: localhost\r\n${lines.join("\r\n")}\r\n\r\n`;
}
