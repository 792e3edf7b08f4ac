import {
  createServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import { type Server, Socket } from "node:net";
import { Failure } from "../domain/index.ts";
import { openEntrances, portOf } from "./entrances.ts";
import type { Settings } from "./settings.ts";

export type Listen = (request: IncomingMessage, response: ServerResponse) => void;

/** What is served, and which requests bring a body without end, that is read while it arrives. */
export interface Served {
  listen: Listen;
  streams(url: string): boolean;
  /** Is told of what the listener refused itself, with the request where it had become one. */
  refused(refused: RefusedHere): void;
}

export interface RefusedHere {
  readonly request: IncomingMessage | null;
  readonly peer: string | null;
  readonly problem: { readonly status: number; readonly detail: string };
}

/** Longer than the idle time of common load balancers, which else meet a connection just closed. */
const keepAliveMs = 65_000;
const drainPollMs = 50;
/** How long one who was refused may take to read why. */
const lingerMs = 1000;
/** Connections beyond the limit that are told so at any moment; more are closed without a word. */
const refusedMax = 500;

/** The one HTTP server, under its limits. What it serves can be exchanged while it listens. */
export class Listener {
  readonly #server: HttpServer;
  readonly #settings: Settings;
  #listen: Listen = unavailable("The collector is starting; try again.");
  #streams: Served["streams"] = () => false;
  #refused: Served["refused"] = () => {};
  #connections = 0;
  #further: readonly Server[] = [];

  constructor(settings: Settings) {
    this.#settings = settings;
    const { requestMsMax } = settings;
    this.#server = createServer({
      maxHeaderSize: settings.headerBytesMax,
      // One for all requests; how long bodies may take is seen to in `#limitBody`.
      requestTimeout: 0,
      headersTimeout: requestMsMax,
      connectionsCheckingInterval: Math.max(50, Math.min(1000, requestMsMax / 4)),
      keepAliveTimeout: keepAliveMs,
      noDelay: true,
    });
    this.#server.on("request", (request, response) => {
      this.#limitBody(request, response);
      this.#listen(request, response);
    });
    this.#server.on("clientError", (thrown: NodeJS.ErrnoException, socket) => {
      this.#refuseBroken(thrown, socket as Socket);
    });
    this.#limitConnections();
  }

  /** Binds the port. Throws a `setup` failure when that cannot be had. Resolves to the port. */
  async bind(): Promise<number> {
    const { host, port } = this.#settings;
    try {
      this.#further = await openEntrances(this.#server, { host, port });
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException;
      throw new Failure("setup", cannotListen(code, host, port), { cause: thrown });
    }
    return portOf(this.#server, { port });
  }

  serve({ listen, streams, refused }: Served): void {
    this.#listen = listen;
    this.#streams = streams;
    this.#refused = refused;
  }

  /** Answers everything with 503 until something is served again. */
  pause(reason: string): void {
    this.#listen = unavailable(reason);
  }

  /** Serves on, but ends each connection with its next answer: whoever comes again opens another, maybe elsewhere. */
  leave(): void {
    const inner = this.#listen;
    this.#listen = (request, response) => {
      response.shouldKeepAlive = false;
      inner(request, response);
    };
  }

  /** Takes no further connections and waits until those that are open have got their answers. */
  async drain(): Promise<void> {
    const { shutdownMsMax } = this.#settings;
    this.leave();
    const closed = Promise.all([this.#server, ...this.#further].map(closing));
    const idle = setInterval(() => this.#server.closeIdleConnections(), drainPollMs);
    const deadline = setTimeout(() => this.#server.closeAllConnections(), shutdownMsMax);
    await closed;
    clearInterval(idle);
    clearTimeout(deadline);
  }

  /**
   * A body must have arrived within `requestMsMax` of its head. One that is read as a stream must go on
   * arriving: it may stand still for as long, unless it waits for us.
   */
  #limitBody(request: IncomingMessage, response: ServerResponse): void {
    const { headers, socket, url = "" } = request;
    if (headers["content-length"] === undefined && headers["transfer-encoding"] === undefined)
      return;
    this.#linger(request);
    const streams = this.#streams(url);
    let seen = socket.bytesRead;
    const look = setInterval(() => {
      const goesOn = streams && (socket.bytesRead > seen || request.readableLength > 0);
      seen = socket.bytesRead;
      if (goesOn || request.complete) return;
      clearInterval(look);
      if (response.headersSent) socket.destroy();
      else this.#refuse(socket, { status: 408, detail: tooSlow, request });
    }, this.#settings.requestMsMax);
    request.once("close", () => clearInterval(look));
  }

  /**
   * An answer may end its connection while the request is still being sent: closed at once it would be reset, and
   * the answer be lost. So nothing more is said, and what comes is read until the other side has closed too.
   */
  #linger(request: IncomingMessage): void {
    const { socket } = request;
    // It is how node:http closes a connection after the last answer.
    socket.destroySoon = () => {
      if (request.complete) {
        Socket.prototype.destroySoon.call(socket);
        return;
      }
      socket.end();
      const deadline = setTimeout(() => socket.destroy(), this.#settings.requestMsMax);
      socket.once("close", () => clearTimeout(deadline));
    };
  }

  /** Connections beyond the limit are told so and closed, before anything of them is read. */
  #limitConnections(): void {
    const [accept] = this.#server.listeners("connection") as ((socket: Socket) => void)[];
    this.#server.removeAllListeners("connection");
    this.#server.on("connection", (socket: Socket) => {
      const beyond = this.#connections - this.#settings.connectionsMax;
      if (beyond >= refusedMax) {
        socket.destroy();
        return;
      }
      this.#connections += 1;
      socket.once("close", () => {
        this.#connections -= 1;
      });
      if (beyond >= 0) {
        this.#refuse(socket, { status: 503, detail: tooMany });
        return;
      }
      accept?.call(this.#server, socket);
    });
  }

  /** What Node could not read as HTTP. */
  #refuseBroken(thrown: NodeJS.ErrnoException, socket: Socket): void {
    // What follows the first unreadable part says the same again.
    if (socket.writableEnded) return;
    // A browser opens connections ahead of time; one that nothing was sent on has asked for nothing.
    const isIdle = thrown.code === "ERR_HTTP_REQUEST_TIMEOUT" && socket.bytesRead === 0;
    if (thrown.code === "ECONNRESET" || !socket.writable || isIdle) {
      socket.destroy();
      return;
    }
    if (thrown.code === "HPE_HEADER_OVERFLOW") {
      this.#refuse(socket, {
        status: 431,
        detail: "The headers are larger than HEADER_BYTES_MAX.",
      });
    } else if (thrown.code === "ERR_HTTP_REQUEST_TIMEOUT") {
      this.#refuse(socket, { status: 408, detail: tooSlow });
    } else {
      this.#refuse(socket, { status: 400, detail: "This is not HTTP that can be read." });
    }
  }

  #refuse(
    socket: Socket,
    {
      status,
      detail,
      request = null,
    }: { status: number; detail: string; request?: IncomingMessage | null },
  ): void {
    this.#refused({ request, peer: socket.remoteAddress ?? null, problem: { status, detail } });
    answerAndClose(socket, status, detail);
  }
}

