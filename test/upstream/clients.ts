import type { TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Source } from "../../src/domain/index.ts";
import { SafeFetch } from "../../src/outbox/index.ts";
import { Client, type ClientLimits, upstreamOf } from "../../src/upstream/index.ts";
import type { StandInServer } from "../support/stand-in/http.ts";

const limits: ClientLimits = {
  msMax: 500,
  bytesMax: 50_000_000,
  triesMax: 5,
  backOff: { firstMs: 5, msMax: 50 },
};

/** A client of a stand-in, as the collector makes it. */
export function openClient(t: TestContext, server: StandInServer, token = server.token) {
  const stop = new AbortController();
  const out = new SafeFetch({ allow: ["127.0.0.1"], trusted: () => new Set() });
  t.after(() => {
    stop.abort();
    out.close();
  });
  return new Client({
    out,
    baseUrl: server.url,
    token,
    userAgent: "test",
    limits,
    now: Date.now,
    pause: (ms) => pause(ms, undefined, { signal: stop.signal }),
    signal: stop.signal,
  });
}

export function openUpstream(t: TestContext, server: StandInServer, source: Partial<Source> = {}) {
  return upstreamOf(openClient(t, server), {
    slug: "default",
    kind: "sentry",
    baseUrl: server.url,
    organization: null,
    projects: [],
    origin: "environment",
    pullMs: 0,
    writeBack: "off",
    ...source,
  });
}
