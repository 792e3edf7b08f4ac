import type { FastifyInstance } from "fastify";
import { Gauge, Registry } from "prom-client";
import { needs } from "./access/needs.ts";
import type { ApiDeps } from "./deps.ts";

/** One number of the page; labels make several of it. */
interface Reading {
  readonly value: number;
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * `GET /metrics`, in the text format of Prometheus. The numbers are read when they are asked for: nothing is
 * counted twice, and the doors count nothing for it. Names and units follow
 * https://prometheus.io/docs/practices/naming/.
 */
export function registerMetrics(app: FastifyInstance, deps: ApiDeps): void {
  app.get("/metrics", needs("settings:read"), async (_request, reply) => {
    const registry = new Registry();
    for (const [name, { help, readings }] of Object.entries(await readAll(deps))) {
      const labelNames = [...new Set(readings.flatMap(({ labels }) => Object.keys(labels ?? {})))];
      const gauge = new Gauge({ name, help, labelNames, registers: [registry] });
      for (const { value, labels = {} } of readings) gauge.set(labels, value);
    }
    void reply.type(registry.contentType);
    return registry.metrics();
  });
}

async function readAll(
  deps: ApiDeps,
): Promise<Record<string, { help: string; readings: readonly Reading[] }>> {
  const [health, standing] = await Promise.all([deps.health(), deps.standing()]);
  const { disk, senders, live } = standing;
  const one = (value: number) => [{ value }];
  const perSource = (sources: readonly { readonly source: string }[]) =>
    sources.map(({ source }) => ({ value: 1, labels: { source } }));
  return {
    collector_healthy: {
      help: "1 while everything works, else 0: see /health.",
      readings: one(Number(health.healthy)),
    },
    collector_check_ok: {
      help: "1 while this check of /health is well, else 0.",
      readings: Object.entries(health.checks).map(([check, { ok }]) => ({
        value: Number(ok),
        labels: { check },
      })),
    },
    collector_deliveries_newest_id: {
      help: "Number of the newest delivery that is on the disk: its increase is how many were kept.",
      readings: one(standing.newestDelivery),
    },
    collector_deliveries_waiting: {
      help: "Deliveries that are kept and not digested yet.",
      readings: one(standing.digest.waiting),
    },
    collector_refusals: {
      help: "Requests that were refused since the start.",
      readings: one(deps.refusals.total),
    },
    collector_start_time_seconds: {
      help: "When the collector started, in seconds since 1970.",
      readings: one(standing.startedAt / 1000),
    },
    collector_disk_free_bytes: {
      help: "Free bytes of the disk on which the databases lie.",
      readings: disk.freeBytes === null ? [] : one(disk.freeBytes),
    },
    collector_archive_bytes: { help: "Size of archive.db.", readings: one(disk.archiveBytes) },
    collector_errors_bytes: { help: "Size of errors.db.", readings: one(disk.errorsBytes) },
    collector_live_watchers: {
      help: "Who watches the live feed.",
      readings: one(live.watchers),
    },
    collector_sender_last_delivery_time_seconds: {
      help: "When a source last delivered by webhook, in seconds since 1970.",
      readings: senders.map(({ source, family, lastAt }) => ({
        value: lastAt / 1000,
        labels: { source, family },
      })),
    },
    collector_source_silent: {
      help: "1 for a source that is quieter than its own history, or that has new events and delivers none.",
      readings: perSource(health.sources.silent),
    },
    collector_source_in_trouble: {
      help: "1 for a source whose API cannot be used.",
      readings: perSource(health.sources.trouble),
    },
  };
}
