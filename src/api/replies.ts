import type { FastifyReply, FastifyRequest } from "fastify";
import type { ApiDeps } from "./deps.ts";

/**
 * Waits until what was answered before this read is digested; a read that could not wait long enough
 * says in `Digest-Lag` how many deliveries it may miss.
 */
export async function settle(reply: FastifyReply, deps: ApiDeps): Promise<void> {
  const missing = await deps.settled();
  if (missing > 0) void reply.header("digest-lag", String(missing));
}

/** The address that was asked for, or another one of ours, as the reader knows it. */
export function addressOf(
  request: FastifyRequest,
  { publicUrl }: Pick<ApiDeps, "publicUrl">,
  path = request.url,
): URL {
  return new URL(baseOf(request, { publicUrl }) + path);
}

/** Where the collector is for the reader, without a slash at the end. */
export function baseOf(request: FastifyRequest, { publicUrl }: Pick<ApiDeps, "publicUrl">): string {
  return publicUrl ?? `${request.protocol}://${hostOf(request)}`;
}

function hostOf(request: FastifyRequest): string {
  const { host } = request;
  return /^[\w.:[\]-]+$/.test(host) ? host : "localhost";
}

/**
 * Sends the bytes of a delivery as they came. They are somebody's data: a download, from which nothing
 * runs in a browser.
 */
export function sendBody(reply: FastifyReply, body: Uint8Array): FastifyReply {
  return reply
    .type("application/json")
    .header("content-disposition", 'attachment; filename="payload.json"')
    .header("content-security-policy", "default-src 'none'; sandbox")
    .send(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
}
