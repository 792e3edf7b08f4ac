import type { FastifyInstance } from "fastify";

/** What is no page of ours loads nothing, runs nothing, and stands in no frame. */
const nothing = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const yearSeconds = 365 * 24 * 60 * 60;

/**
 * What every answer tells a browser: to guess no types, to show it in no frame, to let no other site use it, to tell no other
 * site where it came from. With an https address, to come by https only.
 */
export function guardBrowsers(app: FastifyInstance, publicUrl: string | null): void {
  const isSecure = publicUrl?.startsWith("https:") ?? false;
  app.addHook("onSend", async (_request, reply) => {
    void reply.header("x-content-type-options", "nosniff");
    void reply.header("x-frame-options", "DENY");
    void reply.header("referrer-policy", "no-referrer");
    void reply.header("cross-origin-opener-policy", "same-origin");
    void reply.header("cross-origin-resource-policy", "same-origin");
    void reply.header("permissions-policy", "camera=(), geolocation=(), microphone=()");
    if (isSecure) void reply.header("strict-transport-security", `max-age=${yearSeconds}`);
    if (!reply.hasHeader("cache-control")) void reply.header("cache-control", "no-store");
    if (!reply.hasHeader("content-security-policy")) {
      void reply.header("content-security-policy", nothing);
    }
  });
}