/** Resolves when nothing can come in any more and all that was in has gone. */
function closing(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

const tooMany = "Too many connections (CONNECTIONS_MAX); try again.";
const tooSlow = "The request did not arrive whole within REQUEST_MS_MAX milliseconds.";

function unavailable(detail: string): Listen {
  return (request, response) => {
    request.resume();
    response.writeHead(503, { "content-type": "application/problem+json", "retry-after": "5" });
    response.end(problemText(503, detail));
  };
}

function answerAndClose(socket: Socket, status: number, detail: string): void {
  const body = problemText(status, detail);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "content-type: application/problem+json",
    `content-length: ${Buffer.byteLength(body)}`,
    ...(status === 503 ? ["retry-after: 5"] : []),
    "connection: close",
  ];
  socket.on("error", () => socket.destroy());
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
  // A connection that is closed over unread bytes is reset, and the sender would not see the answer.
  socket.resume();
  const deadline = setTimeout(() => socket.destroy(), lingerMs);
  socket.once("close", () => clearTimeout(deadline));
}

function problemText(status: number, detail: string): string {
  return JSON.stringify({ type: "about:blank", title: STATUS_CODES[status], status, detail });
}

function cannotListen(code: string | undefined, host: string, port: number): string {
  switch (code) {
    case "EADDRINUSE":
      return `Port ${port} is in use: stop the other program, or choose another port with PORT.`;
    case "EACCES":
      return `Port ${port} may not be used by this user: choose one above 1023 with PORT.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `HOST is ${JSON.stringify(host)}, which is not an address of this machine: 0.0.0.0 means all, 127.0.0.1 this machine only.`;
    default:
      return `Cannot listen on ${host}:${port} (${code ?? "unknown"}): choose others with HOST and PORT.`;
  }
}
