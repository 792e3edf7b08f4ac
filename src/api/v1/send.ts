import { hash } from "node:crypto";
import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type Failure, toFailure } from "../../domain/index.ts";
import type { Answer, StreamedEvent } from "./dispatch.ts";
import type { Download } from "./handlers.ts";

/** How long a watcher waits before it comes back. */
const retryMs = 2000;
/** How long a watcher may take nothing of what is sent. */
const stalledMsMax = 60_000;

interface Sending {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** The address that was asked for, as the caller knows it. */
  readonly url: URL;
  /** Where the same is found with another `{id}`. */
  readonly urlWith: (id: string) => URL;
  readonly onFailure: (failure: Failure) => void;
}

/** Sends what an operation answered. */
export function sendAnswer(answer: Answer, sending: Sending): FastifyReply {
  const { reply, request } = sending;
  if (answer.lag > 0) void reply.header("digest-lag", String(answer.lag));
  switch (answer.kind) {
    case "json":
      return sendJson(answer, sending);
    case "moved": {
      const { href } = sending.urlWith(answer.id);
      return reply.status(308).header("location", href).send({ moved_to: href });
    }
    case "text":
      void reply.type(`${answer.media}; charset=utf-8`);
      return sendTagged(answer.text, request, reply);
    case "file":
      return sendFile(answer.file, answer.media, sending);
    case "events":
      // Proxies would else gather events before they pass them on.
      void reply.type("text/event-stream").header("x-accel-buffering", "no");
      // There is always something to write within a heartbeat: who takes nothing for so long is let go of.
      request.raw.socket.setTimeout(stalledMsMax, () => request.raw.socket.destroy());
      return reply.send(streamOf(eventTexts(answer.events), sending.onFailure));
  }
}

function sendJson(
  answer: Extract<Answer, { kind: "json" }>,
  { request, reply, url }: Sending,
): FastifyReply {
  void reply.type("application/json; charset=utf-8").status(answer.status);
  if (answer.replayed) void reply.header("idempotency-replayed", "true");
  if (request.method !== "GET" && request.method !== "HEAD") return reply.send(answer.body);
  if (answer.nextCursor !== null) {
    const next = new URL(url);
    next.searchParams.set("cursor", answer.nextCursor);
    void reply.header("link", `<${next.href}>; rel="next"`);
  }
  return sendTagged(answer.body, request, reply);
}

/**
 * Sends text with what the caller's own cache needs to ask whether it is still the same, and only that it is where
 * the caller has it already. Caches between keep nothing.
 */
export function sendTagged(
  text: string,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const tag = hash("sha1", text, "base64url");
  void reply.header("etag", `W/"${tag}"`).header("cache-control", "private, no-cache");
  const known: readonly string[] = request.headers["if-none-match"]?.match(/"[^"]*"|\*/g) ?? [];
  return known.includes(`"${tag}"`) || known.includes("*")
    ? reply.status(304).send()
    : reply.send(text);
}

/** Somebody's data: a download, from which nothing runs in a browser. */
function sendFile(
  { body, filename, totalCount }: Download,
  media: string,
  { reply, onFailure }: Sending,
): FastifyReply {
  void reply
    .type(media)
    .header("content-disposition", `attachment; filename="${filename.replace(/[^\w.-]/g, "_")}"`)
    .header("content-security-policy", "default-src 'none'; sandbox");
  if (totalCount !== undefined) void reply.header("total-count", String(totalCount));
  return body instanceof Uint8Array
    ? reply.send(Buffer.from(body.buffer, body.byteOffset, body.byteLength))
    : reply.send(streamOf(body, onFailure));
}

/** What fails after its beginning was sent breaks the connection off, so that no part passes for the whole. */
function streamOf(
  source: AsyncIterable<string | Uint8Array>,
  onFailure: (failure: Failure) => void,
): Readable {
  const stream = Readable.from(source, { objectMode: false });
  stream.on("error", (thrown) => {
    const failure = toFailure(thrown);
    if (failure.code === "internal") onFailure(failure);
  });
  return stream;
}

async function* eventTexts(events: AsyncIterable<StreamedEvent | null>): AsyncGenerator<string> {
  // Not before the first: who sees the connection open relies on being told what happens from then on.
  let isOpen = false;
  for await (const event of events) {
    if (!isOpen) yield `retry: ${retryMs}\n\n`;
    isOpen = true;
    yield event === null ? ":\n\n" : eventText(event);
  }
}

function eventText(event: StreamedEvent): string {
  return `id: ${event.id}\nevent: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`;
}
