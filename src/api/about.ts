import type { FastifyInstance } from "fastify";
import { contract } from "../contract/index.ts";
import { needs } from "./access/needs.ts";
import { readNothing } from "./ask.ts";
import type { ApiDeps } from "./deps.ts";
import type { Page } from "./page/page.ts";

/** What there is to call, in the order in which a newcomer needs it. */
const endpoints: Readonly<Record<string, string>> = {
  "POST /sentry/webhook": "where Sentry, GlitchTip, Bugsink and plain JSON deliver",
  "GET /errors":
    "all errors, newest first; limit, cursor, project, level, environment, release, platform, exception_type, issue, since, until; JSON, NDJSON or CSV by Accept",
  "GET /errors/latest": "the newest error; same filters",
  "GET /errors/{id}": "one error with everything that is known of it, by number or event id",
  "GET /errors/{id}/stacktrace": "its stack trace as text",
  "GET /errors/{id}/payload": "the delivery it came with, as it came",
  "GET /deliveries": "every delivery and what became of it; limit, cursor, state, family, resource",
  "GET /deliveries/{id}": "one delivery with its headers",
  "GET /deliveries/{id}/body": "its bytes, as they came",
  "GET /api/v1":
    "the operations of the API: issues, errors, deliveries, refusals, projects, statistics, search, views, live, export, import, retention, status",
  "GET /docs": "the API as a page to read",
  "GET /app/": "the web page; a browser that asks for / is sent there",
  "GET /openapi.json": "the API's document (OpenAPI 3.1)",
  "GET /config": "the settings in force, without secrets",
  "GET /health": "200 while everything works, else 503",
  "GET /metrics": "what the collector can be watched by, for Prometheus",
};

/** What `GET /api/v1` lists. */
const operations = Object.fromEntries(
  Object.entries(contract).map(([address, { summary }]) => [address, summary]),
);

/** `GET /`, `/api/v1`, `/config` and `/health`. */
export function registerAbout(app: FastifyInstance, deps: ApiDeps, page: Page): void {
  app.get("/", needs("public"), async (request, reply) => {
    readNothing(request.query);
    if (page.welcomes(request, reply)) return reply;
    if (request.caller === null) throw await deps.access.refusal();
    return {
      name: "Sentry Error Collector",
      description: "One durable inbox for every error that Sentry, GlitchTip or Bugsink knows of.",
      version: deps.version,
      endpoints,
      configuration: request.caller.projects === null ? deps.settings : null,
    };
  });
  app.get("/api/v1", needs("projects:read"), (request) => {
    readNothing(request.query);
    return { docs: "/docs", openapi: "/openapi.json", operations };
  });
  app.get("/config", needs("settings:read"), (request) => {
    readNothing(request.query);
    return deps.settings;
  });
  app.get("/health", needs("public"), async (request, reply) => {
    const { healthy, checks } = await deps.health();
    void reply.status(healthy ? 200 : 503);
    if (!healthy) void reply.header("retry-after", "5");
    const status = healthy ? "ok" : "unhealthy";
    // A stranger (a load balancer, a monitor) needs to know no more.
    if (request.caller === null) return { status };
    return { status, version: deps.version, checks };
  });
}
